"""A booking as an entry for people's own calendars (RFC 5545), with times in UTC."""

from collections.abc import Sequence

from flask_babel import gettext as _
from icalendar import Calendar, Event

from bookings.models import BookingEvent
from bookings.queries import BookingView

STATUS = {
    "requested": "TENTATIVE",
    "held": "TENTATIVE",
    "cancelled": "CANCELLED",
    "declined": "CANCELLED",
    "expired": "CANCELLED",
}


def of_one(view: BookingView, events: Sequence[BookingEvent], url: str) -> bytes:
    """The calendar file of one booking; the same UID each time, so that a newer file replaces the entry."""
    calendar = Calendar()
    calendar.add("prodid", "-//LEBENS-RAUM//bookings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_entry(view, events, url))
    return bytes(calendar.to_ical())


def _entry(view: BookingView, events: Sequence[BookingEvent], url: str) -> Event:
    booking, hub = view.booking, view.hub
    changed = events[-1].happened_at if events else booking.created_at
    entry = Event()
    entry.add("uid", f"{booking.id}@lebens-raum.invalid")
    entry.add("dtstamp", changed.replace(microsecond=0))
    entry.add("last-modified", changed.replace(microsecond=0))
    entry.add("sequence", max(0, len(events) - 1))
    entry.add("dtstart", booking.starts_at)
    entry.add("dtend", booking.ends_at)
    entry.add("summary", booking.title or f"{view.space.name} – {hub.name}")
    entry.add("location", ", ".join(part for part in (hub.name, hub.address) if part))
    entry.add("description", _("%(place)s at %(hub)s", place=view.space.name, hub=hub.name) + f"\n{url}")
    entry.add("geo", (hub.lat, hub.lon))
    entry.add("url", url)
    entry.add("status", STATUS.get(view.status, "CONFIRMED"))
    entry.add("transp", "OPAQUE")
    return entry
