"""The only clock, and the way between wall-clock time in a zone and UTC. Zones are IANA names.

Nothing here looks at the time zone of the process. All datetimes that come out are in UTC (`datetime.UTC`),
but for `local`, which is for showing.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.timespans import Interval


class BadTime(ValueError):
    """A wall-clock time that does not name one moment; `date`, `time` and `zone` say which."""

    def __init__(self, day: date, wall: time, zone: str) -> None:
        super().__init__(f"{day} {wall:%H:%M} in {zone}")
        self.date, self.time, self.zone = day, wall, zone


class MissingHour(BadTime):
    """The clock jumps forward over this time: it does not exist that day."""


class RepeatedHour(BadTime):
    """The clock is set back: this time happens twice that day."""


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC)


def today(zone: str) -> date:
    """The date that a calendar on a wall in `zone` shows now."""
    return local(now(), zone).date()


def local(moment: datetime, zone: str) -> datetime:
    """The same moment with the wall clock of `zone`: for showing, not for comparing or adding."""
    return moment.astimezone(ZoneInfo(zone))


def is_shown_twice(moment: datetime, zone: str) -> bool:
    """Whether the clock of `zone` shows this time twice on that day, because it is set back."""
    return is_repeated(local(moment, zone))


def is_repeated(shown: datetime) -> bool:
    """The same of a moment as `local` has it."""
    return shown.fold == 1 or shown.replace(fold=1).utcoffset() != shown.utcoffset()


def to_utc(day: date, wall: time, zone: str) -> datetime:
    """The one moment when the clock of `zone` shows `wall` on `day`; else MissingHour or RepeatedHour."""
    shown = datetime.combine(day, wall, ZoneInfo(zone))
    first, second = shown.astimezone(UTC), shown.replace(fold=1).astimezone(UTC)
    if first == second:
        return first
    raise (RepeatedHour if first < second else MissingHour)(day, wall, zone)


@lru_cache(maxsize=8192)
def day_bounds(day: date, zone: str) -> Interval:
    """The local day in UTC, from midnight to midnight: 23, 24 or 25 hours.

    Where the clock change takes midnight itself, the day begins with its first moment.
    """
    return Interval(_day_start(day, zone), _day_start(day + timedelta(days=1), zone))


def _day_start(day: date, zone: str) -> datetime:
    midnight = datetime.combine(day, time.min, ZoneInfo(zone))
    first, second = midnight.astimezone(UTC), midnight.replace(fold=1).astimezone(UTC)
    if first <= second:
        return first
    return clock_change(second, first, zone) or first


@lru_cache(maxsize=8192)
def clock_change(start: datetime, end: datetime, zone: str) -> datetime | None:
    """The moment in (start, end] at which the offset of `zone` changes; None if it does not."""
    tz = ZoneInfo(zone)
    before, after = start.astimezone(tz).utcoffset(), end.astimezone(tz).utcoffset()
    if before == after:
        return None
    while end - start > timedelta(seconds=1):
        middle = start + (end - start) // 2
        if middle.astimezone(tz).utcoffset() == before:
            start = middle
        else:
            end = middle
    return end.replace(microsecond=0)
