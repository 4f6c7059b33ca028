"""Who is late, here, coming or gone; when hosts check in; when a request has been answered."""

from datetime import date, timedelta

import pytest

from bookings.today.errors import AlreadyAnswered, NotThatDay
from bookings.today.rules import check_in_by_host, check_unanswered, day_to_plan, group
from hubs.rules import Rules
from tests.support.house import ZONE, at

NINE, TWELVE = at("2026-11-25", "9:00"), at("2026-11-25", "12:00")
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("status", "minutes", "expected"),
    [
        ("confirmed", -60, "coming"),
        ("confirmed", 15, "coming"),
        ("confirmed", 16, "late"),
        ("confirmed", 180, "left"),
        ("held", 16, "coming"),
        ("checked_in", -10, "here"),
        ("checked_in", 179, "here"),
        ("checked_in", 180, "left"),
        ("completed", 60, "left"),
        ("no_show", 60, "left"),
        ("requested", 0, None),
        ("cancelled", 0, None),
        ("declined", 0, None),
        ("expired", 0, None),
    ],
)
def test_group_follows_from_status_and_time(status: str, minutes: int, expected: str | None) -> None:
    assert group(status, NINE, TWELVE, NINE + minutes * MINUTE) == expected


@pytest.mark.parametrize(("day", "clock"), [("2026-11-25", "0:00"), ("2026-11-25", "11:59")])
def test_hosts_check_in_all_day_until_the_end(day: str, clock: str) -> None:
    check_in_by_host(Rules(), "confirmed", NINE, TWELVE, ZONE, at(day, clock))


@pytest.mark.parametrize(("day", "clock"), [("2026-11-24", "23:59"), ("2026-11-25", "12:00")])
def test_hosts_check_nobody_in_on_another_day_or_after_the_end(day: str, clock: str) -> None:
    with pytest.raises(NotThatDay):
        check_in_by_host(Rules(), "confirmed", NINE, TWELVE, ZONE, at(day, clock))


def test_request_can_be_answered_until_it_begins() -> None:
    check_unanswered("requested", TWELVE, NINE, NINE - MINUTE)
    with pytest.raises(AlreadyAnswered) as refused:
        check_unanswered("requested", TWELVE, NINE, NINE)
    assert refused.value.facts == {"status": "expired"}


@pytest.mark.parametrize("status", ["confirmed", "declined", "cancelled"])
def test_answered_request_says_how(status: str) -> None:
    with pytest.raises(AlreadyAnswered) as refused:
        check_unanswered(status, TWELVE, None, NINE - MINUTE)
    assert refused.value.facts == {"status": status}


@pytest.mark.parametrize(
    ("today", "wanted"),
    [
        (date(2026, 11, 28), date(2026, 11, 28)),
        (date(2026, 11, 29), date(2026, 11, 30)),
        (date(2026, 11, 30), date(2026, 11, 30)),
        (date(2027, 10, 31), date(2027, 11, 1)),
        (date(2028, 12, 31), date(2029, 1, 1)),
    ],
)
def test_week_that_comes_is_planned_on_a_sunday(today: date, wanted: date) -> None:
    assert day_to_plan(today) == wanted
