"""The news of the week: plain functions."""

from datetime import UTC, date, datetime, timedelta

import pytest

from district.digest.rules import Digest, Fact, Past, coming, key_of, past, week_to_tell
from tests.support.house import at

MONDAY = date(2026, 11, 23)
NOTHING = Past(0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("day", "clock", "due"),
    [
        ("2026-11-23", "6:59", None),
        ("2026-11-23", "7:00", MONDAY),
        ("2026-11-23", "23:59", MONDAY),
        ("2026-11-24", "0:00", MONDAY),
        ("2026-11-24", "23:59", MONDAY),
        ("2026-11-25", "7:00", None),
        ("2026-11-29", "7:00", None),
        ("2026-03-30", "7:00", date(2026, 3, 30)),  # the morning after the clock went forward
        ("2026-10-26", "7:00", date(2026, 10, 26)),  # and back
    ],
)
def test_news_are_due_from_monday_seven_to_tuesday_night(day: str, clock: str, due: date | None) -> None:
    assert week_to_tell(at(day, clock), "Europe/Berlin") == due


@pytest.mark.parametrize(("hour", "due"), [(7, None), (8, MONDAY)])
def test_the_hubs_clock_counts(hour: int, due: date | None) -> None:
    assert week_to_tell(datetime(2026, 11, 23, hour, tzinfo=UTC), "Atlantic/Azores") == due


def test_past_counts_only_the_week_before() -> None:
    last = MONDAY - timedelta(days=3)
    facts = [
        Fact(last, "completed", True),
        Fact(last, "completed", False),
        Fact(last, "no_show", False),
        Fact(last, "cancelled", False),
        Fact(last, "declined", False),
        Fact(last, "expired", False),
        Fact(MONDAY, "confirmed", False),
        Fact(MONDAY - timedelta(days=8), "completed", True),
    ]
    assert past(facts, MONDAY, 0.456) == Past(3, 1, 1, 1, 46)
    assert past(facts, MONDAY, None).percent is None


def test_coming_names_the_days_that_are_not_over() -> None:
    facts = [Fact(MONDAY, "confirmed", False), Fact(MONDAY, "requested", False), Fact(MONDAY, "cancelled", False)]
    days = coming(facts, MONDAY, MONDAY)
    assert [number for _day, number in days] == [1, 0, 0, 0, 0, 0, 0]
    assert [day.weekday() for day, _number in coming(facts, MONDAY, MONDAY + timedelta(days=1))] == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("news", "is_empty"),
    [
        (Digest(MONDAY, NOTHING, [(MONDAY, 0)]), True),
        (Digest(MONDAY, Past(1, 0, 0, 0, 0), []), False),
        (Digest(MONDAY, Past(0, 0, 0, 1, 0), []), False),
        (Digest(MONDAY, NOTHING, [(MONDAY, 1)]), False),
        (Digest(MONDAY, NOTHING, [], requests=1), False),
        (Digest(MONDAY, NOTHING, [], calendars=["Müll"]), False),
        (Digest(MONDAY, NOTHING, [], faults=["Platz 1"]), False),
    ],
)
def test_without_any_news_there_is_no_mail(news: Digest, is_empty: bool) -> None:
    assert news.is_empty == is_empty


def test_key_names_the_iso_week() -> None:
    assert key_of(3, 7, MONDAY) == "digest:3:7:2026-W48"
    assert key_of(3, 7, date(2026, 12, 28)) == "digest:3:7:2026-W53"
    assert key_of(3, 7, date(2025, 12, 29)) == "digest:3:7:2026-W01"
