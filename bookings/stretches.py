"""What is free, as stretches of time: without the past, the next that is long enough, until when a visit lasts.

Pure functions; all stretches are sorted and apart from one another.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from bookings.grid import MINUTE, next_on_grid
from core.clock import day_bounds, local
from core.timespans import Interval, subtract_sorted
from hubs import lunch

S = TypeVar("S")

NIGHT_LASTS = timedelta(hours=6)
"""So long after midnight a hub may close and it is still the evening before."""


def free_stretches(opened: Iterable[Interval], taken: Sequence[Interval], now: datetime) -> list[Interval]:
    """When a space can be had: the opening hours without what is taken and without what is past."""
    free = subtract_sorted(opened, taken)
    return [Interval(max(start, now), end) for start, end in free if end > now]


class FreeTime(NamedTuple, Generic[S]):
    """A space and when it could be had."""

    space: S
    interval: Interval


def next_free(
    free_by_space: Mapping[S, Iterable[Interval]],
    minutes: int,
    after: datetime,
    grid_minutes: int = 1,
    zone: str = "UTC",
) -> FreeTime[S] | None:
    """The earliest `minutes` in a row from `after` on, begun on the grid; of equals the space named first.

    Each space's stretches are sorted, as `free_stretches` returns them; None when nothing is long enough.
    """
    best: FreeTime[S] | None = None
    for space, stretches in free_by_space.items():
        for start, end in stretches:
            if best and start >= best.interval.start:
                break
            if end - max(start, after) < minutes * MINUTE:
                continue
            begin = next_on_grid(max(start, after), grid_minutes, zone)
            wanted = Interval(begin, begin + minutes * MINUTE)
            if wanted.end <= end:
                if best is None or begin < best.interval.start:
                    best = FreeTime(space, wanted)
                break
    return best


def next_over(
    runs_by_space: Mapping[S, Iterable[Sequence[Interval]]], minutes: int, after: datetime, grid_minutes: int, zone: str
) -> FreeTime[S] | None:
    """The same over lunch breaks: of runs of free stretches that one booking may take together (`hubs.lunch.runs`),
    the earliest time that begins in one of them and ends in another."""
    best: FreeTime[S] | None = None
    for space, runs in runs_by_space.items():
        found = filter(None, (_first_over(run, minutes, after, grid_minutes, zone) for run in runs if len(run) > 1))
        first = min(found, default=None)
        if first and (best is None or first.start < best.interval.start):
            best = FreeTime(space, first)
    return best


def _first_over(
    run: Sequence[Interval], minutes: int, after: datetime, grid_minutes: int, zone: str
) -> Interval | None:
    length = minutes * MINUTE
    begin = next_on_grid(max(run[0].start, after), grid_minutes, zone)
    gaps = [Interval(one.end, other.start) for one, other in pairwise(run)]
    while begin + length <= run[-1].end:
        gap = lunch.met(gaps, Interval(begin, begin + length))
        if gap is None:
            return Interval(begin, begin + length)
        begins_in_it = gap.start <= begin
        begin = next_on_grid(gap.end if begins_in_it else gap.end - length + MINUTE, grid_minutes, zone)
    return None


def end_of_visit(until: datetime, zone: str, now: datetime) -> datetime:
    """Until when somebody who comes in now stays at the most in a place that is free until then.

    A hub's night belongs to the day on which it began, and where a hub never closes the day ends at midnight.
    """
    midnight = day_bounds(local(now, zone).date(), zone).end
    return until if until <= midnight + NIGHT_LASTS else midnight
