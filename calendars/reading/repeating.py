"""When a rule of repetition comes true, by the clock on the wall (RFC 5545, 3.3.10).

What a rule costs is bounded: without COUNT nothing before the wanted time is looked at, and each step is taken off an
effort that all entries of a file share. A rule is never carried out to find out that it has no end.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import product

from calendars.reading.rrules import RecurrenceRule
from calendars.reading.text import FileRefused

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)
UNITS = {"DAILY": ONE_DAY, "HOURLY": timedelta(hours=1), "MINUTELY": timedelta(minutes=1)}
UNITS |= {"SECONDLY": timedelta(seconds=1)}
LAST_DAY = date(9950, 1, 1)


class Effort:
    """How much a file may cost; FileRefused when there is nothing left."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def take(self, steps: int = 1) -> None:
        self._left -= steps
        if self._left < 0:
            raise FileRefused("too-complex")


def walls(rule: RecurrenceRule, start: datetime, first: datetime, last: datetime, effort: Effort) -> Iterator[datetime]:
    """The times from `start` on that the rule names, up to `last`; those before `first` may be left out. In order.

    The start is one of them, though it fits the rule or not, but COUNT counts those that fit. UNTIL is the caller's
    business.
    """
    yield start
    left = rule.count or -1
    for wall in _all(rule, start, start if rule.count else max(first, start), last, effort):
        if wall > last or not left:
            return
        if wall >= start:
            left -= 1
        if wall > start:
            yield wall


def _all(rule: RecurrenceRule, start: datetime, first: datetime, last: datetime, effort: Effort) -> Iterator[datetime]:
    if rule.frequency in {"HOURLY", "MINUTELY", "SECONDLY"}:
        yield from _often(rule, start, first, last, effort)
        return
    clock = sorted(
        time(hour, minute, min(second, 59))
        for hour, minute, second in product(
            rule.numbers("BYHOUR") or {start.hour},
            rule.numbers("BYMINUTE") or {start.minute},
            rule.numbers("BYSECOND") or {start.second},
        )
    )
    for days in _periods(rule, start.date(), first.date(), last.date(), effort):
        effort.take(len(days) * len(clock))
        found = [datetime.combine(day, at) for day in days for at in clock]
        yield from _chosen(rule, found) if rule.numbers("BYSETPOS") else found


def _chosen(rule: RecurrenceRule, found: list[datetime]) -> list[datetime]:
    """Those of one period that BYSETPOS picks: 1 is the first, -1 the last."""
    places, size = rule.numbers("BYSETPOS"), len(found)
    return [wall for place, wall in enumerate(found) if place + 1 in places or place - size in places]


