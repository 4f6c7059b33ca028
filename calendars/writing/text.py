"""A whole calendar as text. An entry is written once and then kept: of a thousand bookings mostly one has changed."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Calendar, vDuration, vText
from icalendar.parser import Contentline

from calendars.writing import vtimezone
from calendars.writing.events import PRODUCT, STATUS, EventFacts, bounds_of, event, texts_of, transparency
from core.clock import local
from core.formats import DEFAULT_ZONE

KEPT = 12_288
"""Entries in memory: at most some 23 MB in a process."""

REFRESH = timedelta(minutes=15)
END = b"END:VCALENDAR\r\n"


def calendar(name: str, about: str, facts: Iterable[tuple[EventFacts, str]]) -> bytes:
    """The entries with their statuses; each zone among them is described once, before them.

    A feed has no METHOD: that belongs to what is sent from one to another (RFC 5546), and would ask for an ORGANIZER.
    """
    entries = list(facts)
    zones = {entry.zone for entry, _status in entries} or {DEFAULT_ZONE}
    head = _head(name, about, tuple(sorted(zones)))
    return b"".join([head, *(written(entry, status) for entry, status in entries), END])


@lru_cache(maxsize=KEPT)
def written(facts: EventFacts, status: str) -> bytes:
    """The entry's lines. Whoever changes anything in it asks for another one, so nothing goes stale.

    They are those of `event(…).to_ical()` to the letter, which takes ten times as long.
    """
    if facts.organizer or facts.attendee:
        return bytes(event(facts, status=status).to_ical())
    told, texts = STATUS[status], texts_of(facts)
    lines = (
        "BEGIN:VEVENT",
        _text("SUMMARY", texts.get("summary")),
        *map(_time, ("DTSTART", "DTEND"), bounds_of(facts)),
        _time("DTSTAMP", facts.changed_at.astimezone(UTC)),
        _fold("UID", facts.uid),
        _time("RECURRENCE-ID", local(facts.stands_for, facts.zone)) if facts.stands_for else "",
        f"SEQUENCE:{facts.sequence}",
        _fold("RRULE", facts.rule) if facts.rule else "",
        _left_out(facts),
        _time("CREATED", facts.created_at.astimezone(UTC)),
        _text("DESCRIPTION", texts.get("description")),
        _time("LAST-MODIFIED", facts.changed_at.astimezone(UTC)),
        _text("LOCATION", texts.get("location")),
        f"STATUS:{told}",
        f"TRANSP:{transparency(told)}",
        _fold("URL", facts.url) if facts.url else "",
        "END:VEVENT\r\n",
    )
    return "\r\n".join(filter(None, lines)).encode()


def _left_out(facts: EventFacts) -> str:
    if not facts.left_out:
        return ""
    moments = ",".join(f"{local(moment, facts.zone):%Y%m%dT%H%M%S}" for moment in facts.left_out)
    return str(Contentline(f"EXDATE;TZID={facts.zone}:{moments}").to_ical().decode())  # type: ignore[no-untyped-call]


def _time(name: str, moment: date) -> str:
    if not isinstance(moment, datetime):
        return f"{name};VALUE=DATE:{moment:%Y%m%d}"
    zone = moment.tzinfo
    if isinstance(zone, ZoneInfo) and zone.key != "UTC":
        return f"{name};TZID={zone.key}:{moment:%Y%m%dT%H%M%S}"
    return f"{name}:{moment:%Y%m%dT%H%M%S}Z"


@lru_cache(maxsize=4096)
def _text(name: str, text: str | None) -> str:
    """Escaped; the place, for one, is the same in very many entries."""
    return _fold(name, vText(text).to_ical().decode()) if text else ""


def _fold(name: str, value: str) -> str:
    return str(Contentline(f"{name}:{value}").to_ical().decode())  # type: ignore[no-untyped-call]


@lru_cache(maxsize=512)
def _head(name: str, about: str, zones: tuple[str, ...]) -> bytes:
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", PRODUCT)
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", name)
    made.add("x-wr-caldesc", about)
    made.add("x-wr-timezone", zones[0])
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(REFRESH).to_ical().decode())  # type: ignore[no-untyped-call]
    for zone in zones:
        made.add_component(vtimezone.component(zone))
    return bytes(made.to_ical()).removesuffix(END)
