"""Which free place a booking may get instead of its own. Pure functions."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from bookings.availability import is_taken
from bookings.models import Booking
from core.timespans import Interval
from hubs.setup import Place


def targets(
    bookings: Sequence[Booking],
    known: Mapping[int, Place],
    places: Sequence[Place],
    taken: dict[int, list[Interval]],
    avoid: Collection[int],
) -> dict[UUID, Place]:
    """A free place of the same kind and time for as many as possible, in the order of `bookings`, each place once.

    `known` has the places where they are, `taken` what is taken by space; places that take one of `avoid` are out.
    """
    taken = {space_id: list(rows) for space_id, rows in taken.items()}
    offered = [place for place in places if not set(place.takes) & set(avoid)]
    found: dict[UUID, Place] = {}
    for booking in bookings:
        target = _best(booking, known.get(booking.space_id), offered, taken)
        if target:
            found[booking.id] = target
            for space_id in target.takes:
                taken.setdefault(space_id, []).append(Interval(booking.starts_at, booking.ends_at + target.turnaround))
    return found


def _best(
    booking: Booking, now_at: Place | None, offered: Sequence[Place], taken: dict[int, list[Interval]]
) -> Place | None:
    """The one that lacks least of what the old place has, and is large enough."""
    if now_at is None:
        return None
    fitting = [
        place
        for place in offered
        if place.kind == now_at.kind
        and place.id != now_at.id
        and place.capacity >= now_at.capacity
        and not is_taken(place, taken, Interval(booking.starts_at, booking.ends_at))
    ]
    lacking = {place: len(set(now_at.features) - set(place.features)) for place in fitting}
    return min(fitting, key=lambda place: lacking[place], default=None)
