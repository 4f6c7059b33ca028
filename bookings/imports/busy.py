"""When a calendar says that somebody is busy. Bytes in, stretches of time out; nothing else is known here.

What a calendar holds may be made to hurt: call `busy_times` in a process of its own with limits (`reading.read`).
"""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar

from bookings.imports.mending import ODD, mend
from bookings.imports.oddities import BACKWARDS, gather
from core.clock import day_bounds, local
from core.timespans import Interval, intersect, merge

MOST_TIMES = 2000
MOST_A_DAY = 24
FREQUENCIES = {"YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"}
ONE_DAY = timedelta(days=1)
_BEGIN = re.compile(rb"^BEGIN:(VCALENDAR|VEVENT)[ \t\r]*$", re.IGNORECASE | re.MULTILINE)
_END = re.compile(rb"^END:(VCALENDAR|VEVENT)[ \t\r]*$", re.IGNORECASE | re.MULTILINE)
_FOLD = re.compile(rb"\r?\n[ \t]")
_RULE = re.compile(rb"^(?:RRULE|EXRULE)[^:\r\n]*:([^\r\n]*)", re.IGNORECASE | re.MULTILINE)


class Read(NamedTuple):
    """When somebody is busy, and what was odd, as `oddities.gather` has it."""

    busy: list[Interval]
    odd: str


class Refused(Exception):
    """`reason` is one of those of `errors.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def check_shape(content: bytes) -> None:
    """Refused unless it begins like a calendar and is whole: half a calendar would free what is taken."""
    text = content.removeprefix(b"\xef\xbb\xbf").strip()
    if text[:15].upper() != b"BEGIN:VCALENDAR":
        raise Refused("not-a-calendar")
    begun = Counter(found[1].upper() for found in _BEGIN.finditer(text))
    ended = Counter(found[1].upper() for found in _END.finditer(text))
    if text[-13:].upper() != b"END:VCALENDAR" or begun != ended:
        raise Refused("broken")


def busy_times(content: bytes, zone: str, window: Interval) -> list[Interval]:
    """Those of `read`."""
    return read(content, zone, window).busy


def read(content: bytes, zone: str, window: Interval) -> Read:
    """In normal form and cut to the window, at most MOST_TIMES; or Refused. Whole days and times without a zone are
    those of `zone`."""
    check_shape(content)
    check_rules(content)
    events = [event for calendar in _calendars(content) for event in _events(calendar, window) if _is_busy(event)]
    times = [(event, _interval(event, zone)) for event in events]
    busy = intersect(merge(time for event, time in times if _kind(event) != BACKWARDS), [window])
    if len(busy) > MOST_TIMES:
        raise Refused("too-many-times")
    is_near = [(event, time) for event, time in times if time.start < window.end and time.end >= window.start]
    return Read(busy, gather((_kind(e), e[ODD], local(t.start, zone).date()) for e, t in is_near if ODD in e))


def check_rules(content: bytes) -> None:
    """Refused when something repeats more often than every hour; looked for in the text, so that no rule, not even one
    of a time zone, is carried out before."""
    for found in _RULE.finditer(_FOLD.sub(b"", content)):
        parts = dict(part.partition("=")[::2] for part in found[1].decode("ascii", "replace").upper().split(";"))
        times = [len(parts.get(name, "0").split(",")) for name in ("BYHOUR", "BYMINUTE", "BYSECOND")]
        is_usual = parts.get("FREQ", "").strip() in FREQUENCIES and times[0] * times[1] * times[2] <= MOST_A_DAY
        if not is_usual or not re.fullmatch(r"\s*0*[1-9][0-9]{0,3}\s*", parts.get("INTERVAL", "1")):
            raise Refused("too-complex")


def _calendars(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content.removeprefix(b"\xef\xbb\xbf").strip(), multiple=True))


def _events(calendar: Any, window: Interval) -> list[Any]:
    """A day more on both sides, since times without a zone are not yet anywhere."""
    return list(recurring_ical_events.of(mend(calendar)).between(window.start - ONE_DAY, window.end + ONE_DAY))


def _kind(event: Any) -> str:
    return str(event.get(ODD, ""))[:1]


def _is_busy(event: Any) -> bool:
    is_free = str(event.get("TRANSP", "")).strip().upper() == "TRANSPARENT"
    return not is_free and str(event.get("STATUS", "")).strip().upper() != "CANCELLED"


def _interval(event: Any, zone: str) -> Interval:
    """2:30–3:00 in the hour that a clock change leaves out begins after it ends; then its length is what holds."""
    first, last = event["DTSTART"].dt, event["DTEND"].dt
    start, end = _moment(first, zone), _moment(last, zone)
    return Interval(start, end if start < end or type(first) is not type(last) else start + (last - first))


def _moment(value: date | datetime, zone: str) -> datetime:
    if not isinstance(value, datetime):
        return day_bounds(value, zone).start
    return (value if value.tzinfo else value.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
