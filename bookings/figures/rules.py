"""How a hub's figures are counted: plain functions of stretches of time. All moments are in UTC.

Utilisation is booked time ÷ offered time. A place is offered while the hub is open (without its closures) and the
place is not blocked. Each place counts for itself: a room is one place, and so is each desk in it; a booking counts
for the place that was booked. Booked time outside of what is offered does not count, so that nothing exceeds 100 %.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bookings.rules import ATTENDED, OPEN_ENDED
from core.clock import day_bounds, local
from core.timespans import Interval, intersect, merge, subtract

COUNTING = OPEN_ENDED | ATTENDED
"""What counts as a booking: not what waits, was cancelled, declined, ran out, or was not used."""
WEEK = timedelta(days=7)
Cell = tuple[int, int]
"""A weekday (0 is Monday) and an hour of the clock on the wall."""


class Use(NamedTuple):
    """A booking as the figures need it. `who`: the member's id, a guest's name, or the booking's own id."""

    place_id: int
    who: object
    start: datetime
    end: datetime
    status: str


class Week(NamedTuple):
    """A week from Monday to Monday. `booked` is all time of its bookings, `used` the part within `offered`."""

    first_day: date
    bookings: int
    booked: timedelta
    used: timedelta
    offered: timedelta
    cancellations: int
    people: int

    @property
    def utilisation(self) -> float | None:
        return share(self.used, self.offered)


def weeks(today: date, before: int) -> list[date]:
    """The Mondays of the week of `today` and of as many weeks before it, the oldest first."""
    monday = today - timedelta(days=today.weekday())
    return [monday - number * WEEK for number in range(before, -1, -1)]


def week_bounds(monday: date, zone: str) -> Interval:
    """From midnight to midnight by the hub's clock: 167, 168 or 169 hours."""
    return Interval(day_bounds(monday, zone).start, day_bounds(monday + WEEK, zone).start)


def offered(
    places: Collection[int], opened: Iterable[Interval], blocked: Mapping[int, Collection[Interval]]
) -> dict[int, list[Interval]]:
    """When each place is on offer: while the hub is open and the place is not blocked."""
    usual = merge(opened)
    return {place: subtract(usual, blocked[place]) if blocked.get(place) else usual for place in places}


def used(uses: Iterable[Use]) -> dict[int, list[Interval]]:
    """When each place was booked, by what counts."""
    found: dict[int, list[Interval]] = {}
    for use in uses:
        if use.status in COUNTING:
            found.setdefault(use.place_id, []).append(Interval(use.start, use.end))
    return {place: merge(intervals) for place, intervals in found.items()}


def within(by_place: Mapping[int, list[Interval]], bounds: Mapping[int, list[Interval]]) -> dict[int, list[Interval]]:
    """The part of each place's stretches that lies within its bounds."""
    return {place: intersect(stretches, bounds[place]) for place, stretches in by_place.items() if place in bounds}


def cut(by_place: Mapping[int, list[Interval]], span: Interval) -> dict[int, list[Interval]]:
    """The part of each place's stretches that lies within the span."""
    return {place: intersect(stretches, [span]) for place, stretches in by_place.items()}


def total(by_place: Mapping[int, Iterable[Interval]]) -> timedelta:
    return sum((end - start for stretches in by_place.values() for start, end in stretches), timedelta())


def week(monday: date, zone: str, uses: Collection[Use], on_offer: Mapping[int, list[Interval]]) -> Week:
    """One week: bookings and cancellations count in the week in which they begin, time where it lies."""
    span = week_bounds(monday, zone)
    uses = [use for use in uses if use.start < span.end and use.end > span.start]
    begun = [use for use in uses if span.start <= use.start]
    counting = [use for use in begun if use.status in COUNTING]
    taken, there = cut(used(uses), span), cut(on_offer, span)
    return Week(
        first_day=monday,
        bookings=len(counting),
        booked=total(taken),
        used=total(within(taken, there)),
        offered=total(there),
        cancellations=sum(use.status == "cancelled" for use in begun),
        people=len({use.who for use in counting}),
    )


def by_hour(by_place: Mapping[int, Iterable[Interval]], zone: str) -> Counter[Cell]:
    """How many seconds lie in each hour of each weekday, by the clock on the wall."""
    found: Counter[Cell] = Counter()
    for stretches in by_place.values():
        for stretch in stretches:
            for cell, length in _hours(stretch, zone):
                found[cell] += int(length.total_seconds())
    return found


def heat(booked: Counter[Cell], on_offer: Counter[Cell]) -> dict[Cell, float]:
    """The utilisation of each hour of the week in which something was offered."""
    return {cell: booked[cell] / seconds for cell, seconds in on_offer.items() if seconds}


def share(part: timedelta, whole: timedelta) -> float | None:
    """None where nothing was offered."""
    return part / whole if whole else None


def _hours(stretch: Interval, zone: str) -> Iterator[tuple[Cell, timedelta]]:
    """The stretch in pieces of at most an hour of the clock; clock changes come at full hours."""
    start, end = stretch
    while start < end:
        shown = local(start, zone)
        rest = timedelta(minutes=60 - shown.minute, seconds=-shown.second, microseconds=-shown.microsecond)
        until = min(end, start + rest)
        yield (shown.weekday(), shown.hour), until - start
        start = until
