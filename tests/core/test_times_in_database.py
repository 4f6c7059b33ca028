"""Times come back as the same moment, aware and in UTC, from both databases."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import bindparam, select

from core.db import UtcDateTime

MOMENTS = [
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin")),
    datetime(2026, 3, 29, 3, 0, tzinfo=timezone(timedelta(hours=13))),
    datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
    datetime(2999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
]


@pytest.mark.parametrize("moment", MOMENTS)
def test_moment_comes_back_as_utc(db_session: Any, moment: datetime) -> None:
    found = db_session.scalar(select(bindparam("moment", moment, UtcDateTime())))
    assert found == moment.astimezone(UTC)  # across zones the repeated hour equals nothing
    assert found.tzinfo is UTC


def test_nothing_comes_back_as_nothing(db_session: Any) -> None:
    assert db_session.scalar(select(bindparam("moment", None, UtcDateTime()))) is None


def test_time_without_zone_is_refused(db_session: Any) -> None:
    with pytest.raises(Exception, match="without a zone"):
        db_session.scalar(select(bindparam("moment", datetime(2026, 1, 1), UtcDateTime())))  # noqa: DTZ001
