"""Book several places at once as members do, in a transaction of its own."""

from datetime import datetime
from typing import Any

from bookings.booked_for import BookedFor
from bookings.groups import actions
from bookings.groups.actions import WantedPlace
from bookings.models import Booking
from bookings.slots import Slot
from core.timespans import Interval
from core.transactions import transaction
from tests.support.booking import ELEVEN, NINE
from tests.support.house import House

ALL = ("Platz 1", "Platz 2", "Platz 3")


def book_group(
    home: House,
    names: tuple[str, ...] = ALL,
    start: datetime = NINE,
    end: datetime = ELEVEN,
    who: str = "anna@example.org",
    guests: dict[str, BookedFor] | None = None,
    **how: Any,
) -> list[Booking]:
    """`guests`: by the name of the place."""
    with home.here(who) as (member, hub, setup), transaction():
        places = [home.place(setup, name) for name in names]
        slots = [Slot(hub, setup, place, Interval(start, end)) for place in places]
        seats = [WantedPlace(slot, (guests or {}).get(name)) for slot, name in zip(slots, names, strict=True)]
        return actions.book_group(member=member, seats=seats, **how)
