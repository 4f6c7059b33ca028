"""Which free place a booking may get instead of its own. Pure functions."""

from collections.abc import Callable, Collection, Mapping, Sequence
from uuid import UUID

from bookings.availability import Availability
from bookings.models import Booking
from core.timespans import Interval
from hubs.setup import Place

MayHave = Callable[[Booking, Place], bool]
"""Whether whose booking it is may use the place at its time."""


def targets(
    bookings: Sequence[Booking],
    known: Mapping[int, Place],
    places: Sequence[Place],
    there: Availability,
    avoid: Collection[int],
    may_have: MayHave,
) -> dict[UUID, Place]:
    """A free place of the same kind and time for as many as possible, in the order of `bookings`, each place once.

    `known` has the places where they are; `there`, which is given away from, what is taken; places that take one of
    `avoid` are out.
    """
    offered = [place for place in places if not set(place.takes) & set(avoid)]
    found: dict[UUID, Place] = {}
    for booking in bookings:
        allowed = [place for place in offered if may_have(booking, place)]
        target = _best(booking, known.get(booking.space_id), allowed, there)
        if target:
            found[booking.id] = target
            there.give(target, Interval(booking.starts_at, booking.ends_at))
    return found


def _best(booking: Booking, now_at: Place | None, offered: Sequence[Place], there: Availability) -> Place | None:
    """The one that lacks least of what the old place has, and is large enough."""
    if now_at is None:
        return None
    fitting = [
        place
        for place in offered
        if place.kind == now_at.kind
        and place.id != now_at.id
        and place.is_confidential == booking.is_confidential
        and place.capacity >= now_at.capacity
        and not there.is_taken(place, Interval(booking.starts_at, booking.ends_at))
    ]
    lacking = {place: len(set(now_at.features) - set(place.features)) for place in fitting}
    return min(fitting, key=lambda place: lacking[place], default=None)
