"""Stretches of time, and the arithmetic on lists of them.

All datetimes here are aware and in UTC: two datetimes that share a ZoneInfo compare by their wall clocks,
which is wrong in the hour that the clock change repeats. Lists may come in any order and overlap; every
result is in normal form: sorted, apart from one another, never empty. Each function is linear after sorting.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from operator import attrgetter
from typing import NamedTuple


class Interval(NamedTuple):
    """The half-open stretch [start, end): 10–11 and 11–12 touch and do not overlap."""

    start: datetime
    end: datetime


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time in normal form: overlapping and touching intervals become one, empty ones vanish."""
    merged: list[Interval] = []
    last_end: datetime | None = None
    for interval in sorted(intervals, key=_start):
        start, end = interval
        if start >= end:
            continue
        if last_end is None or start > last_end:
            merged.append(interval)
            last_end = end
        elif end > last_end:
            merged[-1] = Interval(merged[-1].start, end)
            last_end = end
    return merged


_start = attrgetter("start")


def subtract(intervals: Iterable[Interval], taken: Iterable[Interval]) -> list[Interval]:
    """What is left of `intervals` when all of `taken` is cut out."""
    return subtract_sorted(merge(intervals), merge(taken))


def subtract_sorted(intervals: Iterable[Interval], cuts: Sequence[Interval]) -> list[Interval]:
    """The same, sparing the sorting: `intervals` are in normal form, `cuts` sorted and not empty."""
    left: list[Interval] = []
    i, count = 0, len(cuts)
    for start, end in intervals:
        rest = start
        while i < count:
            cut_start, cut_end = cuts[i]
            if cut_start >= end:
                break
            if cut_start > rest:
                left.append(Interval(rest, cut_start))
            if cut_end > rest:
                rest = cut_end
            if cut_end >= end:  # this cut may reach into the next interval: keep it
                break
            i += 1
        if rest < end:
            left.append(Interval(rest, end))
    return left


def intersect(intervals: Iterable[Interval], others: Iterable[Interval]) -> list[Interval]:
    """The time that lies in both lists."""
    common: list[Interval] = []
    ours, theirs = merge(intervals), merge(others)
    i = j = 0
    while i < len(ours) and j < len(theirs):
        (our_start, our_end), (their_start, their_end) = ours[i], theirs[j]
        start = our_start if our_start > their_start else their_start
        end = our_end if our_end < their_end else their_end
        if start < end:
            common.append(Interval(start, end))
        if our_end <= their_end:
            i += 1
        else:
            j += 1
    return common


def covers(intervals: Iterable[Interval], wanted: Interval) -> bool:
    """Whether `intervals` together contain all of `wanted`."""
    return any(start <= wanted.start and wanted.end <= end for start, end in merge(intervals))


def total_minutes(intervals: Iterable[Interval]) -> int:
    """Whole minutes in the union of `intervals`; time that is listed twice counts once."""
    return sum((end - start for start, end in merge(intervals)), timedelta()) // timedelta(minutes=1)
