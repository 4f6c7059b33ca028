"""Which period a reviewer looks at, and which one it is compared with: always whole weeks that are over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from district.periods import ONE_DAY, WEEK, Month, monday_of, month_of, weeks_of_year

LAST_WEEKS = ("4", "12")
USUAL = "12"
RANGE = "range"
BEFORE, YEAR_BEFORE = "before", "year"
COMPARISONS = (BEFORE, YEAR_BEFORE)
MOST_WEEKS = 106
WEEKS_OF_YEAR = 52
"""So many weeks back the weekdays are the same."""


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
    def months(self) -> list[Month]:
        """The months of whole weeks that lie within the period with all their weeks."""
        wanted = set(self.weeks)
        return [month for month in sorted({month_of(monday) for monday in wanted}) if wanted.issuperset(month.weeks)]


def months_between(first: date, last: date) -> list[Month]:
    """The months of whole weeks from that of `first` to that of the week of `last`, the latest first."""
    start, end = month_of(monday_of(first)), month_of(monday_of(last))
    count = (end.year - start.year) * 12 + end.month - start.month
    return [end.before(n) for n in range(count + 1)]


def period_of(choice: str, last_monday: date, first: date | None = None, last: date | None = None) -> Period | None:
    """The chosen period, up to the last week that is over; `first` and `last` are for a range. None: there is none."""
    if choice == RANGE:
        return _range(first, last, last_monday)
    if choice in LAST_WEEKS:
        return _weeks([last_monday - n * WEEK for n in reversed(range(int(choice)))], last_monday)
    year, _, month = choice.partition("-")
    if not (year.isdecimal() and len(year) == 4 and 2000 <= int(year) <= last_monday.year + 1):
        return None
    if not month:
        return _weeks(weeks_of_year(int(year)), last_monday, year=int(year))
    if not (month.isdecimal() and 1 <= int(month) <= 12):
        return None
    return _weeks(Month(int(year), int(month)).weeks, last_monday, month=Month(int(year), int(month)))


def compared_with(period: Period, comparison: str) -> Period:
    """As many weeks just before, or the same a year before: of a month the month, of a year the year."""
    if period.year:
        return Period(tuple(weeks_of_year(period.year - 1)[: len(period.weeks)]), year=period.year - 1)
    if period.month:
        month = period.month.before(1 if comparison == BEFORE else 12)
        return Period(tuple(month.weeks), month=month)
    back = len(period.weeks) if comparison == BEFORE else WEEKS_OF_YEAR
    return Period(tuple(monday - back * WEEK for monday in period.weeks))


def _range(first: date | None, last: date | None, last_monday: date) -> Period | None:
    """The weeks that the days from `first` to `last` lie in."""
    if not (first and last and date(2000, 1, 1) <= first <= last < date(3000, 1, 1)):
        return None
    begin = monday_of(first)
    count = min((min(monday_of(last), last_monday) - begin).days // 7 + 1, MOST_WEEKS)
    return _weeks([begin + n * WEEK for n in range(count)], last_monday)


def _weeks(
    weeks: Sequence[date], last_monday: date, month: Month | None = None, year: int | None = None
) -> Period | None:
    over = tuple(monday for monday in weeks if monday <= last_monday)
    return Period(over, month, year) if over else None
