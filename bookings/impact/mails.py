"""The mails to those whose booking had to give way. They wait a while, so that all can be undone."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from bookings import confiding
from bookings.cover import paid_by_of
from bookings.impact.rules import DELAY
from bookings.invitations.facts import invitation
from bookings.mails import facts
from bookings.models import Booking
from bookings.slots import Booked
from core import outbox
from core.clock import local
from core.outbox import Mail
from hubs.models import Hub, Space
from hubs.setup import Place
from members.models import Member


def key_of(operation: str, booking_id: UUID) -> str:
    return f"impact:{operation}:{booking_id.hex}"


def moved(operation: str, hub: Hub, told: Iterable[tuple[Booked, Member, Space]], cause: str, reason: str) -> None:
    """To each whose booking now has the place beside it, and had the space. `cause`: `rules.BLOCKED` …; `reason` as the
    host wrote it, perhaps ""."""
    about, told = {"cause": cause, "reason": reason}, list(told)
    paid = paid_by_of([booking for (booking, _place), _member, _old in told])
    outbox.queue_all(
        [
            _mail(
                "booking-moved-by-hub",
                key_of(operation, booking.id),
                booking,
                member,
                hub,
                {"kind": old.kind, **_names(booking, place, old), **about, **paid.get(booking.id, {})},
            )
            for (booking, place), member, old in told
        ]
    )


def cancelled(operation: str, hub: Hub, told: Iterable[tuple[Booking, Member, Space]], cause: str, reason: str) -> None:
    """To each whose booking had the space; otherwise as `moved`."""
    about = {"cause": cause, "reason": reason}
    outbox.queue_all(
        [
            _mail(
                "booking-cancelled-by-hub",
                key_of(operation, booking.id),
                booking,
                member,
                hub,
                {"kind": space.kind, "space": confiding.place_name(booking, space), **about},
            )
            for booking, member, space in told
        ]
    )


def _names(booking: Booking, place: Place, old: Space) -> dict[str, str]:
    return {"space": confiding.place_name(booking, place), "old_space": confiding.place_name(booking, old)}


def _mail(template: str, key: str, booking: Booking, member: Member, hub: Hub, more: Mapping[str, str]) -> Mail:
    start, end = (local(moment, hub.time_zone) for moment in (booking.starts_at, booking.ends_at))
    when = {
        "day": start.date().isoformat(),
        "start": f"{start:%H:%M}",
        "end": f"{end:%H:%M}" if end.date() == start.date() else "24:00",
    }
    of_hub = {"village": hub.village, "phone": hub.phone or ""}
    return Mail(
        key,
        to=member.email,
        locale=member.locale,
        template=template,
        context={"name": member.name, **of_hub, **when, **facts(booking, hub), **more},
        after=DELAY,
        calendar=invitation(booking, member),
    )
