"""The mails about one booking, queued in the transaction of the action. Times go along in UTC with the hub's zone."""

from typing import Any

from bookings import rules
from bookings.invitations.facts import invitation
from bookings.models import Booking
from bookings.reminders import links
from core import outbox
from core.clock import now
from hubs.models import Hub
from hubs.setup import Place
from members.models import Member
from members.rules import wants

RECEIPT = "confirmation"
WITH_QUICK_LINK = frozenset({"booking-confirmed", "booking-moved"})


def booked(booking: Booking, member: Member, hub: Hub, place: Place) -> None:
    """Confirmed, or asked for. Like the next two a receipt for what members did themselves: not all want it."""
    if wants(member, RECEIPT):
        template = "booking-requested" if booking.status == "requested" else "booking-confirmed"
        about(template, booking, member, hub, place)


def moved(booking: Booking, member: Member, hub: Hub, place: Place) -> None:
    """Elsewhere now, or asked for anew."""
    if _is_told_of_a_change(booking, member):
        template = "booking-requested" if booking.status == "requested" else "booking-moved"
        about(template, booking, member, hub, place)


def cancelled(booking: Booking, member: Member, hub: Hub, place: Place) -> None:
    if _is_told_of_a_change(booking, member):
        about("booking-cancelled", booking, member, hub, place)


def cancelled_by_host(booking: Booking, member: Member, hub: Hub, place: Place, reason: str) -> None:
    """With the host's own words."""
    about("booking-cancelled-by-host", booking, member, hub, place, reason=reason)


def _is_told_of_a_change(booking: Booking, member: Member) -> bool:
    """Also who does without receipts, as long as they want calendar entries: theirs would go on telling how it was."""
    return wants(member, RECEIPT) or invitation(booking, member) is not None


def about(template: str, booking: Booking, member: Member, hub: Hub, place: Place, **more: Any) -> None:
    """Queue one of the mails about a booking; each template once for a state of it. `more` goes to the template.

    The state is known by `sequence`, which counts each change: two changes never have the same key, however fast they
    follow each other, and one that is tried again has the same.
    """
    if template in WITH_QUICK_LINK:
        more |= cancelling(booking, place)
    outbox.queue(
        occasion(template, booking),
        to=member.email,
        locale=member.locale,
        template=template,
        calendar=invitation(booking, member),
        name=member.name,
        space=place.name,
        **facts(booking, hub),
        **more,
    )


def occasion(what: str, booking: Booking) -> str:
    """A key of the outbox for `what` happened to a booking when it became as it is now."""
    return f"{booking.id.hex}:{what}:{booking.sequence}"


def cancelling(booking: Booking, place: Place) -> dict[str, str]:
    """Until when the booking can be cancelled, and the token of the link that does it; empty when it is too late."""
    until = rules.cancel_deadline(place.rules, booking.starts_at)
    if until <= now():
        return {"cancel_until": "", "cancel_token": ""}
    return {"cancel_until": until.isoformat(), "cancel_token": links.token(links.CANCEL, booking.id)}


def facts(booking: Booking, hub: Hub) -> dict[str, Any]:
    """What every mail about a booking says, but for whose it is and which place."""
    return {
        "booking_id": str(booking.id),
        "title": booking.title,
        "starts_at": booking.starts_at.isoformat(),
        "ends_at": booking.ends_at.isoformat(),
        "zone": hub.time_zone,
        "hub": hub.name,
        "hub_slug": hub.slug,
        "reply_to": hub.email or "",
        "address": hub.address,
        "price_cents": booking.price_cents,
    }
