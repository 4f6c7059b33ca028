"""What hosts do with a person's bookings in their hub. Flushes and never commits."""

from collections.abc import Iterable
from uuid import UUID

from bookings import mails, signals
from bookings.models import Booking
from bookings.people import queries
from bookings.place_actions import claim_rooms, free
from bookings.step_actions import step
from core.clock import now
from hubs.models import Hub, Space
from hubs.setup import Setup, place_of
from members.models import Member

LONGEST_WHY = 200


def cancel_coming(
    *, hub: Hub, setup: Setup, member: Member, keys: Iterable[UUID], actor: Member, reason: str
) -> list[Booking]:
    """Cancel those of the person's coming bookings in the hub that are named, whatever the deadline; a mail each.

    What has been checked in stays: the person is there. Returns what was cancelled.
    """
    chosen = queries.chosen_of(hub.id, member.id, keys, now())
    return [
        _cancel(hub, setup, booking, space, member, actor, reason)
        for booking, space in chosen
        if booking.status != "checked_in"
    ]


def _cancel(
    hub: Hub, setup: Setup, booking: Booking, space: Space, member: Member, actor: Member, reason: str
) -> Booking:
    place = place_of(setup, space)
    claim_rooms(hub, place)
    step(booking, "cancelled", actor, reason[:LONGEST_WHY])
    free(booking)
    mails.cancelled_by_host(booking, member, hub, place, reason)
    signals.cancelled.send(booking)
    return booking
