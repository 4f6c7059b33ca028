"""A whole calendar as text. An entry is written once and then kept: of a thousand bookings mostly one has changed."""

from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache

from icalendar import Calendar, vDuration

from bookings.feeds.events import PRODUCT, EventFacts, event
from core import vtimezone
from core.formats import DEFAULT_ZONE

KEPT = 16_384
"""Entries in memory: some 15 MB in a process."""

REFRESH = timedelta(minutes=15)
END = b"END:VCALENDAR\r\n"


def calendar(name: str, about: str, facts: Iterable[tuple[EventFacts, str]]) -> bytes:
    """The entries with their statuses; each zone among them is described once, before them."""
    entries = list(facts)
    zones = {entry.zone for entry, _status in entries} or {DEFAULT_ZONE}
    head = _head(name, about, tuple(sorted(zones)))
    return b"".join([head, *(written(entry, status) for entry, status in entries), END])


@lru_cache(maxsize=KEPT)
def written(facts: EventFacts, status: str) -> bytes:
    """The entry's lines. Whoever changes anything in it asks for another one, so nothing goes stale."""
    return bytes(event(facts, status=status).to_ical())


@lru_cache(maxsize=512)
def _head(name: str, about: str, zones: tuple[str, ...]) -> bytes:
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", PRODUCT)
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-caldesc", about)
    made.add("x-wr-timezone", zones[0])
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(REFRESH).to_ical().decode())
    for zone in zones:
        made.add_component(vtimezone.component(zone))
    return bytes(made.to_ical()).removesuffix(END)
