"""What a reminder says."""

from collections.abc import Mapping

from bookings import confiding, rules
from bookings.mails import cancelling, facts
from bookings.models import Booking
from bookings.reminders import links
from core import outbox
from hubs.models import Hub
from hubs.setup import Place
from members.links import unsubscribe_path
from members.models import Member

TEMPLATE = "booking-reminder"


def reminder(
    key: str, booking: Booking, member: Member, hub: Hub, place: Place, told: Mapping[str, str]
) -> outbox.Mail:
    """Not sent any more once the booking has begun. `told`: how it is paid."""
    return outbox.Mail(
        key=key,
        to=member.email,
        locale=member.locale,
        template=TEMPLATE,
        stale_at=booking.starts_at,
        unsubscribe=unsubscribe_path(member.id, "reminder"),
        context={
            "name": member.name,
            "space": confiding.place_name(booking, place),
            "lat": hub.lat,
            "lon": hub.lon,
            "phone": hub.phone or "",
            "check_in_from": rules.check_in_opens(place.rules, booking.starts_at).isoformat(),
            "check_in_token": links.token(links.CHECK_IN, booking.id),
            **cancelling(booking, place),
            **facts(booking, hub),
            **told,
        },
    )
