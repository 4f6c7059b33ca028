"""Until when somebody may withdraw, by the calendar."""

from datetime import UTC, date, datetime

import pytest

from payments.withdrawals.rules import first_kept_year, is_in_time, last_day

BERLIN = "Europe/Berlin"


def test_day_of_the_contract_is_not_counted() -> None:
    assert last_day(date(2026, 11, 24)) == date(2026, 12, 8)


@pytest.mark.parametrize(
    ("received", "is_right"),
    [
        (datetime(2026, 11, 24, 12, tzinfo=UTC), True),
        (datetime(2026, 12, 8, 22, 59, tzinfo=UTC), True),  # 23:59 in Berlin
        (datetime(2026, 12, 8, 23, 0, tzinfo=UTC), False),
    ],
)
def test_withdrawal_is_in_time_until_midnight_at_the_hub(received: datetime, is_right: bool) -> None:
    assert is_in_time(datetime(2026, 11, 23, 23, 30, tzinfo=UTC), received, BERLIN) == is_right


def test_kept_three_whole_years() -> None:
    assert first_kept_year(datetime(2029, 12, 31, tzinfo=UTC)) == 2026
