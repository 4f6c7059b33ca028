"""What a place is at a time: free, taken, mine or closed; and the next time at which anything is free.

Pure functions of what was read before.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from bookings.queries import Own, is_free, of_place
from core.timespans import Interval
from hubs.setup import Place

USUAL = timedelta(hours=2)
Taken = dict[int, list[Interval]]


class State(NamedTuple):
    """`name`: free, taken, mine or closed; `booking_id` of one's own booking."""

    name: str
    booking_id: UUID | None = None


def state_of(place: Place, taken: Taken, mine: dict[int, list[Own]], start: datetime, end: datetime, ok: bool) -> State:
    """`ok`: the house allows to book this place then, as far as time goes."""
    own = next((row for row in of_place(place, mine) if row.start < end and start < row.end), None)
    if own:
        return State("mine", own.booking_id)
    if not is_free(place, taken, start, end):
        return State("taken")
    return State("free" if ok else "closed")


def next_time(
    starts: Iterable[datetime], places: Iterable[Place], taken: Taken, opened: Iterable[Interval], moment: datetime
) -> Interval | None:
    """The first of the `starts` from now on at which a place is free for USUAL, or as near to it as the day allows."""
    places, opened = list(places), list(opened)
    for start in sorted(start for start in starts if start >= moment):
        closes = next((span.end for span in opened if span.start <= start < span.end), None)
        end = min(start + USUAL, closes) if closes else start
        if start < end and any(_fits(place, taken, start, end) for place in places):
            return Interval(start, end)
    return None


def _fits(place: Place, taken: Taken, start: datetime, end: datetime) -> bool:
    shortest = timedelta(minutes=place.rules.min_minutes)
    longest = timedelta(minutes=place.rules.max_minutes)
    return shortest <= end - start <= longest and is_free(place, taken, start, end)


def counts(states: Mapping[int, State]) -> dict[str, int]:
    """How many places there are of each state."""
    names = [state.name for state in states.values()]
    return {name: names.count(name) for name in ("free", "taken", "mine", "closed")}
