"""On which dates a series falls, as plain functions of dates. Nothing here knows a hub, an hour or a zone.

The dates are those of iCalendar's rules (RFC 5545, weeks begin on Monday), so that calendars can be told the same in
one line. A date that a month has not (31 April, a fifth Friday) is left out of it, as there.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count as counting
from itertools import islice
from typing import Literal

from bookings.series.errors import BadRepetition

Unit = Literal["day", "week", "month"]
UNITS: tuple[Unit, ...] = ("day", "week", "month")
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
"""Days of the week as iCalendar and programs name them, in the order of `date.weekday()`."""
NTHS = (1, 2, 3, 4, 5, -1)
"""Which of a month's Wednesdays; -1 is the last one."""
LAST = -1
MOST_EVERY = 99
MOST_DATES = 366
LONGEST = timedelta(days=731)
"""Nobody plans further; how far a hub takes bookings is its own rule, and shorter."""
ONE_DAY = timedelta(days=1)
FREQUENCIES = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """Every so many days, weeks or months, until a day (included) or so many times; exactly one of these two is set.

    `days` of the week (0 is Monday) belong to weeks, and with `nth` to months: each first Wednesday. Without them it is
    the first date's own day of the week or the month.
    """

    every: int = 1
    unit: Unit = "week"
    days: tuple[int, ...] = ()
    nth: int | None = None
    until: date | None = None
    count: int | None = None


def check(repetition: Repetition, first: date) -> None:
    """BadRepetition, with the name of the part that is wrong, unless it makes sense from this day on."""
    one = repetition
    if not 1 <= one.every <= MOST_EVERY:
        raise BadRepetition(part="every", most=MOST_EVERY)
    if one.days and one.unit == "day":
        raise BadRepetition(part="days")
    if one.nth is not None and (one.unit != "month" or one.nth not in NTHS):
        raise BadRepetition(part="nth")
    if one.unit == "month" and one.days and one.nth is None:
        raise BadRepetition(part="nth")
    if (one.until is None) == (one.count is None):
        raise BadRepetition(part="until")
    if one.count is not None and not 1 <= one.count <= MOST_DATES:
        raise BadRepetition(part="count", most=MOST_DATES)
    if one.until is not None and not first <= one.until <= first + LONGEST:
        raise BadRepetition(part="until")


def dates(repetition: Repetition, first: date) -> list[date]:
    """The dates from `first` on, in their order; `first` itself only where the repetition names it. Never more than
    MOST_DATES, nor beyond LONGEST. Raises what `check` raises."""
    check(repetition, first)
    last = min(repetition.until or date.max, first + LONGEST)
    named = (day for day in _named(repetition, first, last) if first <= day <= last)
    return list(islice(named, repetition.count or MOST_DATES))


def ical_rule(repetition: Repetition, first: date) -> str:
    """The same as an RRULE without its end, for entries that begin on one of the dates."""
    parts = [f"FREQ={FREQUENCIES[repetition.unit]}"]
    parts += [f"INTERVAL={repetition.every}"] if repetition.every > 1 else []
    if repetition.unit == "week":
        parts += [f"BYDAY={days_text(_weekdays(repetition, first))}"]
    elif repetition.unit == "month" and repetition.nth is not None:
        parts += [f"BYDAY={','.join(f'{repetition.nth}{DAYS[day]}' for day in _weekdays(repetition, first))}"]
    elif repetition.unit == "month":
        parts += [f"BYMONTHDAY={first.day}"]
    return ";".join([*parts, "WKST=MO"])


def days_text(days: Iterable[int]) -> str:
    """Days of the week in one word, as a column or a calendar holds them: TU,TH."""
    return ",".join(DAYS[day] for day in days)


def days_of(text: str) -> tuple[int, ...]:
    """What `days_text` has written."""
    return tuple(DAYS.index(day) for day in text.split(",") if day)


def nth_of(day: date) -> int:
    """Which of its month's Wednesdays (say) it is: 1 to 5."""
    return (day.day - 1) // 7 + 1


def is_last_of_month(day: date) -> bool:
    """Whether no other day of this name comes in its month."""
    return day.day + 7 > _length(day.year, day.month)


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - day.weekday() * ONE_DAY


def week_days(repetition: Repetition, first: date) -> tuple[int, ...]:
    """The days of the week that it names, also by its first date; empty where it goes by days of the month."""
    if repetition.unit == "week" or repetition.nth is not None:
        return _weekdays(repetition, first)
    return ()


def _weekdays(repetition: Repetition, first: date) -> tuple[int, ...]:
    return tuple(sorted(set(repetition.days))) or (first.weekday(),)


def _named(repetition: Repetition, first: date, last: date) -> Iterator[date]:
    """The dates of all days, weeks or months from that of `first` to that of `last`, in their order."""
    for n in counting(0, repetition.every):
        begin, found = _of_period(repetition, first, n)
        if begin > last:
            return
        yield from found


def _of_period(repetition: Repetition, first: date, n: int) -> tuple[date, list[date]]:
    """The first day of the n-th day, week or month after that of `first`, and the dates in it."""
    if repetition.unit == "day":
        return first + n * ONE_DAY, [first + n * ONE_DAY]
    if repetition.unit == "week":
        monday = monday_of(first) + 7 * n * ONE_DAY
        return monday, [monday + day * ONE_DAY for day in _weekdays(repetition, first)]
    years, month = divmod(first.year * 12 + first.month - 1 + n, 12)
    return date(years, month + 1, 1), _of_month(repetition, first, years, month + 1)


def _of_month(repetition: Repetition, first: date, year: int, month: int) -> list[date]:
    if repetition.nth is None:
        return [date(year, month, first.day)] if first.day <= _length(year, month) else []
    found = (_nth(year, month, day, repetition.nth) for day in _weekdays(repetition, first))
    return sorted(day for day in found if day is not None)


def _nth(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The month's nth such day; None where it has not so many."""
    if nth == LAST:
        last = date(year, month, _length(year, month))
        return last - (last.weekday() - weekday) % 7 * ONE_DAY
    number = 1 + (weekday - date(year, month, 1).weekday()) % 7 + 7 * (nth - 1)
    return date(year, month, number) if number <= _length(year, month) else None


def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1]
