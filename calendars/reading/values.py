"""Dates, times, lengths and periods as calendar programs write them. Text in, values out; NotReadable for the rest."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from calendars.reading.zones import UTC_CLOCK, Clock, Fixed, Named

_STAMP = re.compile(
    r"(\d{4})(-?)(\d\d)\2(\d\d)"
    r"(?:[T ]+(\d\d)(:?)(\d\d)(?:\6(\d\d)(?:[.,]\d+)?)?)?"
    r"\s*(Z|[+-]\d\d:?(?:\d\d)?)?",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"([+-]?)P?((?:\d+[WD])*)(T?)((?:\d+[WDHMS])*)", re.IGNORECASE)
_PIECE = re.compile(r"(\d+)([WDHMS])", re.IGNORECASE)
_SOME_DAY = re.compile(
    r"(?<!\d)(?:(?P<year>\d{4})(?P<sign>[-/.]?)(?P<month>\d\d)(?P=sign)(?P<day>\d\d)"
    r"|(?P<german_day>\d{1,2})\.\s?(?P<german_month>\d{1,2})\.\s?(?P<german_year>\d{4})(?!\d))"
)
_SECONDS = {"W": 604_800, "D": 86_400, "H": 3600, "M": 60, "S": 1}
_MOST_SECONDS = 3_660 * 86_400
ONE_DAY = timedelta(days=1)
FIRST_YEAR, LAST_YEAR = 1000, 9900
"""Beyond them somebody erred, and the arithmetic of days has no edges."""


class NotReadable(Exception):
    """What is written means no time. `days` are those that are probably meant (first, last), if any are."""

    def __init__(self, days: tuple[date, date] | None = None) -> None:
        super().__init__(days)
        self.days = days


class Stamp(NamedTuple):
    """A day or a time as it is written, and the clock by which it is to be read. `floats`: it names no clock."""

    wall: datetime
    clock: Clock
    is_day: bool = False
    floats: bool = False

    @property
    def moment(self) -> datetime:
        """In UTC; of a day its beginning."""
        return self.clock.to_utc(self.wall)

    def by(self, clock: Clock) -> "Stamp":
        """What names no clock of its own is read by this one."""
        return self._replace(clock=clock) if self.floats or self.is_day else self


class Length(NamedTuple):
    """`nominal` is counted on the clock on the wall (a day is a day), `exact` in hours that pass (RFC 5545, 3.3.6)."""

    nominal: timedelta = timedelta(0)
    exact: timedelta = timedelta(0)

    @property
    def total(self) -> timedelta:
        return self.nominal + self.exact


class Clocks(NamedTuple):
    """By which clocks an entry is read: the hub's, the calendar's own if it names one, and those with a name."""

    hub: Clock
    own: Clock | None
    named: Callable[[str], Clock | None]

    @property
    def floating(self) -> Clock:
        return self.own or self.hub

    def of_series(self, start: Stamp) -> Stamp:
        """What repeats and is given in UTC does so by the clock that the whole calendar names, as Google means it."""
        if isinstance(self.own, Named) and start.clock == UTC_CLOCK and not start.floats and not start.is_day:
            return start._replace(wall=self.own.wall_of(start.moment), clock=self.own)
        return start


def stamp(text: str, clock: Clock, *, floats: bool = True, is_date: bool = False) -> Stamp:
    """A date or a time in basic or extended form, with Z, an offset or neither; then it is one of `clock`.

    With `is_date` (VALUE=DATE) midnight means the day.
    """
    found = _STAMP.fullmatch(text.strip().strip('"'))
    if not found:
        raise NotReadable
    year, _, month, day, hour, _, minute, second, offset = found.groups()
    first = _day(int(year), int(month), int(day))
    if hour is None:
        return Stamp(first, clock, is_day=True)
    wall = _at(first, int(hour), int(minute), int(second or 0))
    if is_date and wall == first:
        return Stamp(first, clock, is_day=True)
    return Stamp(wall, _offset(offset), floats=False) if offset else Stamp(wall, clock, floats=floats)


def length(text: str) -> Length:
    """P1D, PT2H, P1W2D, and what is meant with PT1D, PT1W, P2H. Negative ones are negative."""
    found = _LENGTH.fullmatch(text.strip())
    if not found or not (found[2] or found[4]):
        raise NotReadable
    sizes = {"D": 0, "S": 0}
    for number, unit in _PIECE.findall(found[2] + found[4]):
        if unit.upper() == "M" and not found[3]:
            raise NotReadable  # months or minutes?
        sizes["D" if unit.upper() in "WD" else "S"] += min(int(number[:12]), _MOST_SECONDS) * _SECONDS[unit.upper()]
    sign = -1 if found[1] == "-" else 1
    days, seconds = (min(sizes[name], _MOST_SECONDS) * sign for name in "DS")
    return Length(timedelta(seconds=days), timedelta(seconds=seconds))


def _day(year: int, month: int, day: int) -> datetime:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotReadable
    try:
        return datetime(year, month, day)  # noqa: DTZ001 (a clock on the wall)
    except ValueError:
        pass
    if not (1 <= month <= 12 and 28 < day <= 31):
        raise NotReadable
    after = date(year, month, 28) + (day - 28) * ONE_DAY  # 30 February: 28 February, or 2 March?
    raise NotReadable((after.replace(day=1) - ONE_DAY, after))


def _at(first: datetime, hour: int, minute: int, second: int) -> datetime:
    """24:00 is the next day's midnight, and a leap second the one before."""
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and minute + second > 0):
        raise NotReadable((first.date(), first.date()))
    try:
        return first + timedelta(hours=hour, minutes=minute, seconds=min(second, 59))
    except OverflowError:
        raise NotReadable from None


def _offset(text: str) -> Clock:
    if text.upper() == "Z":
        return Fixed(timedelta(0))
    digits = text[1:].replace(":", "").ljust(4, "0")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return Fixed(-size if text[0] == "-" else size)


def days_of(text: str) -> tuple[date, date] | None:
    """The day that stands somewhere in a text of which nothing else can be read: 20261224, 2026-12-24, 2026/12/24,
    24.12.2026; not 12/11/2026, which is one in December or in November."""
    for found in _SOME_DAY.finditer(text):
        year, month, number = (int(found[name] or found[f"german_{name}"]) for name in ("year", "month", "day"))
        try:
            day = _day(year, month, number).date()
        except NotReadable as error:
            return error.days
        return (day, day)
    return None


def between(start: Stamp, end: Stamp) -> Length:
    """From a time to a day: until that day begins, but at least to the end of its own."""
    if end.is_day and not start.is_day:
        begin = start.clock.to_utc(start.wall)
        last = max(end.wall, datetime.combine(start.wall.date() + ONE_DAY, start.wall.min.time()))
        return Length(exact=start.clock.to_utc(last) - begin) if end.wall.date() >= start.wall.date() else _BACK
    if start.clock == end.clock:
        return Length(end.wall - start.wall)
    return Length(exact=end.moment - start.moment)


_BACK = Length(-ONE_DAY)


def is_midnight(wall: datetime) -> bool:
    return not (wall.hour or wall.minute or wall.second)
