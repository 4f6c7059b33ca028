"""A year of opening hours, as a person looks it through: the week that holds and since when, and every day on which
it does not, with the reason. It is read off the days themselves, so that it holds for whatever text."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial

from core.clock import day_bounds, local
from core.timespans import Interval, subtract
from hubs import hours
from hubs.hours import Closing, DayTimes, holiday_name

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(days=7)
DAYS = 366
WEEKS_AROUND = range(-3, 4)
MOST_PERIODS = 6
WHOLE_DAY: DayTimes = ((0, 24 * 60),)
Week = tuple[DayTimes, ...]
"""Monday to Sunday."""


@dataclass(frozen=True, slots=True)
class YearPeriod:
    """From `first` to `last` this week is the usual one; `reason`: why it is closed all the time, if the text says."""

    first: date
    last: date
    week: Week
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Special:
    """From `first` to `last` these times hold against the usual week, or it is a public holiday; `reasons` by name."""

    first: date
    last: date
    times: DayTimes
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """One period and no special days: every week is the same. `reopened`: days that the text calls closed and a later
    rule of it opens; `idle`: rules behind a comma that open nothing new."""

    periods: tuple[YearPeriod, ...]
    specials: tuple[Special, ...]
    reopened: tuple[date, ...] = ()
    idle: tuple[str, ...] = ()

    @property
    def days_round_the_clock(self) -> tuple[int, ...]:
        """The weekdays (Monday is 0) that are open for 24 hours in some period."""
        return tuple(n for n in range(7) if any(period.week[n] == WHOLE_DAY for period in self.periods))


def year(
    text: str,
    zone: str,
    subdivision: str,
    first: date,
    closures: Iterable[Closing] = (),
    locale: str = "de",
) -> Year:
    """The year from `first` on. `closures` are special days, too; names of public holidays in `locale`."""
    times = {
        first + n * ONE_DAY: hours.begins_on(text, subdivision, first + n * ONE_DAY)
        for n in range(7 * WEEKS_AROUND[0], DAYS + 7 * WEEKS_AROUND[-1])
    }
    days = [first + n * ONE_DAY for n in range(DAYS)]
    periods = tuple(
        period if any(period.week) else replace(period, reason=hours.why_closed(text, subdivision, period.first) or "")
        for period in _periods(days, times)
    )
    look = partial(_special, text, zone, subdivision, list(closures), locale)
    specials: list[Special] = []
    for period in periods:
        for day in (day for day in days if period.first <= day <= period.last):
            usual = period.week[day.weekday()]
            special = look(day, times[day], usual)
            if special and specials and _goes_on(specials[-1], special, times):
                reasons = dict.fromkeys((*specials[-1].reasons, *special.reasons))
                specials[-1] = replace(specials[-1], last=day, reasons=tuple(reasons))
            elif special:
                specials.append(special)
    days_of_text = (text, subdivision, first, DAYS)
    return Year(periods, tuple(specials), tuple(hours.reopened(*days_of_text)), tuple(hours.idle_rules(*days_of_text)))


def _periods(days: Sequence[date], times: dict[date, DayTimes]) -> tuple[YearPeriod, ...]:
    """A period begins where the usual hours of a weekday change. Too many of them are no seasons, but a rhythm
    (every second week): then the commonest hours of the year are the usual ones."""
    found: list[YearPeriod] = []
    for day in days:
        if found and _usual(day, times) == found[-1].week[day.weekday()]:
            found[-1] = replace(found[-1], last=day)
            continue
        coming = {(day + n * ONE_DAY).weekday(): _usual(day + n * ONE_DAY, times) for n in range(7)}
        found.append(YearPeriod(day, day, tuple(coming[n] for n in range(7))))
    if len(found) > MOST_PERIODS:
        commonest = (Counter(times[day] for day in days if day.weekday() == n).most_common(1)[0][0] for n in range(7))
        return (YearPeriod(days[0], days[-1], tuple(commonest)),)
    for n in range(1, len(found)):
        found[n - 1 : n + 1] = _from_the_first(*found[n - 1 : n + 1])
    return tuple(found)


def _from_the_first(before: YearPeriod, after: YearPeriod) -> tuple[YearPeriod, YearPeriod]:
    """Seasons begin with a month, though it begin with days that are the same in both weeks."""
    day = after.first
    while day.day != 1 and day > before.first:
        day -= ONE_DAY
        if before.week[day.weekday()] != after.week[day.weekday()]:
            return before, after
    return (replace(before, last=day - ONE_DAY), replace(after, first=day)) if day > before.first else (before, after)


def _usual(day: date, times: dict[date, DayTimes]) -> DayTimes:
    """What most of the same weekdays around have; the day itself where others have it as often."""
    around = Counter(times[day + n * ONE_WEEK] for n in WEEKS_AROUND if day + n * ONE_WEEK in times)
    return max(around, key=lambda each: (around[each], each == times[day]))


def _special(
    text: str,
    zone: str,
    subdivision: str,
    closures: list[Closing],
    locale: str,
    day: date,
    times: DayTimes,
    usual: DayTimes,
) -> Special | None:
    """What is special about the day, if anything is: other times, a closure, a holiday on which one could think so."""
    holiday = holiday_name(day, subdivision, locale)
    closed = _closed(text, zone, subdivision, closures, day)
    if times == usual and not closed and not (holiday and times):
        return None
    comment = None if times else hours.why_closed(text, subdivision, day)
    reasons = [holiday, comment, *(closing.reason for closing in closures if closed and _touches(closing, day, zone))]
    left = _wall(closed[1], day, zone) if closed else times
    return Special(day, day, left, tuple(dict.fromkeys(filter(None, reasons))))


def _closed(
    text: str, zone: str, subdivision: str, closures: list[Closing], day: date
) -> tuple[Sequence[Interval], Sequence[Interval]] | None:
    """The day's hours without and with the closures, if those cut anything out."""
    cuts = [Interval(closing.start, closing.end) for closing in closures if _touches(closing, day, zone)]
    if not cuts:
        return None
    usual = hours.day_intervals(text, zone, subdivision, day)
    left = subtract(usual, cuts)
    return (usual, left) if left != list(usual) else None


def _touches(closing: Closing, day: date, zone: str) -> bool:
    start, end = day_bounds(day, zone)
    return closing.start < end and start < closing.end


def _wall(intervals: Iterable[Interval], day: date, zone: str) -> DayTimes:
    """As the clock on the wall shows them."""
    return tuple((_minutes(start, day, zone), _minutes(end, day, zone)) for start, end in intervals)


def _minutes(moment: datetime, day: date, zone: str) -> int:
    shown = local(moment, zone)
    return (shown.date() - day).days * 24 * 60 + shown.hour * 60 + shown.minute


def _goes_on(before: Special, now: Special, times: dict[date, DayTimes]) -> bool:
    """Whether both are one: the same times on days in a row, with nothing between but days that are always closed."""
    if before.times != now.times:
        return False
    between = [before.last + n * ONE_DAY for n in range(1, (now.first - before.last).days)]
    return all(not now.times and not times[day] for day in between)
