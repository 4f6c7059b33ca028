"""The lunch break: a short gap between two openings of one day, over which a booking may go. Pure functions.

It is no open time: nobody can get in meanwhile, it is neither offered nor booked (figures) nor free (the API). A
booking only goes on over it, so that a day is one booking; its length and price go by the clock, the break included.
All lists of openings are in normal form (core.timespans).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from core.clock import day_bounds, local
from core.timespans import Interval, covers, intersect
from hubs import hours
from hubs.hours import Span

LONGEST = timedelta(hours=3)
"""Real time, as with all lengths: a longer gap is two openings, and two bookings."""

DAY = timedelta(days=1)
AS_LONG_AS_ANY_BOOKING = 8 * DAY
"""Somebody might ask for a thousand years."""


def breaks(opened: Sequence[Interval], zone: str, closures: Iterable[Span] = ()) -> list[Interval]:
    """The gaps between the openings that are lunch breaks: at most LONGEST, and with something open before and after
    on the same day of the hub's calendar. A gap with a closure in it is none: a closure is a closure."""
    gaps = [Interval(one.end, other.start) for one, other in pairwise(opened) if other.start - one.end <= LONGEST]
    return [gap for gap in gaps if _is_within_a_day(gap, zone) and not _holds_any(gap, closures)]


def _is_within_a_day(gap: Interval, zone: str) -> bool:
    day = day_bounds(local(gap.start, zone).date(), zone)
    return day.start < gap.start and gap.end < day.end


def _holds_any(gap: Interval, closures: Iterable[Span]) -> bool:
    return any(closure.start < gap.end and gap.start < closure.end for closure in closures)


def is_open(opened: Sequence[Interval], between: Iterable[Interval], span: Interval) -> bool:
    """Whether a booking may take the span as far as hours go: it begins and ends in open time, and what is closed in
    it are only breaks (`between`)."""
    for start, end in opened:
        if start <= span.start and span.end <= end:
            return True
    begins = any(start <= span.start < end for start, end in opened)
    ends = any(start < span.end <= end for start, end in opened)
    return begins and ends and covers([*opened, *between], span)


def met(between: Iterable[Interval], span: Interval) -> Interval | None:
    """The break in which the span begins or ends, which it must not."""
    return next((gap for gap in between if gap.start <= span.start < gap.end or gap.start < span.end <= gap.end), None)


def within(between: Iterable[Interval], span: Interval) -> list[Interval]:
    """The breaks over which the span goes."""
    return [gap for gap in between if span.start < gap.start and gap.end < span.end]


def runs(opened: Iterable[Interval], between: Iterable[Interval]) -> list[list[Interval]]:
    """The openings, those together that only breaks (`between`) keep apart: one booking may take them all."""
    known, found = set(between), list[list[Interval]]()
    for opening in opened:
        if found and Interval(found[-1][-1].end, opening.start) in known:
            found[-1].append(opening)
        else:
            found.append([opening])
    return found


def trimmed(run: Sequence[Interval], span: Interval) -> Interval:
    """The longest part of the span that begins and ends within the openings of a run; empty when there is none."""
    inside = intersect(run, [span])
    return Interval(inside[0].start, inside[-1].end) if inside else Interval(span.start, span.start)


def resumed(between: Iterable[Interval], moment: datetime) -> datetime:
    """The moment; within a break its end, from which on it matters again whether the hub is open."""
    return next((gap.end for gap in between if gap.start <= moment < gap.end), moment)


def crossed(text: str, zone: str, subdivision: str, span: Interval) -> list[Interval]:
    """The breaks of a hub's hours that lie within a booking's time: when its people cannot get in."""
    if not may_be_crossed(text, zone, subdivision, {span.start.year, (span.end + DAY).year}):
        return []
    day = local(span.start, zone).date()
    if span.end <= day_bounds(day, zone).end and len(hours.day_intervals(text, zone, subdivision, day)) < 2:
        return []
    if span.end - span.start > AS_LONG_AS_ANY_BOOKING:
        return []
    opened = hours.open_intervals(text, zone, subdivision, *span)
    return breaks(opened, zone) if len(opened) > 1 else []


def may_be_crossed(text: str, zone: str, subdivision: str, years: Iterable[int]) -> bool:
    """Whether the hours have any break in these years: of most hubs they have none, and who asks of a thousand bookings
    need ask no further."""
    return any(_has_days_with_two(text, zone, subdivision, year) for year in years)


@lru_cache(maxsize=1024)
def _has_days_with_two(text: str, zone: str, subdivision: str, year: int) -> bool:
    """Whether any day of the year, or the last one before it, has two openings."""
    first = date(year, 1, 1) - DAY
    days = (first + n * DAY for n in range(367))
    return any(len(hours.day_intervals(text, zone, subdivision, day)) > 1 for day in days)
