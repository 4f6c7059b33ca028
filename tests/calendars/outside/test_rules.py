"""When calendars are read, and which times are blocked."""

from datetime import timedelta

import pytest

from calendars.outside import rules
from calendars.outside.rules import BusyTimes
from core.timespans import Interval
from tests.support.house import NOW, ZONE, at

HOUR = timedelta(hours=1)


def test_pauses_grow_up_to_an_hour() -> None:
    pauses = [rules.pause(failures=n, is_uploaded=False) for n in range(10)]
    assert [pause / HOUR for pause in pauses] == [0.25, 0.25, 0.5, 1, 1, 1, 1, 1, 1, 1]
    assert rules.pause(failures=10_000, is_uploaded=False) == rules.pause(failures=9, is_uploaded=True) == HOUR
    assert rules.pause(failures=0, is_uploaded=True) == 24 * HOUR


@pytest.mark.parametrize(
    ("reason", "failures", "next_look", "is_told"),
    [
        ("not-found", 1, "7:15", True),
        ("nothing-understood", 1, "7:15", True),
        ("server-error", 1, "7:15", False),
        ("server-error", 2, "7:15", True),
        ("unexpected", 1, "7:15", False),
    ],
)
def test_failure_is_told_when_it_does_not_pass(reason: str, failures: int, next_look: str, is_told: bool) -> None:
    values = {"reason": reason, "failures": failures, "moment": NOW, "zone": ZONE}
    assert rules.is_to_be_told(next_look=at("2026-11-24", next_look), **values) is is_told  # type: ignore[arg-type]
    assert rules.is_to_be_told(next_look=at("2026-11-25", "0:01"), **values)  # type: ignore[arg-type]


def test_all_is_read_once_a_day() -> None:
    night = at("2026-11-24", "23:50")
    assert not rules.may_ask_for_changes(None, NOW, ZONE)
    assert rules.may_ask_for_changes(NOW, night, ZONE)
    assert not rules.may_ask_for_changes(night, night + HOUR / 2, ZONE)


def test_busy_times_are_blocked_where_nothing_else_is() -> None:
    busy = [span("9:00", "12:00"), span("14:00", "15:00")]
    taken = [span("10:00", "11:00"), span("14:00", "16:00")]
    assert rules.pieces(busy, taken, ZONE, NOW) == [span("9:00", "10:00"), span("11:00", "12:00")]


def test_what_is_over_is_left_and_what_runs_stays_whole() -> None:
    busy = [span("9:00", "10:00"), span("11:00", "13:00")]
    assert rules.pieces(busy, [], ZONE, at("2026-11-25", "12:00")) == [span("11:00", "13:00")]


@pytest.mark.parametrize(("first", "hours"), [("2026-11-25", 24), ("2027-03-28", 23), ("2027-10-31", 25)])
def test_long_times_are_cut_at_midnight(first: str, hours: int) -> None:
    start = at(first, "0:00")
    whole = Interval(start - HOUR, start + hours * HOUR + HOUR)
    pieces = rules.pieces([whole], [], ZONE, NOW)
    assert [piece.end - piece.start for piece in pieces] == [HOUR, hours * HOUR, HOUR]


def test_times_meet_what_reaches_into_them() -> None:
    times = BusyTimes([span("9:00", "10:00"), span("11:00", "12:00")])
    assert times.meet(*span("8:00", "9:30"))
    assert times.meet(*span("11:30", "11:40"))
    assert times.meet(*span("8:00", "18:00"))
    assert not times.meet(*span("10:00", "11:00"))
    assert not times.meet(*span("12:00", "13:00"))
    assert not BusyTimes([]).meet(*span("10:00", "11:00"))


def span(start: str, end: str) -> Interval:
    return Interval(at("2026-11-25", start), at("2026-11-25", end))
