"""What a feed holds: from when to when, how much, and how long something called off is still told."""

from datetime import date, datetime, timedelta

from core.clock import day_bounds, local
from core.timespans import Interval

AHEAD = timedelta(days=366)
CALLED_OFF_FOR = timedelta(days=30)
"""Programs that ask seldom must still learn that a date is off."""

MOST = 5000
"""Entries of a feed; the running and coming ones win, and among them the nearest."""


def window(day: date, days_back: int, zone: str) -> Interval:
    """From the beginning of a day in the past to a year after `day`, which is today in `zone`."""
    return Interval(day_bounds(day - timedelta(days=days_back), zone).start, day_bounds(day + AHEAD, zone).end)


def still_told(moment: datetime) -> datetime:
    """Whatever was called off after this is shown as such."""
    return moment - CALLED_OFF_FOR


def of_whole_days(start: datetime, end: datetime, zone: str) -> bool:
    """Whether it begins and ends with a day of the zone, however long its days are."""
    return all(day_bounds(local(moment, zone).date(), zone).start == moment for moment in (start, end))
