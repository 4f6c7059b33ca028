"""When a calendar says that somebody is busy. Bytes in, stretches of time out; nothing else is known here.

Read entry by entry: what one of them does not say clearly is told, and the others hold. What a calendar holds may be
made to hurt: `sandboxed` is called in a process of its own with limits (see `outside.looking`)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from calendars.reading import warnings
from calendars.reading.entries import CalendarEntry, Unread, read_entry, read_periods
from calendars.reading.file_zones import FileZones
from calendars.reading.repeating import Effort
from calendars.reading.series import EntryTimes, taken
from calendars.reading.text import ENTRIES, Component, FileRefused, check_shape, components_of
from calendars.reading.values import Clocks
from calendars.reading.warnings import EntryWarning
from calendars.reading.zones import Clock, Named, clock_of
from core.clock import day_bounds, local
from core.timespans import Interval, intersect, merge

__all__ = ["FileRefused", "Read", "busy_times", "check_shape", "read"]

MOST_TIMES = 2000
STEPS = 1_000_000
"""What a file may cost in steps of repetition, a few seconds on a small machine."""
ONE_DAY = timedelta(days=1)


class Read(NamedTuple):
    """When somebody is busy, and what hosts are warned of, as `warnings.gather` has it."""

    busy: list[Interval]
    warnings: str


def busy_times(content: bytes, zone: str, window: Interval) -> list[Interval]:
    """Those of `read`."""
    return read(content, zone, window).busy


def read(content: bytes, zone: str, window: Interval, effort: Effort | None = None) -> Read:
    """In normal form and cut to the window, at most MOST_TIMES; or FileRefused. Whole days and times without a zone are
    those of `zone`. `effort` is STEPS when none is given."""
    parts, effort = components_of(content), effort or Effort(STEPS)
    hub = Named(ZoneInfo(zone))
    found = list(_read(parts, hub, window, effort))
    _check_understood(found)
    unread = [one for one in found if isinstance(one, Unread)]
    results = list(taken((one for one in found if isinstance(one, CalendarEntry)), hub, window, effort))
    blocked = [_days(one.days, zone) for one in unread if one.days]
    busy = intersect(merge([time for one in results for time in one.times] + blocked), [window])
    if len(busy) > MOST_TIMES:
        raise FileRefused("too-many-times")
    noted = [*_of_entries(results, zone, window), *_of_unread(unread, zone, window)]
    return Read(busy, warnings.gather(noted))


def _read(parts: list[Component], hub: Clock, window: Interval, effort: Effort) -> Iterator[CalendarEntry | Unread]:
    """Entries and periods in the order of the file; each entry has its number."""
    own = FileZones([part for part in parts if part.kind == "VTIMEZONE"], window.end + 400 * ONE_DAY, effort)
    clocks: dict[int, Clocks] = {}
    for number, part in enumerate((part for part in parts if part.kind in ENTRIES), 1):
        if id(part.outer) not in clocks:
            clocks[id(part.outer)] = _clocks(part.outer, hub, own)
        if part.kind == "VEVENT":
            yield read_entry(part, number, clocks[id(part.outer)])
        else:
            yield from read_periods(part, number, clocks[id(part.outer)])


def _clocks(calendar: Component | None, hub: Clock, own: FileZones) -> Clocks:
    def named(name: str) -> Clock | None:
        return clock_of(name, own.clock)

    names = [line.value for line in calendar.all("X-WR-TIMEZONE")] if calendar else []
    return Clocks(hub, next((clock for name in names if (clock := named(name))), None), named)


def _check_understood(found: list[CalendarEntry | Unread]) -> None:
    """Refused when there are entries and of none can be read when it is: that is no free calendar."""
    if found and all(isinstance(one, Unread) for one in found):
        raise FileRefused("nothing-understood")


def _days(days: tuple[date, date], zone: str) -> Interval:
    return Interval(day_bounds(days[0], zone).start, day_bounds(days[1], zone).end)


def _of_entries(results: list[EntryTimes], zone: str, window: Interval) -> Iterator[EntryWarning]:
    """What is odd about times that are near; of an entry whose rule says nothing, always: it may repeat until today."""
    for entry, times, kinds in results:
        near = [time.start for time in times if time.start < window.end and time.end >= window.start]
        for kind in kinds:
            if near or kind == warnings.NO_RULE:
                yield EntryWarning(kind, entry.number, local(min(near, default=entry.start.moment), zone).date())


def _of_unread(unread: list[Unread], zone: str, window: Interval) -> Iterator[EntryWarning]:
    for one in unread:
        if one.days is None:
            yield EntryWarning(warnings.NO_DAY, one.number, None)
        elif intersect([_days(one.days, zone)], [window]):
            yield EntryWarning(warnings.NO_START, one.number, one.days[0])


def sandboxed(content: bytes, what: dict[str, str]) -> dict[str, object]:
    """What `read` says, for `core.sandbox.run`: `busy` and `warnings`, or why it is `refused`."""
    window = Interval(datetime.fromisoformat(what["start"]), datetime.fromisoformat(what["end"]))
    try:
        found = read(content, what["zone"], window)
    except FileRefused as refusal:
        return {"refused": refusal.reason}
    except (MemoryError, RecursionError):
        return {"refused": "too-complex"}
    except Exception:  # the libraries have many words for what they cannot read
        return {"refused": "broken"}
    return {"busy": [[start.isoformat(), end.isoformat()] for start, end in found.busy], "warnings": found.warnings}
