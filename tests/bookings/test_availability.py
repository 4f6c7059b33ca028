"""What is free, as plain values: stretches, turnaround, nights, rooms with desks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bookings import grid as grid_module
from bookings.availability import Availability
from bookings.grid import next_on_grid
from bookings.stretches import FreeTime, end_of_visit
from core.clock import local
from core.timespans import Interval
from hubs.models import Hub
from hubs.operators.rules import OperatorFacts
from hubs.rules import Rules
from hubs.setup import Place, Setup, Standings
from tests.support.house import at

DAY, NEXT = "2026-11-24", "2026-11-25"
AIRING = timedelta(minutes=15)


def span(start: str, end: str, day: str = DAY) -> Interval:
    """By the clock of the day, which may run past midnight: ("20:00", "26:00")."""
    return Interval(clock(start, day), clock(end, day))


def clock(text: str, day: str = DAY) -> datetime:
    minutes, _, seconds = text.partition("+")
    return at(day, minutes) + timedelta(seconds=int(seconds or 0))


def place(turnaround: timedelta = timedelta(0), inside: tuple[int, ...] = (), key: int = 1) -> Place:
    kind = "room" if inside else "desk"
    return Place(key, f"Platz {key}", kind, 1, (), turnaround, None, inside, Rules())


def there(
    now: str, taken: dict[int, list[Interval]], *places: Place, opened: list[Interval] | None = None
) -> Availability:
    hub = Hub(id=1, slug="x", time_zone="Europe/Berlin")
    by_id = {one.id: one for one in places}
    setup = Setup(
        rules=Rules(),
        places=places,
        by_id=by_id,
        operator=OperatorFacts(1, "x", "X"),
        tariffs=(),
        vat_rules=(),
        refund_tiers=None,
        closures=(),
        needs={},
        standings=Standings(1, None),
        has_plan=False,
        time_zone="Europe/Berlin",
    )
    usual = [span("8:00", "12:00"), span("13:00", "18:00")]
    return Availability(hub, setup, usual if opened is None else opened, taken, clock(now))


@pytest.mark.parametrize(
    ("now", "taken", "expected"),
    [
        ("9:07+31", [], span("9:07", "12:00")),
        ("9:07+31", [span("10:00", "11:00")], span("9:07", "10:00")),
        ("9:07+31", [span("8:00", "9:07+20")], Interval(clock("9:07+20"), clock("12:00"))),
        ("9:07+31", [span("9:00", "10:00")], None),
        ("8:00", [], span("8:00", "12:00")),
        ("12:30", [], None),
        ("7:59+59", [], None),
        ("12:00", [], None),
    ],
)
def test_what_is_free_now_begins_with_this_minute(now: str, taken: list[Interval], expected: Interval | None) -> None:
    desk = place()
    known = there(now, {1: taken}, desk)
    assert known.now(desk) == expected
    assert known.until(desk) == (expected.end if expected else None)


def test_turnaround_stays_free_before_the_next_booking_but_not_before_closing() -> None:
    desk = place(AIRING)
    assert there("9:00", {1: [span("11:00", "12:00")]}, desk).until(desk) == clock("10:45")
    assert there("9:00", {}, desk).until(desk) == clock("12:00")
    assert there("9:00", {1: [span("9:10", "10:00")]}, desk).until(desk) is None
    assert there("9:00", {1: [span("12:10", "13:00")]}, desk).until(desk) == clock("11:55")


def test_gap_shorter_than_the_turnaround_is_no_free_time() -> None:
    desk = place(AIRING)
    known = there("9:00", {1: [span("10:00", "11:00"), span("11:10", "11:30")]}, desk)
    assert known.free(desk) == [span("9:00", "9:45"), span("11:30", "12:00"), span("13:00", "18:00")]


def test_fits_with_its_turnaround_and_within_the_hours() -> None:
    desk = place(AIRING)
    known = there("8:00", {1: [span("10:00", "11:00")]}, desk)
    assert known.fits(desk, span("9:00", "9:45"))
    assert not known.fits(desk, span("9:00", "9:46"))
    assert known.fits(desk, span("11:00", "12:00"))
    assert not known.fits(desk, span("17:30", "18:30"))
    assert not known.is_taken(desk, span("17:30", "18:30"))


def test_fits_over_the_lunch_break_but_not_into_it() -> None:
    desk, strict = place(), replace(place(), rules=Rules(over_lunch=False))
    known = there("8:00", {1: [span("16:00", "17:00")]}, desk)
    assert known.fits(desk, span("11:30", "13:30"))
    assert not known.fits(strict, span("11:30", "13:30"))
    for wanted in (span("12:00", "13:30"), span("11:30", "13:00"), span("11:30", "16:30")):
        assert not known.fits(desk, wanted)
    assert known.free(desk)[0] == span("8:00", "12:00")
    assert known.runs(desk) == [[span("8:00", "12:00"), span("13:00", "16:00")], [span("17:00", "18:00")]]
    assert known.runs(strict)[0] == [span("8:00", "12:00")]


def test_what_stands_in_the_lunch_break_ends_what_is_free_before_it() -> None:
    desk = place()
    known = there("8:00", {1: [span("12:15", "12:30")]}, desk)
    assert known.runs(desk) == [[span("8:00", "12:00")], [span("13:00", "18:00")]]
    assert not known.fits(desk, span("11:30", "13:30"))


def test_visit_over_lunch_ends_with_the_day_the_booking_after_it_or_the_longest_length() -> None:
    desk, short = place(), replace(place(), rules=Rules(max_minutes=240))
    assert there("9:07", {}, desk).visit(desk) == span("9:07", "18:00")
    assert there("9:07", {1: [span("15:00", "16:00")]}, desk).visit(desk) == span("9:07", "15:00")
    assert there("9:30", {}, short).visit(short) == span("9:30", "13:30")
    assert there("9:07", {}, short).visit(short) is None  # no step of the grid is left after the break
    assert there("13:30", {}, desk).visit(desk) is None
    assert there("12:30", {}, desk).visit(desk) is None
    assert there("9:07", {1: [span("10:00", "11:00")]}, desk).visit(desk) is None


def test_next_goes_over_lunch_for_who_wants_that_only() -> None:
    desk = place()
    known = there("8:05", {1: [span("8:00", "8:40")]}, desk)
    assert known.next(480, [desk], grid_minutes=30) is None
    assert known.next(480, [desk], grid_minutes=30, over_lunch=True) == FreeTime(desk, span("9:00", "17:00"))
    assert known.next(270, [desk], clock("8:30"), 30, over_lunch=True) == FreeTime(desk, span("9:00", "13:30"))
    assert known.next(210, [desk], clock("8:30"), 30, over_lunch=True) == FreeTime(desk, span("10:00", "13:30"))


def test_room_is_free_while_none_of_its_desks_is_taken() -> None:
    room, desk = place(inside=(2, 3), key=1), place(key=2)
    taken = {2: [span("9:00", "10:00")], 3: [span("9:30", "11:00")]}
    known = there("8:00", taken, room, desk)
    assert known.until(room) == clock("9:00")
    assert known.free(room)[1] == span("11:00", "12:00")
    assert known.free(desk)[1] == span("10:00", "12:00")
    assert known.untaken(room)[:2] == [span("8:00", "9:00"), span("11:00", "12:00")]


def test_untaken_is_to_the_letter_without_the_turnaround_before() -> None:
    desk = place(AIRING)
    known = there("8:00", {1: [span("10:00", "11:00")]}, desk)
    assert known.untaken(desk)[0] == span("8:00", "10:00")
    assert known.free(desk)[0] == span("8:00", "9:45")


def test_free_until_goes_on_past_midnight() -> None:
    desk, night = place(), [span("20:00", "26:00")]
    assert there("23:10", {}, desk, opened=night).until(desk) == clock("2:00", NEXT)
    assert there("23:10", {1: [span("0:30", "1:00", NEXT)]}, desk, opened=night).until(desk) == clock("0:30", NEXT)
    assert there("23:10", {}, desk, opened=night).closes == clock("2:00", NEXT)


def test_next_is_the_earliest_that_is_long_enough_on_the_grid() -> None:
    one, two = place(AIRING, key=1), place(key=2)
    known = there("8:05", {1: [span("10:00", "11:00")], 2: [span("8:00", "9:00")]}, one, two)
    assert known.next(60, [one, two], grid_minutes=30) == FreeTime(one, span("8:30", "9:30"))
    assert known.next(90, [one, two], grid_minutes=30) == FreeTime(two, span("9:00", "10:30"))
    assert known.next(60, [one], clock("9:00"), 30) == FreeTime(one, span("11:00", "12:00"))
    assert known.next(600, [one, two]) is None
    assert known.again(two) == span("9:00", "12:00")


@pytest.mark.parametrize(
    ("now", "until", "expected"),
    [
        ("14:00", clock("18:00"), clock("18:00")),
        ("23:10", clock("2:00", NEXT), clock("2:00", NEXT)),
        ("14:00", clock("0:00", NEXT), clock("0:00", NEXT)),
        ("14:00", clock("23:00", NEXT), clock("0:00", NEXT)),
    ],
)
def test_visit_ends_with_the_night_and_where_a_hub_never_closes_at_midnight(
    now: str, until: datetime, expected: datetime
) -> None:
    assert end_of_visit(until, "Europe/Berlin", clock(now)) == expected


@pytest.mark.parametrize("grid", [5, 30, 45, 60, 90, 720])
def test_grid_needs_few_looks_at_the_clock(grid: int, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    monkeypatch.setattr(grid_module, "local", lambda moment, zone: looks.append(moment) or local(moment, zone))
    next_on_grid(datetime(2026, 11, 24, 8, 1, tzinfo=UTC), grid, "Europe/Berlin")
    assert len(looks) <= 4


def test_night_of_the_clock_change_is_as_long_as_it_is() -> None:
    desk, change = place(), "2026-10-24"
    opened = [Interval(at(change, "20:00"), at("2026-10-25", "4:00"))]
    known = Availability(
        Hub(id=1, slug="x", time_zone="Europe/Berlin"), there("9:00", {}, desk).setup, opened, {}, at(change, "23:30")
    )
    found = known.now(desk)
    assert found is not None
    assert found.end - found.start == timedelta(hours=5, minutes=30)
    assert date(2026, 10, 25) == found.end.date()
