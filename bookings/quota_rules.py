"""How much of a week somebody has booked, and how far apart their bookings are: pure functions of values.

A booking counts as a whole in the week in which it begins, by the hub's clock, from Monday on. What is booked counts,
not what was used: who leaves early has kept the place from others all the same.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bookings.grid import MINUTE
from bookings.quota_errors import TooClose
from core.clock import local
from core.timespans import Interval
from hubs.quotas.rules import QuotaFacts

ONE_DAY = timedelta(days=1)
ONE_INSTANT = timedelta(microseconds=1)


class Use(NamedTuple):
    """A booking of somebody's at a hub: the kind of its space, from when until when."""

    kind: str
    span: Interval


def week_of(moment: datetime, zone: str) -> date:
    """The Monday of its week."""
    day = local(moment, zone).date()
    return day - day.weekday() * ONE_DAY


def amount(quota: QuotaFacts, uses: Iterable[Use], zone: str) -> int:
    """What these bookings of one week use of the quota: minutes where it is of hours, days of the calendar on which
    there is one, or how many they are."""
    counted = [use.span for use in uses if quota.is_about(use.kind)]
    if quota.unit == "hours":
        return sum(int((end - start) / MINUTE) for start, end in counted)
    if quota.unit == "days":
        return len({day for span in counted for day in _days(span, zone)})
    return len(counted)


def limit(quota: QuotaFacts) -> int:
    """The most that may be used, counted as `amount` does."""
    return quota.most * 60 if quota.unit == "hours" else quota.most


def is_over(quota: QuotaFacts, there: Sequence[Use], wanted: Use, before: Sequence[Use], zone: str) -> bool:
    """Whether `wanted` is more than the quota allows, beside what is `there` in its week. As much as there was `before`
    is never too much: who moves a booking may keep what they have."""
    after = amount(quota, [*there, wanted], zone)
    return after > limit(quota) and after > amount(quota, before, zone)


def check_gap(minutes: int | None, wanted: Use, others: Iterable[Use], zone: str) -> None:
    """TooClose unless so many minutes lie between it and each other one of its kind."""
    if minutes is None:
        return
    gap = minutes * MINUTE
    blocked = sorted(Interval(use.span.start - gap, use.span.end + gap) for use in others if use.kind == wanted.kind)
    since = _first_fitting(wanted.span, blocked)
    if since != wanted.span.start:
        raise TooClose(gap_minutes=minutes, since=since, zone=zone)


def _first_fitting(span: Interval, blocked: Iterable[Interval]) -> datetime:
    """From when on a stretch of this length touches none of these, which are in the order of time."""
    start, length = span.start, span.end - span.start
    for stretch in blocked:
        if stretch.start < start + length and start < stretch.end:
            start = stretch.end
    return start


def _days(span: Interval, zone: str) -> list[date]:
    first, last = local(span.start, zone).date(), local(span.end - ONE_INSTANT, zone).date()
    return [first + n * ONE_DAY for n in range((last - first).days + 1)]
