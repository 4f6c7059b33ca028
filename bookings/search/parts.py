"""Why what a hub answers for a whole day is only a part of it. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Literal, NamedTuple

from bookings.grid import MINUTE, last_on_grid, next_on_grid
from bookings.search.rules import SearchQuery, left_of_day, stretches
from core.timespans import Interval
from hubs import lunch
from hubs.rules import Rules


class PartialAnswer(NamedTuple):
    """`why`: no booking goes over the time for which the hub is "closed" (`closed`), none may be so long ("longest"),
    or what is longer is "taken"."""

    why: Literal["closed", "longest", "taken"]
    closed: tuple[Interval, ...] = ()


def why_a_part(
    stretch: Interval,
    wish: SearchQuery,
    opened: Sequence[Interval],
    zone: str,
    limits: Rules,
    now: datetime,
    breaks: Sequence[Interval],
) -> PartialAnswer | None:
    """What keeps the stretch, one of `rules.stretches` for these values, from being all that is left of the day; None
    when it is. Openings too short to be booked count for nothing."""
    left = left_of_day(wish, opened, zone, limits, now)
    runs = [Interval(run[0].start, run[-1].end) for run in lunch.runs(left, breaks if limits.over_lunch else ())]
    bookable = [run for run in runs if run.end - run.start >= limits.min_minutes * MINUTE]
    own = next((run for run in bookable if run.start <= stretch.start < run.end), stretch)
    if _is_all_of(own, stretch, limits.grid_minutes, zone):
        closed = tuple(Interval(one.end, other.start) for one, other in pairwise(bookable))
        return PartialAnswer("closed", closed) if closed else None
    possible = stretches(wish, opened, zone, limits, now, breaks)
    longest = _longest(one for one in possible if own.start <= one.start < own.end)
    return PartialAnswer(
        "taken" if longest and longest.end - longest.start > stretch.end - stretch.start else "longest"
    )


def _is_all_of(run: Interval, stretch: Interval, grid_minutes: int, zone: str) -> bool:
    begins = stretch.start <= next_on_grid(run.start, grid_minutes, zone)
    return begins and stretch.end >= last_on_grid(run.end, grid_minutes, zone)


def _longest(found: Iterable[Interval]) -> Interval | None:
    return max(found, key=lambda one: one.end - one.start, default=None)
