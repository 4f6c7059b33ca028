"""What a place is at a time: free, taken, mine or closed; and the next time at which anything is free.

Pure functions of what was read before.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from bookings.availability import Availability
from bookings.queries import OwnStretch, of_place
from core.timespans import Interval
from hubs.setup import Place

USUAL = timedelta(hours=2)


class PlaceState(NamedTuple):
    """`name`: free, taken, mine or closed; `booking_id` of one's own booking."""

    name: str
    booking_id: UUID | None = None


def state_of(
    place: Place, there: Availability, mine: dict[int, list[OwnStretch]], span: Interval, ok: bool
) -> PlaceState:
    """`ok`: the house allows to book this place then, as far as time goes."""
    own = next((row for row in of_place(place, mine) if row.start < span.end and span.start < row.end), None)
    if own:
        return PlaceState("mine", own.booking_id)
    if there.is_taken(place, span):
        return PlaceState("taken")
    return PlaceState("free" if ok else "closed")


def next_time(starts: Iterable[datetime], places: Iterable[Place], there: Availability) -> Interval | None:
    """The first of the `starts` from now on at which a place is free for USUAL, or as near to it as the day allows."""
    places = list(places)
    for start in sorted(start for start in starts if start >= there.moment):
        closes = next((span.end for span in there.opened if span.start <= start < span.end), None)
        span = Interval(start, min(start + USUAL, closes) if closes else start)
        if start < span.end and any(_fits(place, there, span) for place in places):
            return span
    return None


def _fits(place: Place, there: Availability, span: Interval) -> bool:
    shortest = timedelta(minutes=place.rules.min_minutes)
    longest = timedelta(minutes=place.rules.max_minutes)
    return shortest <= span.end - span.start <= longest and there.fits(place, span)


def counts(states: Mapping[int, PlaceState]) -> dict[str, int]:
    """How many places there are of each state."""
    names = [state.name for state in states.values()]
    return {name: names.count(name) for name in ("free", "taken", "mine", "closed")}
