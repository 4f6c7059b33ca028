"""How many places of each hub are free for the whole of a time. Two queries, however many hubs, besides set-ups.

Free is what nobody has and what is open, as in the availability of one hub. The search asks more (`bookings.search`):
whether the hub's rules allow a booking of just this time, which programs see from the rules themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bookings import queries
from bookings.availability import Availability, Taken, longest_turnaround
from core.timespans import Interval
from hubs.models import Hub
from hubs.setup import Setup, open_intervals, setups_of


@dataclass(frozen=True, slots=True)
class FreeHub:
    """`free` of the hub's `total` places can be booked; `price_cents` is for the cheapest kind among them."""

    hub: Hub
    free: int
    total: int
    price_cents: int


def free_hubs(hubs: Sequence[Hub], start: datetime, end: datetime, kind: str | None, moment: datetime) -> list[FreeHub]:
    """Each of these hubs that has places of this kind (None: of any), whether or not one is free in [start, end)."""
    all_setups = setups_of(hubs)
    setups = {hub: all_setups[hub.id] for hub in hubs if all_setups[hub.id].of_kind(kind)}
    until = end + longest_turnaround(place for setup in setups.values() for place in setup.places)
    taken = queries.taken_by_space([hub.id for hub in setups], start, until, moment)
    return [_count(hub, setup, taken, start, end, kind, moment) for hub, setup in setups.items()]


def _count(
    hub: Hub,
    setup: Setup,
    taken: Taken,
    start: datetime,
    end: datetime,
    kind: str | None,
    moment: datetime,
) -> FreeHub:
    places = setup.of_kind(kind)
    there = Availability(hub, setup, open_intervals(hub, setup, start, end), taken, moment)
    free = [place for place in places if start >= moment and there.fits(place, Interval(start, end))]
    price = min(setup.price(kind, start, end) for kind in {place.kind for place in free or places})
    return FreeHub(hub, len(free), len(places), price)
