"""What people read whose locker was not emptied in time. No mail holds a code: mails are read by others, and kept."""

from bookings.mails import facts
from bookings.models import Booking
from core.outbox import Mail
from hubs.models import Hub
from members.models import Member


def overdue(booking: Booking, member: Member, hub: Hub, space: str) -> Mail:
    """The time is over, and nobody has noted that the locker is empty. Once for a booking."""
    return Mail(
        key=f"{booking.id.hex}:locker-overdue",
        to=member.email,
        locale=member.locale,
        template="locker-overdue",
        context={"name": member.name, "space": space, "phone": hub.phone or "", **facts(booking, hub)},
    )
