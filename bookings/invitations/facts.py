"""What a mail takes along for its calendar part, and which mails have one."""

from typing import Any

from bookings.models import Booking
from hubs.models import Hub
from members.models import Member
from members.rules import wants


def invitation(booking: Booking, member: Member) -> dict[str, Any] | None:
    """For `outbox.queue(calendar=…)`, as the booking stands now; the rest is in the mail's context when it is sent.

    None for who does not want any, as long as nobody's calendar has the booking (a request waits for its yes), and
    for one that was cut short: it did take place.
    """
    if not wants(member, "invitation") or booking.status == "completed" or _was_only_asked_for(booking):
        return None
    return {**as_it_stands(booking), **_of_series(booking)}


def entry(booking: Booking, place_name: str, hub: Hub, member: Member) -> dict[str, Any] | None:
    """One of several bookings that a mail hands over as entries of a calendar; None as in `invitation`."""
    told = invitation(booking, member)
    if told is None:
        return None
    return {
        **told,
        "booking_id": str(booking.id),
        "starts_at": booking.starts_at.isoformat(),
        "ends_at": booking.ends_at.isoformat(),
        "title": booking.title,
        "space": place_name,
        "hub": hub.name,
        "address": hub.address,
        "zone": hub.time_zone,
    }


def as_it_stands(booking: Booking) -> dict[str, Any]:
    """The same of a booking by itself, whoever reads it."""
    return {
        "status": booking.status,
        "sequence": booking.sequence,
        "changed_at": booking.changed_at.isoformat(),
        "created_at": booking.created_at.isoformat(),
    }


def _of_series(booking: Booking) -> dict[str, str]:
    """By which calendars know a date of a series."""
    if booking.series_id is None or booking.series_at is None:
        return {}
    return {"series_id": str(booking.series_id), "series_at": booking.series_at.isoformat()}


def _was_only_asked_for(booking: Booking) -> bool:
    """A request that is moved has been in the calendar, or comes into it now, as tentative: it may have been
    confirmed before. `expires_at` stays when a request is declined or cancelled, and goes when it is approved."""
    answered = 0 if booking.status == "requested" else 1
    return booking.expires_at is not None and booking.sequence <= answered
