"""What calendar programs write and libraries stumble over, put right before it is read."""

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

ZONE = "X-WR-TIMEZONE"


def mend(calendar: Any) -> Any:
    """The same calendar, changed in place."""
    _mend_zone(calendar)
    calendar.subcomponents = [part for part in calendar.subcomponents if part.name != "VEVENT" or "DTSTART" in part]
    for event in calendar.walk("VEVENT"):
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