def _often(
    rule: RecurrenceRule, start: datetime, first: datetime, last: datetime, effort: Effort
) -> Iterator[datetime]:
    """Every so many hours, minutes or seconds; days that do not fit are passed over in one step."""
    step = UNITS[rule.frequency] * rule.interval
    fits = _Fits(rule)
    wall = start + max((first - start) // step, 0) * step
    while wall <= last:
        effort.take()
        if not fits.day(wall.date()):
            midnight = datetime.combine(wall.date() + ONE_DAY, time())
            wall += -((wall - midnight) // step) * step
            continue
        if _fits_clock(rule, wall):
            minutes = rule.numbers("BYMINUTE") if rule.frequency == "HOURLY" else frozenset[int]()
            seconds = rule.numbers("BYSECOND") if rule.frequency != "SECONDLY" else frozenset[int]()
            within = sorted(product(minutes or {wall.minute}, seconds or {wall.second}))
            found = [wall.replace(minute=m, second=min(s, 59)) for m, s in within]
            yield from _chosen(rule, found) if rule.numbers("BYSETPOS") else found
        wall += step


def _fits_clock(rule: RecurrenceRule, wall: datetime) -> bool:
    hours = rule.numbers("BYHOUR") or {wall.hour}
    minutes = (rule.numbers("BYMINUTE") if rule.frequency != "HOURLY" else None) or {wall.minute}
    seconds = (rule.numbers("BYSECOND") if rule.frequency == "SECONDLY" else None) or {wall.second}
    return wall.hour in hours and wall.minute in minutes and wall.second in seconds


def _periods(rule: RecurrenceRule, start: date, first: date, last: date, effort: Effort) -> Iterator[list[date]]:
    """The days that fit, of each period that reaches into first–last: a year, a month, a week or a day."""
    rule = _completed(rule, start)
    fits = _Fits(rule)
    last = min(last, LAST_DAY)
    for days in _spans(rule, start, first, last):
        effort.take(1 + len(days) // 4)
        yield [day for day in days if fits.day(day)] if fits.says_something else days


def _completed(rule: RecurrenceRule, start: date) -> RecurrenceRule:
    """What a rule does not say is that of the start."""
    by, days = dict(rule.by), rule.days
    if rule.frequency == "WEEKLY":
        days = days or frozenset({(0, start.weekday())})
    elif rule.frequency == "MONTHLY" and not (days or rule.numbers("BYMONTHDAY") or rule.numbers("BYYEARDAY")):
        by["BYMONTHDAY"] = frozenset({start.day})
    elif rule.frequency == "YEARLY" and rule.numbers("BYWEEKNO"):
        days = days or frozenset({(0, start.weekday())})
    elif rule.frequency == "YEARLY" and not (days or rule.numbers("BYMONTHDAY") or rule.numbers("BYYEARDAY")):
        by["BYMONTHDAY"] = frozenset({start.day})
        by.setdefault("BYMONTH", frozenset({start.month}))
    return replace(rule, by=by, days=days)


def _spans(rule: RecurrenceRule, start: date, first: date, last: date) -> Iterator[list[date]]:
    """All days of each period from the one with `first` (counted in intervals from `start`) to the one with `last`."""
    match rule.frequency:
        case "YEARLY":
            year = _caught_up(start.year, first.year - 1, rule.interval)
            while year <= last.year + 1 and year < LAST_DAY.year:
                yield _days_of_year(rule, year)
                year += rule.interval
        case "MONTHLY":
            month = _caught_up(_month(start), _month(first), rule.interval)
            while month <= _month(last):
                yield _days_of_month(month // 12, month % 12 + 1)
                month += rule.interval
        case "WEEKLY":
            begin = start - (start.weekday() - rule.week_start) % 7 * ONE_DAY
            offsets = [number * ONE_DAY for number in sorted((day - rule.week_start) % 7 for _, day in rule.days)]
            for week in _steps(begin, first, last, rule.interval, ONE_WEEK):
                yield [week + offset for offset in offsets]
        case _:
            for day in _steps(start, first, last, rule.interval, ONE_DAY):
                yield [day]


def _steps(begin: date, first: date, last: date, interval: int, unit: timedelta) -> Iterator[date]:
    day, step = begin + _caught_up(0, (first - begin) // unit, interval) * unit, min(interval, 10**5) * unit
    while day <= last:
        yield day
        day += step


def _caught_up(begin: int, wanted: int, interval: int) -> int:
    """The last of begin, begin + interval, … that is not after `wanted`; not before `begin`."""
    return begin + max((wanted - begin) // interval, 0) * interval


def _month(day: date) -> int:
    return day.year * 12 + day.month - 1


def _days_of_month(year: int, month: int) -> list[date]:
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    return [first + number * ONE_DAY for number in range((after - first).days)]


def _days_of_year(rule: RecurrenceRule, year: int) -> list[date]:
    """Only the months that can fit; with numbers of weeks whole weeks, which may begin in the year before."""
    weeks = rule.numbers("BYWEEKNO")
    if not weeks:
        months = sorted(rule.numbers("BYMONTH")) or range(1, 13)
        return [day for month in months for day in _days_of_month(year, month)]
    first, after = _first_week(year, rule.week_start), _first_week(year + 1, rule.week_start)
    count = (after - first).days // 7
    chosen = sorted({number if number > 0 else count + 1 + number for number in weeks})
    starts = [first + (number - 1) * ONE_WEEK for number in chosen if 1 <= number <= count]
    return [start + number * ONE_DAY for start in starts for number in range(7)]


def _first_week(year: int, week_start: int) -> date:
    """The first that has four days in the year."""
    fourth = date(year, 1, 4)
    return fourth - (fourth.weekday() - week_start) % 7 * ONE_DAY


class _Fits:
    """Whether a day is one of those that the rule names."""

    def __init__(self, rule: RecurrenceRule) -> None:
        self._months = rule.numbers("BYMONTH")
        self._month_days = rule.numbers("BYMONTHDAY")
        self._year_days = rule.numbers("BYYEARDAY")
        counts = rule.frequency in {"MONTHLY", "YEARLY"} and not rule.numbers("BYWEEKNO")
        self._weekdays = {weekday for number, weekday in rule.days if not (number and counts)}
        self._numbered = {(number, weekday) for number, weekday in rule.days if number and counts}
        if rule.frequency == "WEEKLY":  # its days are chosen already
            self._weekdays = set()
        self.says_something = bool(
            self._months or self._month_days or self._year_days or self._weekdays or self._numbered
        )
        self._in_year = rule.frequency == "YEARLY" and not self._months

    def day(self, day: date) -> bool:
        return self._month(day) and self._year_day(day) and self._weekday(day)

    def _month(self, day: date) -> bool:
        if self._months and day.month not in self._months:
            return False
        return not self._month_days or bool({day.day, day.day - 1 - _length(day)} & self._month_days)

    def _year_day(self, day: date) -> bool:
        if not self._year_days:
            return True
        number = day.timetuple().tm_yday
        return bool({number, number - 1 - date(day.year, 12, 31).timetuple().tm_yday} & self._year_days)

    def _weekday(self, day: date) -> bool:
        weekday = day.weekday()
        if weekday in self._weekdays or not (self._weekdays or self._numbered):
            return True
        begin, end = (date(day.year, 1, 1), date(day.year, 12, 31)) if self._in_year else _month_of(day)
        numbers = {((day - begin).days // 7 + 1, weekday), (-((end - day).days // 7) - 1, weekday)}
        return bool(numbers & self._numbered)


def _month_of(day: date) -> tuple[date, date]:
    return day.replace(day=1), day.replace(day=_length(day))


def _length(day: date) -> int:
    return (date(day.year + day.month // 12, day.month % 12 + 1, 1) - ONE_DAY).day
