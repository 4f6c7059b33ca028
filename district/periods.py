"""Days, weeks and months of the figures.

What the district sees goes by whole weeks, and its months are made of whole weeks: a week belongs to the month of its
Thursday, as ISO weeks belong to years. So no two periods differ by a day.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from core.clock import day_bounds, local
from core.timespans import Interval

ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)
COUNTED_FROM = 4
"""The hour of the clock from which the day before can be counted: no-shows are marked by then."""


class Month(NamedTuple):
    """A month of whole weeks."""

    year: int
    month: int

    @property
    def weeks(self) -> list[date]:
        """The Mondays of its four or five weeks."""
        first = monday_of(date(self.year, self.month, 1))
        return [m for m in (first + n * WEEK for n in range(6)) if month_of(m) == self]

    @property
    def last_day(self) -> date:
        return self.weeks[-1] + WEEK - ONE_DAY

    def before(self, months: int) -> "Month":
        year, month = divmod(self.year * 12 + self.month - 1 - months, 12)
        return Month(year, month + 1)


def month_of(monday: date) -> Month:
    thursday = monday + 3 * ONE_DAY
    return Month(thursday.year, thursday.month)


def months_of(run: Iterable[date]) -> list[Month]:
    return sorted({month_of(monday_of(day)) for day in run})


@lru_cache(maxsize=4096)
def monday_of(day: date) -> date:
    return day - day.weekday() * ONE_DAY


def weeks_of_year(year: int) -> list[date]:
    return [monday for month in range(1, 13) for monday in Month(year, month).weeks]


def last_due_day(moment: datetime, zone: str) -> date:
    """The last day that is over, and can be counted, by the clock on the wall."""
    shown = local(moment, zone)
    return shown.date() - (1 if shown.hour >= COUNTED_FROM else 2) * ONE_DAY


def span_of(first: date, last: date, zone: str) -> Interval:
    """From the first midnight of `first` to the end of `last`."""
    return Interval(day_bounds(first, zone).start, day_bounds(last, zone).end)


def days(first: date, last: date) -> list[date]:
    return [first + n * ONE_DAY for n in range((last - first).days + 1)]


def by_week(wanted: Iterable[date]) -> list[list[date]]:
    """The days in runs that lie within a week and have no gap, the oldest first."""
    runs: list[list[date]] = []
    for day in sorted(wanted):
        if runs and day - runs[-1][-1] == ONE_DAY and day.weekday() != 0:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def calendar_periods(run: Iterable[date]) -> list[tuple[str, date, date]]:
    """The days, weeks and calendar months that days lie in, as (name, first day, last day)."""
    found = set()
    for day in run:
        monday = monday_of(day)
        first = day.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - ONE_DAY
        found |= {("day", day, day), ("week", monday, monday + WEEK - ONE_DAY), ("month", first, last)}
    return sorted(found)
