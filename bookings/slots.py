"""The values with which bookings are made and changed: where and when, and a booking with its place."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from bookings import confiding
from bookings.models import Booking
from core.timespans import Interval
from hubs.models import Hub
from hubs.rules import Rules
from hubs.setup import Place, Setup


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of a hub from–until (without turnaround): what one books or moves to, and asks the price of."""

    hub: Hub
    setup: Setup
    place: Place
    span: Interval

    @property
    def rules(self) -> Rules:
        """Those that hold for the place."""
        return self.place.rules

    @property
    def price_cents(self) -> int:
        """By the hub's tariffs, gross, for a member who belongs to no group."""
        return self.price_for(None)

    def price_for(self, group: str | None) -> int:
        """The same for a member of this group of the operator's."""
        return self.setup.price(self.place, *self.span, group)

    def at(self, place: Place) -> "Slot":
        """The same time at another place of the hub."""
        return replace(self, place=place)


def slots_at(hub: Hub, setup: Setup, places: list[Place], span: Interval) -> list[Slot]:
    """Each of these places of the hub at the same time."""
    return [Slot(hub, setup, place, span) for place in places]


class Booked(NamedTuple):
    """A booking and the place that it has, or had, or is to have."""

    booking: Booking
    place: Place

    @property
    def place_name(self) -> str:
        """What the place is called wherever the booking is told."""
        return confiding.place_name(self.booking, self.place)


class Move(NamedTuple):
    """A booking and where it is to go: a slot of the same hub."""

    booking: Booking
    slot: Slot

    def is_done(self, moment: datetime) -> bool:
        """Whether the booking is there already, and not over."""
        booking, slot = self
        here = (booking.space_id, booking.starts_at, booking.ends_at) == (slot.place.id, *slot.span)
        return here and booking.is_occupying and moment < booking.ends_at
