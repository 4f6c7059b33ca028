"""What calendar programs write and libraries stumble over, put right before it is read."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import vText
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from bookings.imports.oddities import BACKWARDS, UNKNOWN_ZONE

ZONE = "X-WR-TIMEZONE"
ODD = "X-LEBENS-RAUM-ODD"
"""Marks an entry that is odd: its kind, and which one it is."""


def mend(calendar: Any) -> Any:
    """The same calendar, changed in place."""
    _mend_zone(calendar)
    calendar.subcomponents = [part for part in calendar.subcomponents if part.name != "VEVENT" or "DTSTART" in part]
    for event in calendar.walk("VEVENT"):
        _mend_end(event)
        for rule in _rules(event):
            _mend_until(rule, getattr(event["DTSTART"], "dt", None))
    return calendar


def _mend_zone(calendar: Any) -> None:
    """A zone of the whole calendar that is called as Windows calls it; one that nobody knows is left out."""
    name = str(calendar.pop(ZONE, "")).strip()
    name = WINDOWS_TO_OLSON.get(name, name)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return
    calendar.add(ZONE, name)


def _mend_end(event: Any) -> None:
    """A whole day that ends where it begins is meant to be that day; what ends earlier has no length that is known."""
    event.pop(ODD, None)
    start, end, length = (getattr(event.get(name), "dt", None) for name in ("DTSTART", "DTEND", "DURATION"))
    if start is None:
        return
    is_backwards = _is_before(end, start) if end is not None else length is not None and length < timedelta(0)
    if is_backwards:
        event[ODD] = vText(f"{BACKWARDS}{id(event)}")
    elif any(_is_in_unknown_zone(event.get(name)) for name in ("DTSTART", "DTEND")):
        event[ODD] = vText(f"{UNKNOWN_ZONE}{id(event)}")
    if is_backwards or (end == start and not isinstance(start, datetime)):
        event.pop("DTEND", None)
        event.pop("DURATION", None)


def _is_before(end: date, start: date) -> bool:
    """Times of the same zone are compared by its clock; what cannot be compared (a day and a time) by its days."""
    if isinstance(start, datetime) and isinstance(end, datetime) and (start.tzinfo is None) == (end.tzinfo is None):
        return end < start
    return _day_of(end) < _day_of(start)


def _day_of(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _is_in_unknown_zone(value: Any) -> bool:
    is_named = "TZID" in getattr(value, "params", {})
    return is_named and isinstance(value.dt, datetime) and value.dt.tzinfo is None


def _rules(event: Any) -> list[Any]:
    found = event.get("RRULE", [])
    return list(found) if isinstance(found, list) else [found]


def _mend_until(rule: Any, start: Any) -> None:
    """Until the 27th: that is meant with that day, though what repeats has times."""
    until = rule.get("UNTIL", [])
    if not isinstance(start, datetime) or not until or isinstance(until[0], datetime):
        return
    day: date = until[0]
    end = datetime.combine(day, time(23, 59, 59), start.tzinfo)
    rule["UNTIL"] = [end.astimezone(UTC) if start.tzinfo else end]
