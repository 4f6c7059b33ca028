"""When a calendar is read next, which times it blocks, and what is told to hosts. Plain functions of values."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from calendars.reading.text import TIMES, lines_of, name_of
from core.clock import day_bounds, local
from core.timespans import Interval, merge, subtract

MOST_CALENDARS = 30
READ_EVERY = timedelta(minutes=15)
UPLOADED_EVERY = timedelta(days=1)
LONGEST_PAUSE = timedelta(hours=1)
"""What cannot be read may be full of new busy times by now, so the next look is never far."""
PASSING = frozenset({"no-answer", "too-slow", "server-error", "unknown-host", "unexpected"})
"""Reasons that may be gone a quarter of an hour later."""
DAYS_BACK, DAYS_AHEAD = 1, 400
ONE_DAY = timedelta(days=1)


def times_only(content: bytes) -> bytes:
    """An uploaded calendar without its titles, places and names: what is kept are the times, and nothing else."""
    kept = (line for line in lines_of(content) if name_of(line) in TIMES)
    return "".join(f"{line}\r\n" for line in kept).encode()


def window(moment: datetime, zone: str) -> Interval:
    """From yesterday to 400 days ahead, whole days of the zone."""
    today = local(moment, zone).date()
    first, last = today - DAYS_BACK * ONE_DAY, today + DAYS_AHEAD * ONE_DAY
    return Interval(day_bounds(first, zone).start, day_bounds(last, zone).end)


def pause(*, failures: int, is_uploaded: bool) -> timedelta:
    """Until the next reading, after so many failures in a row: twice as long each time, at most LONGEST_PAUSE."""
    if not failures:
        return UPLOADED_EVERY if is_uploaded else READ_EVERY
    times = 1 << min(failures - 1, 10)
    return min(READ_EVERY * times, LONGEST_PAUSE)


def is_to_be_told(*, reason: str, failures: int, moment: datetime, next_look: datetime, zone: str) -> bool:
    """Whether hosts hear of a failure now: at once when it will not pass by itself, else when it happens again; but on
    the day on which it happens."""
    is_last_today = local(next_look, zone).date() != local(moment, zone).date()
    return failures > 1 or reason not in PASSING or is_last_today


def may_ask_for_changes(succeeded_at: datetime | None, moment: datetime, zone: str) -> bool:
    """Whether it is enough to ask if something has changed. Once a day all is read, since the window has moved."""
    return succeeded_at is not None and local(succeeded_at, zone).date() == local(moment, zone).date()


def pieces(busy: Iterable[Interval], taken: Iterable[Interval], zone: str, moment: datetime) -> list[Interval]:
    """What is to be blocked and is not over: busy, and not taken otherwise, cut at each midnight.

    So what was blocked on a day that is over stays as it is, however long the busy time goes on.
    """
    return [piece for time in subtract(busy, taken) for piece in _days_of(time, zone) if piece.end > moment]


def _days_of(time: Interval, zone: str) -> Iterator[Interval]:
    start = time.start
    while start < time.end:
        end = min(time.end, day_bounds(local(start, zone).date(), zone).end)
        yield Interval(start, end)
        start = end


class BusyTimes:
    """Stretches of time that do not overlap, and whether something reaches into one."""

    def __init__(self, times: Iterable[Interval]) -> None:
        self._times = merge(times)
        self._ends = [time.end for time in self._times]

    def meet(self, start: datetime, end: datetime) -> bool:
        place = bisect_right(self._ends, start)
        return place < len(self._times) and self._times[place].start < end
