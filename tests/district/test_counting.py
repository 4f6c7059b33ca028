"""The figures of a day against the naive recount of every minute."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import day_bounds
from core.timespans import Interval, subtract
from district import counting
from district.counting import CountedPlace, CountedUse, Facts, count
from district.people import SOMEBODY, Nameless, at_once, different, people, people_by_hour, people_of_day, whose
from hubs.hours import open_intervals
from tests.district.recount import DAYS, ZONE, Numbers, World, a_world, recount


def counted(world: World) -> dict[tuple[str, int], Numbers]:
    """What the code under test makes of the world's day."""
    span = day_bounds(world.day, world.zone)
    usual = open_intervals(world.hours, world.zone, "NI", span.start, span.end)
    blocked: dict[int, list[Interval]] = {}
    for place, stretch in world.blockings:
        blocked.setdefault(place, []).append(Interval(*stretch))
    facts = Facts(
        zone=world.zone,
        spots=[CountedPlace(p.id, p.kind, p.room, p.active) for p in world.places],
        opened=subtract(usual, [Interval(*c) for c in world.closures]),
        blocked=blocked,
        uses=[CountedUse(s.place, s.who, s.start, s.until, s.status) for s in world.stays],
        marks_no_shows=world.marks,
    )
    found = {}
    for (kind, day, hour), f in count(facts).items():
        numbers = (f.offered, f.booked, f.attended, f.bookings, f.people, f.cancellations, f.no_shows)
        if day == world.day and any(numbers):
            found[kind, hour] = numbers
    return found


@pytest.mark.parametrize("day", DAYS, ids=str)
@settings(max_examples=max(8, settings().max_examples // 8))
@given(seed=st.integers(0, 2**40))
def test_day_is_what_a_recount_of_every_minute_finds(day: date, seed: int) -> None:
    world = a_world(Random(seed), day)
    found = counted(world)
    assert found == recount(world)
    assert all(attended <= booked <= offered for offered, booked, attended, *_ in found.values())


@pytest.mark.parametrize("zone", ["Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana"])
@pytest.mark.parametrize("day", [date(2026, 4, 5), date(2026, 10, 4), date(2026, 11, 1)], ids=str)
def test_day_is_right_where_the_clock_changes_by_half_an_hour_or_at_midnight(zone: str, day: date) -> None:
    for seed in range(6):
        world = a_world(Random(seed), day, zone)
        assert counted(world) == recount(world), seed


@pytest.mark.parametrize(("day", "minutes"), [(DAYS[0], 23 * 60), (DAYS[1], 25 * 60), (DAYS[3], 24 * 60)])
def test_day_offers_as_many_minutes_as_it_has(day: date, minutes: int) -> None:
    facts = Facts(ZONE, [CountedPlace(1, "desk", None, True)], [day_bounds(day, ZONE)], {}, [], False)
    found = count(facts)
    assert sum(f.offered for f in found.values()) == minutes
    assert {hour: found["desk", day, hour].offered for hour in (1, 3)} == {1: 60, 3: 60}
    assert found.get(("desk", day, 2), counting.Count()).offered == minutes - 23 * 60


def test_booked_room_takes_its_desks_and_a_booked_desk_its_room() -> None:
    day = date(2026, 11, 17)
    opened = at(8), at(18)
    spots = [CountedPlace(1, "room", None, True), CountedPlace(2, "desk", 1, True), CountedPlace(3, "desk", 1, True)]
    uses = [CountedUse(1, 7, at(9), at(11), "confirmed"), CountedUse(2, 8, at(14), at(15), "checked_in")]
    found = count(Facts("UTC", spots, [Interval(*opened)], {}, uses, True))
    offered = {kind: sum(f.offered for (k, _d, _h), f in found.items() if k == kind) // 60 for kind in ("room", "desk")}
    assert offered == {"room": 10 - 1, "desk": 2 * (10 - 2)}
    assert ("desk", day, 9) not in found
    assert ("room", day, 14) not in found
    assert (found["room", day, 9].booked, found["room", day, 9].attended) == (60, 0)


def test_lunch_break_of_a_booking_is_neither_offered_nor_booked() -> None:
    opened = [Interval(at(8), at(12)), Interval(at(14), at(18))]
    uses = [CountedUse(1, 7, at(8), at(18), "completed")]
    found = count(Facts("UTC", [CountedPlace(1, "desk", None, True)], opened, {}, uses, True))
    assert {name: sum(getattr(f, name) for f in found.values()) for name in ("offered", "booked", "attended")} == {
        "offered": 480,
        "booked": 480,
        "attended": 480,
    }
    assert found["desk", date(2026, 11, 17), 12].offered == found["desk", date(2026, 11, 17), 13].booked == 0


def test_people_of_a_span_are_counted_once_and_anonymised_ones_as_one() -> None:
    uses = [
        CountedUse(1, 7, at(9), at(10), "confirmed"),
        CountedUse(2, 7, at(12), at(13), "completed"),
        CountedUse(1, "guest", at(14), at(15), "checked_in"),
        CountedUse(1, SOMEBODY, at(15), at(16), "completed"),
        CountedUse(1, SOMEBODY, at(16), at(17), "completed"),
        CountedUse(1, 9, at(17), at(18), "cancelled"),
        CountedUse(1, 10, at(5), at(6), "completed"),
    ]
    span = Interval(at(8), at(18))
    found = people(uses, span, {1: "desk", 2: "room"})
    assert {kind: len(who) for kind, who in found.items()} == {"": 3, "desk": 3, "room": 1}
    assert {kind: len(who) for kind, who in people_by_hour(uses, span, "UTC").items()} == {
        "1:09": 1,
        "1:12": 1,
        "1:14": 1,
        "1:15": 1,
        "1:16": 1,
    }


def test_guest_is_one_person_by_name_and_without_a_name_one_after_the_other() -> None:
    def stay(space: int, who: object, start: int, end: int) -> CountedUse:
        return CountedUse(space, who, at(start), at(end), "completed")

    uses = [
        stay(1, whose("a", None, "Gerd Gast"), 9, 10),
        stay(1, whose("b", None, " gerd gast"), 10, 11),
        stay(1, whose("c", None, ""), 9, 10),
        stay(2, whose("d", None, ""), 10, 12),
        stay(1, whose("e", None, ""), 11, 13),
        stay(1, whose("f", None, ""), 14, 14),
        stay(1, whose("g", 7, "of no interest"), 11, 12),
    ]
    span, kinds = Interval(at(8), at(18)), {1: "desk", 2: "room"}
    lengths = {kind: len(who) for kind, who in people(uses, span, kinds).items()}
    assert lengths == {"": 2 + 2, "desk": 2 + 1, "room": 1}, "at 11 two of those without a name are there"
    assert {kind: len(who) for kind, who in people_of_day(uses, span, kinds).items()}[""] == 2 + 4
    assert {kind: len(who) for kind, who in people_by_hour(uses, span, "UTC").items()} == {
        "1:09": 2,
        "1:10": 2,
        "1:11": 3,
        "1:12": 1,
    }
    assert different([]) == set()
    assert isinstance(whose("a", None, "  "), Nameless)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), max_size=12))
def test_those_at_once_are_as_many_as_some_moment_sees(drawn: list[tuple[int, int]]) -> None:
    uses = [CountedUse(1, n, at(start), at(start + length), "completed") for n, (start, length) in enumerate(drawn)]
    assert at_once(uses) == max((sum(use.start <= at(h) < use.end for use in uses) for h in range(30)), default=0)


def at(hour: int) -> datetime:
    return datetime(2026, 11, 17, tzinfo=UTC) + timedelta(hours=hour)
