"""The figures against a recount minute by minute, also in the weeks of both clock changes."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from bookings.figures import rules
from bookings.figures.rules import Use
from core.clock import local
from core.timespans import Interval, subtract
from hubs.hours import open_intervals

ZONE = "Europe/Berlin"
MINUTE = timedelta(minutes=1)
PLACES = (1, 2, 3)
HOURS = ["Mo-Fr 07:00-20:00; PH off", "Mo-Su 00:00-24:00", "Sa-Su 22:00-05:00", "Mo-We 08:00-12:00,13:00-17:30"]
MONDAYS = [date(2026, 11, 16), date(2026, 3, 23), date(2026, 10, 19)]
"""A usual week; those in which the clock is put forward (167 hours) and back (169 hours)."""
STATUSES = ["confirmed", "completed", "checked_in", "cancelled", "no_show", "requested", "declined", "expired"]


class World:
    """A week with random bookings, closures and blockings. Bookings of a place do not overlap, as in the database."""

    def __init__(self, monday: date, hours: str, seed: int) -> None:
        chance = random.Random(seed)
        self.monday, self.span = monday, rules.week_bounds(monday, ZONE)
        usual = open_intervals(hours, ZONE, "NI", self.span.start, self.span.end)
        self.opened = subtract(usual, [self.stretch(chance) for _ in range(2)])
        self.blocked = {1: [self.stretch(chance), self.stretch(chance)], 3: [self.stretch(chance)]}
        self.uses = [use for place in (*PLACES, 9) for use in self.bookings(chance, place)]

    def stretch(self, chance: random.Random) -> Interval:
        start = self.span.start + chance.randrange(-300, 10_000) * MINUTE
        return Interval(start, start + chance.randrange(5, 900) * MINUTE)

    def bookings(self, chance: random.Random, place: int) -> list[Use]:
        found, at = [], self.span.start - chance.randrange(600) * MINUTE
        while at < self.span.end:
            end = at + chance.randrange(1, 700) * MINUTE
            found.append(Use(place, chance.randrange(8), at, end, chance.choice(STATUSES)))
            at = end + chance.randrange(0, 600) * MINUTE
        return found

    def minutes(self) -> list[datetime]:
        count = (self.span.end - self.span.start) // MINUTE
        return [self.span.start + n * MINUTE for n in range(count)]


def inside(moment: datetime, intervals: list[Interval]) -> bool:
    return any(start <= moment < end for start, end in intervals)


def recount(world: World) -> tuple[int, int, int, Counter[tuple[int, int]], Counter[tuple[int, int]]]:
    """Minutes booked, booked within what is offered, offered; the latter two also by weekday and hour."""
    counts = {use.place_id: [] for use in world.uses} | {place: [] for place in PLACES}
    for use in world.uses:
        if use.status in {"confirmed", "completed", "checked_in"}:
            counts[use.place_id].append(Interval(use.start, use.end))
    booked, used, offered = 0, Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for moment in world.minutes():
        shown = local(moment, ZONE)
        cell, is_open = (shown.weekday(), shown.hour), inside(moment, world.opened)
        for place in (*PLACES, 9):
            taken = inside(moment, counts[place])
            on_offer = place in PLACES and is_open and not inside(moment, world.blocked.get(place, []))
            booked += taken
            used[cell] += taken and on_offer
            offered[cell] += on_offer
    return booked, used.total(), offered.total(), used, offered


@pytest.mark.parametrize("monday", MONDAYS)
@pytest.mark.parametrize("hours", HOURS)
@pytest.mark.parametrize("seed", [1, 2])
def test_week_is_what_a_recount_minute_by_minute_finds(monday: date, hours: str, seed: int) -> None:
    world = World(monday, hours, seed)
    on_offer = rules.offered(PLACES, world.opened, world.blocked)
    week = rules.week(monday, ZONE, world.uses, on_offer)
    booked, used, offered, used_by_hour, offered_by_hour = recount(world)
    assert (week.booked // MINUTE, week.used // MINUTE, week.offered // MINUTE) == (booked, used, offered)
    assert week.utilisation == pytest.approx(used / offered) if offered else week.utilisation is None
    there = rules.cut(on_offer, world.span)
    within = rules.within(rules.used(world.uses), there)
    assert in_minutes(rules.by_hour(there, ZONE)) == +offered_by_hour
    assert in_minutes(rules.by_hour(within, ZONE)) == +used_by_hour


@pytest.mark.parametrize("monday", MONDAYS)
def test_week_counts_bookings_people_and_cancellations_where_they_begin(monday: date) -> None:
    world = World(monday, HOURS[0], 7)
    week = rules.week(monday, ZONE, world.uses, {})
    begun = [use for use in world.uses if world.span.start <= use.start < world.span.end]
    counting = [use for use in begun if use.status in {"confirmed", "completed", "checked_in"}]
    assert week.bookings == len(counting) > 0
    assert week.people == len({use.who for use in counting})
    assert week.cancellations == len([use for use in begun if use.status == "cancelled"])


@pytest.mark.parametrize(("monday", "hours"), list(zip(MONDAYS, [168, 167, 169], strict=True)))
def test_week_is_as_long_as_the_clock_makes_it(monday: date, hours: int) -> None:
    start, end = rules.week_bounds(monday, ZONE)
    assert (end - start) / timedelta(hours=1) == hours


def test_repeated_hour_counts_twice_in_its_cell_and_the_missing_one_not_at_all() -> None:
    night = {1: [Interval(datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 4, tzinfo=UTC))]}
    assert rules.by_hour(night, ZONE)[(6, 2)] == 2 * 3600
    night = {1: [Interval(datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 4, tzinfo=UTC))]}
    assert rules.by_hour(night, ZONE)[(6, 2)] == 0


def test_weeks_end_with_the_one_that_runs() -> None:
    assert rules.weeks(date(2026, 11, 24), 2) == [date(2026, 11, 9), date(2026, 11, 16), date(2026, 11, 23)]
    assert rules.weeks(date(2026, 11, 23), 0) == rules.weeks(date(2026, 11, 29), 0) == [date(2026, 11, 23)]


def test_nothing_offered_has_no_utilisation() -> None:
    week = rules.week(date(2026, 11, 23), ZONE, [], {1: []})
    assert week.utilisation is None
    assert rules.heat(Counter(), Counter({(0, 9): 0})) == {}


def in_minutes(found: Counter[tuple[int, int]]) -> Counter[tuple[int, int]]:
    return +Counter({cell: seconds // 60 for cell, seconds in found.items()})
