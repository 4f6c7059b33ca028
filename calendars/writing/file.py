"""A booking as a file for people's own calendars (RFC 5545). In a feed it is the same entry, with the same UID."""

from flask_babel import gettext as _
from icalendar import Calendar

from bookings.queries import BookingView
from calendars.writing import vtimezone
from calendars.writing.events import PRODUCT, EventFacts, event, uid_of


def of_one(view: BookingView, url: str) -> bytes:
    """The calendar file of one booking; the same UID each time, so that a newer file replaces the entry."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add_component(vtimezone.component(view.hub.time_zone))
    entry = event(_facts(view, url), status=view.status)
    entry.add("geo", (view.hub.lat, view.hub.lon))
    calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _facts(view: BookingView, url: str) -> EventFacts:
    booking, hub = view.booking, view.hub
    return EventFacts(
        uid=uid_of(booking.id),
        sequence=booking.sequence,
        changed_at=booking.changed_at,
        created_at=booking.created_at,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        zone=hub.time_zone,
        summary=booking.title or f"{view.space.name} – {hub.name}",
        location=", ".join(part for part in (hub.name, hub.address) if part),
        description=_("%(place)s at %(hub)s", place=view.space.name, hub=hub.name) + f"\n{url}",
        url=url,
    )
