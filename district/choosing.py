"""Which period a reviewer looks at, and which one it is compared with: always whole weeks that are over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import NamedTuple

from district.periods import ONE_DAY, WEEK, Month, monday_of, month_of, weeks_of_year

LAST_WEEKS = ("4", "12")
USUAL = "12"
RANGE = "range"
BEFORE, YEAR_BEFORE = "before", "year"
COMPARISONS = (BEFORE, YEAR_BEFORE)
MOST_WEEKS = 106
WEEKS_OF_YEAR = 52
"""So many weeks back the season is the same, and so are the weekdays."""


class Counted(NamedTuple):
    """The first day that any hub is counted, and the Monday of the last week that all are counted in."""

    first: date
    last_monday: date


@dataclass(frozen=True)
class Period:
    """Weeks by their Mondays, one after another. `month` or `year` where it is one, which may still run."""

    weeks: tuple[date, ...]
    month: Month | None = None
    year: int | None = None

    @property
    def first_day(self) -> date:
        return self.weeks[0]

    @property
    def last_day(self) -> date:
        return self.weeks[-1] + WEEK - ONE_DAY

    @property
    def still_runs(self) -> bool:
        """Whether a month or a year has weeks that are not counted yet."""
        whole = self.month.weeks if self.month else weeks_of_year(self.year) if self.year else self.weeks
        return self.weeks[-1] < whole[-1]

    @property
    def months(self) -> list[Month]:
        """The months of whole weeks that lie within the period with all their weeks."""
        wanted = set(self.weeks)
        return [month for month in sorted({month_of(monday) for monday in wanted}) if wanted.issuperset(month.weeks)]


def months_between(first: date, last: date) -> list[Month]:
    """The months of whole weeks from that of `first` to that of the week of `last`, the latest first."""
    start, end = month_of(monday_of(first)), month_of(monday_of(last))
    count = (end.year - start.year) * 12 + end.month - start.month
    return [end.before(n) for n in range(count + 1)]


def period_of(choice: str, counted: Counted, first: date | None = None, last: date | None = None) -> Period | None:
    """The chosen period, as far as it is counted; `first` and `last` are for a range. None: nothing of it is."""
    last_monday = counted.last_monday
    if choice == RANGE:
        return _range(first, last, counted)
    if choice in LAST_WEEKS:
        return _weeks([last_monday - n * WEEK for n in reversed(range(int(choice)))], counted)
    year, _, month = choice.partition("-")
    if not (year.isdecimal() and len(year) == 4 and 2000 <= int(year) <= last_monday.year + 1):
        return None
    if not month:
        return _weeks(weeks_of_year(int(year)), counted, year=int(year))
    if not (month.isdecimal() and 1 <= int(month) <= 12):
        return None
    return _weeks(Month(int(year), int(month)).weeks, counted, month=Month(int(year), int(month)))


def compared_with(period: Period, comparison: str) -> Period:
    """Equally many weeks, none of them in the period itself: just before it, or at the same time a year before.

    Neither months nor years are compared as such: they have four or five weeks, 52 or 53. A year is always compared
    with the same weeks of the year before, which is what lies just before it.
    """
    if period.year:
        back = max(len(weeks_of_year(period.year - 1)), len(period.weeks))
    elif comparison == BEFORE:
        back = len(period.weeks)
    else:
        back = WEEKS_OF_YEAR * ceil(len(period.weeks) / WEEKS_OF_YEAR)
    return Period(tuple(monday - back * WEEK for monday in period.weeks))


def is_counted(period: Period, counted: Counted) -> bool:
    """Whether there are figures of all its days, so that another period can be compared with it."""
    return counted.first <= period.first_day and period.weeks[-1] <= counted.last_monday


def longest_comparable(counted: Counted) -> str | None:
    """The choice of as many last weeks as possible of which the time before is counted too."""
    return next((choice for choice in reversed(LAST_WEEKS) if _can_be_compared(choice, counted)), None)


def _can_be_compared(choice: str, counted: Counted) -> bool:
    period = period_of(choice, counted)
    return period is not None and is_counted(compared_with(period, BEFORE), counted)


def _range(first: date | None, last: date | None, counted: Counted) -> Period | None:
    """The weeks that the days from `first` to `last` lie in."""
    if first is None or last is None or last < first:
        return None
    begin = monday_of(max(first, counted.first))
    end = monday_of(min(last, counted.last_monday))
    count = min((end - begin).days // 7 + 1, MOST_WEEKS)
    return _weeks([begin + n * WEEK for n in range(count)], counted)


def _weeks(
    weeks: Sequence[date], counted: Counted, month: Month | None = None, year: int | None = None
) -> Period | None:
    there = tuple(monday for monday in weeks if counted.first - WEEK < monday <= counted.last_monday)
    return Period(there, month, year) if there else None
