"""The mail about a booking that the hosts have cancelled."""

from bookings.models import Booking
from core import outbox
from hubs.models import Hub
from hubs.setup import Place
from members.models import Member


def cancelled_by_hosts(booking: Booking, member: Member, hub: Hub, place: Place, reason: str) -> None:
    template = "booking-cancelled-by-hosts"
    outbox.queue(
        f"{booking.id.hex}:{template}:once",
        to=member.email,
        locale=member.locale,
        template=template,
        name=member.name,
        title=booking.title,
        starts_at=booking.starts_at.isoformat(),
        ends_at=booking.ends_at.isoformat(),
        zone=hub.time_zone,
        hub=hub.name,
        hub_slug=hub.slug,
        address=hub.address,
        space=place.name,
        reason=reason,
    )
