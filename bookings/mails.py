"""The mails about one booking, queued in the transaction of the action. Times go along in UTC with the hub's zone."""

from typing import Any

from bookings.invitations.facts import invitation
from bookings.models import Booking
from core import outbox
from core.clock import now
from hubs.models import Hub
from hubs.setup import Place
from members.models import Member


def booked(booking: Booking, member: Member, hub: Hub, place: Place) -> None:
    """Confirmed, or asked for."""
    template = "booking-requested" if booking.status == "requested" else "booking-confirmed"
    about(template, "once", booking, member, hub, place)


def moved(booking: Booking, member: Member, hub: Hub, place: Place) -> None:
    """Elsewhere now, or asked for anew."""
    template = "booking-requested" if booking.status == "requested" else "booking-moved"
    about(template, now().isoformat(), booking, member, hub, place)


def cancelled(booking: Booking, member: Member, hub: Hub, place: Place) -> None:
    about("booking-cancelled", "once", booking, member, hub, place)


def cancelled_by_host(booking: Booking, member: Member, hub: Hub, place: Place, reason: str) -> None:
    """With the host's own words."""
    about("booking-cancelled-by-host", "once", booking, member, hub, place, reason=reason)


def about(template: str, occasion: str, booking: Booking, member: Member, hub: Hub, place: Place, **more: Any) -> None:
    """Queue one of the mails about a booking; each template once for an `occasion`. `more` goes to the template."""
    outbox.queue(
        f"{booking.id.hex}:{template}:{occasion}",
        to=member.email,
        locale=member.locale,
        template=template,
        calendar=invitation(booking, member),
        name=member.name,
        space=place.name,
        **facts(booking, hub),
        **more,
    )


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
        "address": hub.address,
        "price_cents": booking.price_cents,
    }
