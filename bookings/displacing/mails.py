"""The mails to those whose booking had to give way. They wait a while, so that all can be undone."""

from typing import Any
from uuid import UUID

from bookings.displacing.rules import DELAY
from bookings.invitations.facts import invitation
from bookings.mails import facts
from bookings.models import Booking
from core import outbox
from core.clock import local
from hubs.models import Hub
from members.models import Member


def key_of(operation: str, booking_id: UUID) -> str:
    return f"displaced:{operation}:{booking_id.hex}"


def moved(operation: str, booking: Booking, member: Member, hub: Hub, **more: Any) -> None:
    """`more`: kind, space, old_space, cause (`rules.BLOCKED` …) and the reason as the host wrote it, perhaps ""."""
    _queue("booking-moved-by-hub", operation, booking, member, hub, **more)


def cancelled(operation: str, booking: Booking, member: Member, hub: Hub, **more: Any) -> None:
    """`more` as for `moved`, without old_space."""
    _queue("booking-cancelled-by-hub", operation, booking, member, hub, **more)


def _queue(template: str, operation: str, booking: Booking, member: Member, hub: Hub, **more: Any) -> None:
    start, end = (local(moment, hub.time_zone) for moment in (booking.starts_at, booking.ends_at))
    outbox.queue(
        key_of(operation, booking.id),
        to=member.email,
        locale=member.locale,
        template=template,
        after=DELAY,
        calendar=invitation(booking, member),
        name=member.name,
        village=hub.village,
        phone=hub.phone or "",
        day=start.date().isoformat(),
        start=f"{start:%H:%M}",
        end=f"{end:%H:%M}" if end.date() == start.date() else "24:00",
        **facts(booking, hub),
        **more,
    )
