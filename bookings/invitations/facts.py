"""What a mail takes along for its calendar part, and which mails have one."""

from typing import Any

from bookings.models import Booking
from members.models import Member
from members.rules import wants


def invitation(booking: Booking, member: Member) -> dict[str, Any] | None:
    """For `outbox.queue(calendar=…)`, as the booking stands now; the rest is in the mail's context when it is sent.

    None for who does not want any, as long as nobody's calendar has the booking (a request waits for its yes), and
    for one that was cut short: it did take place.
    """
    if not wants(member, "invitation") or booking.status == "completed" or _was_only_asked_for(booking):
        return None
    return {
        "status": booking.status,
        "sequence": booking.sequence,
        "changed_at": booking.changed_at.isoformat(),
        "created_at": booking.created_at.isoformat(),
        **_of_series(booking),
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
