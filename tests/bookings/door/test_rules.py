"""What binds at the door, as plain values."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bookings.door import rules
from bookings.door.errors import HostsDecide
from bookings.errors import MembersOnly, NotOnGrid, Restricted, SlotTaken, TooLong
from bookings.rules import Standing
from core.timespans import Interval
from hubs.rules import Rules

TODAY = date(2026, 11, 24)
RULES, ZONE = Rules(grid_minutes=30, notice_minutes=120, min_minutes=120), "Europe/Berlin"


def at(clock: str, day: int = 24) -> datetime:
    """By the clock in Berlin, in winter."""
    hour, minute, *second = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, *second, tzinfo=UTC) - timedelta(hours=1)


def span(start: str, end: str) -> Interval:
    return Interval(at(start), at(end))


def test_longest_length_binds_what_can_be_taken() -> None:
    assert rules.takeable(span("9:07", "18:00"), Rules(max_minutes=60)) == span("9:07", "10:07")
    assert rules.takeable(span("9:07", "9:50"), Rules(max_minutes=60)) == span("9:07", "9:50")


@pytest.mark.parametrize(
    ("now", "until", "expected"),
    [
        ("9:07", "12:00", ["10:00", "10:30", "12:00"]),
        ("9:30", "12:00", ["10:00", "10:30", "12:00"]),
        ("11:20", "12:00", ["12:00"]),
        ("9:07", "9:55", ["9:30"]),
        ("9:07", "9:20", ["9:20"]),
    ],
)
def test_ends_keep_to_the_grid_where_one_is_left(now: str, until: str, expected: list[str]) -> None:
    assert rules.ends(span(now, until), RULES, ZONE, at(now)) == [at(clock) for clock in expected]


def test_rest_of_the_day_ends_at_midnight_where_a_hub_never_closes() -> None:
    free = Interval(at("20:10"), at("6:10", day=25))
    assert rules.ends(free, RULES, ZONE, at("20:10")) == [at("21:00"), at("21:30"), at("0:00", day=25)]


def test_rest_of_the_day_goes_on_into_the_night_in_which_the_hub_closes() -> None:
    free = Interval(at("23:10"), at("2:00", day=25))
    assert rules.ends(free, RULES, ZONE, at("23:10"))[-1] == at("2:00", day=25)
    after_midnight = Interval(at("0:20", day=25), at("2:00", day=25))
    assert rules.ends(after_midnight, RULES, ZONE, at("0:20", day=25))[-1] == at("2:00", day=25)


@pytest.mark.parametrize(
    ("end", "error"),
    [
        ("10:00", None),
        ("12:00", None),
        ("10:10", NotOnGrid),
        ("12:30", TooLong),
        ("13:00", TooLong),
        ("13:30", SlotTaken),
        ("9:00", SlotTaken),
    ],
)
def test_end_that_was_not_on_offer_is_refused(end: str, error: type[Exception] | None) -> None:
    free, now, three_hours = span("9:07", "13:00"), at("9:07"), Rules(grid_minutes=30, max_minutes=180)
    if error is None:
        rules.check_end(free, at(end), three_hours, ZONE, now)
        return
    with pytest.raises(error):
        rules.check_end(free, at(end), three_hours, ZONE, now)


def test_place_that_is_not_free_is_refused() -> None:
    with pytest.raises(SlotTaken):
        rules.check_end(None, at("10:00"), RULES, ZONE, at("9:07"))


@pytest.mark.parametrize(
    ("admission", "standing", "error"),
    [
        ("everyone", Standing(), None),
        ("everyone", Standing(is_restricted=True, reason="x"), Restricted),
        ("members", Standing(), MembersOnly),
        ("members", Standing(is_member=True), None),
        ("approval", Standing(), HostsDecide),
        ("approval", Standing(is_member=True), None),
    ],
)
def test_who_may_book_binds_at_the_door(admission: str, standing: Standing, error: type[Exception] | None) -> None:
    if error is None:
        rules.check_admission(Rules(admission=admission), standing, TODAY)
        return
    with pytest.raises(error):
        rules.check_admission(Rules(admission=admission), standing, TODAY)
