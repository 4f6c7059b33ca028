"""How many places of each hub are free for the whole of a time. Two queries, however many hubs, besides set-ups.

Free is what nobody has and what is open, as in the availability of one hub. The search asks more (`bookings.search`):
whether the hub's rules allow a booking of just this time, which programs see from the rules themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bookings import availability
from bookings.availability import Availability
from core.timespans import Interval
from hubs.models import Hub
from hubs.setup import setups_of


@dataclass(frozen=True, slots=True)
class FreeHub:
    """`free` of the hub's `total` places can be booked; `price_cents` is for the cheapest among them."""

    hub: Hub
    free: int
    total: int
    price_cents: int


def free_hubs(hubs: Sequence[Hub], start: datetime, end: datetime, kind: str | None, moment: datetime) -> list[FreeHub]:
    """Each of these hubs that has places of this kind (None: of any), whether or not one is free in [start, end)."""
    all_setups, span = setups_of(hubs), Interval(start, end)
    setups = {hub: all_setups[hub.id] for hub in hubs if all_setups[hub.id].any_of(kind)}
    taken = availability.taken_in({hub.id: setup for hub, setup in setups.items()}, *span, moment)
    return [_count(availability.among(hub, setup, *span, taken, moment), kind, span) for hub, setup in setups.items()]


def _count(there: Availability, kind: str | None, span: Interval) -> FreeHub:
    places = there.setup.any_of(kind)
    free = [place for place in places if span.start >= there.moment and there.fits(place, span)]
    price = there.setup.lowest_price(free or places, *span)
    return FreeHub(there.hub, len(free), len(places), price)
