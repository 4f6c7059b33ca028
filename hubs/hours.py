"""When a hub is open: its opening_hours text in its zone, with the public holidays of its state.

A moment is open when the clock on the hub's wall shows an opening time. So on the day when the clock jumps
from 2 to 3, `01:00-04:00` is two hours long, and when it is set back, `02:15-02:45` comes twice. We apply the
zone ourselves, day by day; the rules say wall-clock times only. All results are in UTC.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple, Protocol

from opening_hours import State

from core.clock import clock_change, day_bounds, local
from core.timespans import Interval, intersect, merge, subtract
from hubs.hours_rules import HoursStretch, with_the_evening_before
from hubs.hours_text import Hours, InvalidOpeningHours, NeverOpen, canonical, reading, validate
from hubs.public_holidays import SUBDIVISIONS, holiday_name, is_holiday

__all__ = [
    "SUBDIVISIONS",
    "Closing",
    "DayHours",
    "DayTimes",
    "InvalidOpeningHours",
    "NeverOpen",
    "OpenState",
    "begins_on",
    "canonical",
    "day_intervals",
    "holiday_name",
    "idle_rules",
    "is_holiday",
    "open_intervals",
    "open_state",
    "reopened",
    "validate",
    "week",
    "why_closed",
]

ONE_DAY = timedelta(days=1)
LOOK_AHEAD_DAYS = 60


DayTimes = tuple[tuple[int, int], ...]
"""From–to in minutes after midnight by the clock on the wall; what ends on the next day ends after 1440."""


class Span(Protocol):
    """Anything from–to in UTC: an Interval, a Closing."""

    @property
    def start(self) -> datetime: ...
    @property
    def end(self) -> datetime: ...


class Closing(NamedTuple):
    """A time at which the hub is closed against its hours, and why ("" if nobody said)."""

    start: datetime
    end: datetime
    reason: str = ""


class OpenState(NamedTuple):
    """Open now and until when, or closed and when it opens; None: not within LOOK_AHEAD_DAYS."""

    is_open: bool
    until: datetime | None = None
    opens_at: datetime | None = None


class DayHours(NamedTuple):
    """One day of a hub: open when, which public holiday, and why it is closed against its usual hours."""

    day: date
    intervals: tuple[Interval, ...]
    holiday: str | None = None
    closed_for: str | None = None


def open_state(text: str, zone: str, subdivision: str, now: datetime, closures: Iterable[Span] = ()) -> OpenState:
    """Whether the hub is open at `now`, until when, or when it opens next; `closures` are cut out."""
    closed = [Interval(closure.start, closure.end) for closure in closures]
    for days in (3, LOOK_AHEAD_DAYS):  # the near future answers nearly always, and costs less
        far = now + days * ONE_DAY
        coming = subtract(open_intervals(text, zone, subdivision, now, far), closed)
        if coming and coming[0].start > now:
            return OpenState(False, opens_at=coming[0].start)
        if coming and coming[0].end < far:
            return OpenState(True, until=coming[0].end)
    return OpenState(bool(coming))


def week(
    text: str,
    zone: str,
    subdivision: str,
    first_day: date,
    days: int = 7,
    closures: Iterable[Closing] = (),
    locale: str = "de",
) -> list[DayHours]:
    """The hours of `days` days from `first_day`; an opening past midnight shows on both days."""
    closings = list(closures)
    return [_day_hours(text, zone, subdivision, first_day + n * ONE_DAY, closings, locale) for n in range(days)]


def _day_hours(text: str, zone: str, subdivision: str, day: date, closures: list[Closing], locale: str) -> DayHours:
    start, end = day_bounds(day, zone)
    closings = [closure for closure in closures if closure.start < end and start < closure.end]
    usual = day_intervals(text, zone, subdivision, day)
    left = subtract(usual, [Interval(closing.start, closing.end) for closing in closings])
    reason = None if usual else why_closed(text, subdivision, day)
    if closings:
        reason = closings[0].reason
    return DayHours(day, tuple(left), holiday_name(day, subdivision, locale), reason)


def why_closed(text: str, subdivision: str, day: date) -> str | None:
    """Why the text itself closes the day: the "Betriebsruhe" of `Dec 24-Dec 31 off "Betriebsruhe"`."""
    said = _stretches(text, subdivision, day)
    return next((s.comment for s in said if s.state == State.CLOSED and s.comment), None)


def open_intervals(text: str, zone: str, subdivision: str, start: datetime, end: datetime) -> list[Interval]:
    """When the hub is open between `start` and `end`: merged over midnight, cut to that range."""
    if start >= end:
        return []
    day, last = local(start, zone).date(), local(end, zone).date()
    found: list[Interval] = []
    while day <= last:
        found += day_intervals(text, zone, subdivision, day)
        day += ONE_DAY
    return intersect(found, [Interval(start, end)])


@lru_cache(maxsize=65536)
def day_intervals(text: str, zone: str, subdivision: str, day: date) -> tuple[Interval, ...]:
    """When the hub is open on the local `day`, from midnight to midnight."""
    midnight = datetime.combine(day, time.min)
    walls = [
        Interval(midnight + timedelta(minutes=start), midnight + timedelta(minutes=end))
        for start, end, state, *_ in _stretches(text, subdivision, day)
        if state == State.OPEN
    ]
    shown = [_when_the_wall_shows(wall, piece, offset) for piece, offset in _pieces(day, zone) for wall in walls]
    return tuple(merge(shown))


def begins_on(text: str, subdivision: str, day: date) -> DayTimes:
    """The hours that begin on the local `day`, as people say them: an evening past midnight is one."""
    joined: list[tuple[int, int]] = []
    for start, end, state, *_ in _beginning_on(reading(text), subdivision, day):
        if state == State.OPEN:
            joined.append((joined.pop()[0], end) if joined and joined[-1][1] == start else (start, end))
    return tuple(joined)


def reopened(text: str, subdivision: str, first: date, days: int) -> list[date]:
    """Those of so many days from `first` on that the text calls closed, and then opens by a later rule."""
    return reading(text).reopened(_with_holidays(subdivision, first, days))


def idle_rules(text: str, subdivision: str, first: date, days: int) -> list[str]:
    """The rules behind a comma that open nothing new on so many days from `first` on, as they are understood."""
    return [str(rule) for rule in reading(text).idle(_with_holidays(subdivision, first, days))]


def _with_holidays(subdivision: str, first: date, days: int) -> list[tuple[date, bool]]:
    coming = (first + n * ONE_DAY for n in range(days))
    return [(day, is_holiday(day, subdivision)) for day in coming]


def _when_the_wall_shows(wall: Interval, piece: Interval, offset: timedelta) -> Interval:
    start, end = ((moment - offset).replace(tzinfo=UTC) for moment in wall)
    return Interval(max(start, piece.start), min(end, piece.end))


def _stretches(text: str, subdivision: str, day: date) -> Sequence[HoursStretch]:
    """What the text says about the day from midnight to midnight, by the clock on the wall."""
    hours = reading(text)
    today = _beginning_on(hours, subdivision, day)
    if not hours.passes_midnight:
        return today
    return with_the_evening_before(today, _beginning_on(hours, subdivision, day - ONE_DAY))


def _beginning_on(hours: Hours, subdivision: str, day: date) -> tuple[HoursStretch, ...]:
    return hours.of_day(day, is_holiday=hours.knows_holidays and is_holiday(day, subdivision))


@lru_cache(maxsize=8192)
def _pieces(day: date, zone: str) -> tuple[tuple[Interval, timedelta], ...]:
    """The local day cut at the clock change, if there is one, each piece with its offset from UTC."""
    start, end = day_bounds(day, zone)
    change = clock_change(start, end, zone) or end
    pieces = [Interval(start, change), Interval(change, end)]
    return tuple((piece, _offset(piece.start, zone)) for piece in pieces if piece.start < piece.end)


def _offset(moment: datetime, zone: str) -> timedelta:
    offset = local(moment, zone).utcoffset()
    assert offset is not None
    return offset
