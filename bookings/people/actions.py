"""What hosts do with a person's bookings in their hub. Flushes and never commits."""

from collections.abc import Iterable
from uuid import UUID

from bookings import actions
from bookings.models import Booking
from bookings.people import queries
from bookings.slots import Booked
from core.clock import now
from hubs.models import Hub
from hubs.setup import Setup, place_of
from members.models import Member


def cancel_coming(
    *, hub: Hub, setup: Setup, member: Member, keys: Iterable[UUID], actor: Member, reason: str
) -> list[Booking]:
    """Cancel those of the person's coming bookings in the hub that are named, whatever the deadline; a mail each.

    What has been checked in stays: the person is there. Returns what was cancelled.
    """
    moment = now()
    chosen = queries.chosen_of(hub.id, member.id, keys, moment)
    going = [(booking, space) for booking, space in chosen if queries.can_be_cancelled(booking, moment)]
    booked = [Booked(booking, place_of(setup, space)) for booking, space in going]
    actions.cancel_by_host(booked=booked, host=actor, hub=hub, reason=reason)
    return [booking for booking, _space in going]
