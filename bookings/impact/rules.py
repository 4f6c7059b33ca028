"""Which ways out a hit booking has, and what the host has decided. Pure functions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from bookings.models import Booking
from hubs.setup import Place

MOVE, CANCEL, KEEP = "move", "cancel", "keep"
CLOSED, HOURS, BLOCKED, BROKEN, PUT_AWAY = "closed", "hours", "blocked", "broken", "put-away"
"""Why bookings have to give way."""
DELAY = timedelta(minutes=10)
"""How long the mails wait, so that all can be undone before anybody reads one."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A booking that has to give way, whose it is, and what can become of it."""

    booking: Booking
    space: str
    person: str
    is_guest: bool
    moves_to: Place | None
    ways: tuple[str, ...]

    @property
    def is_there(self) -> bool:
        """The person is checked in: what gives way then ends now, and is not cancelled."""
        return is_there(self.booking)

    @property
    def waits_for_hosts(self) -> bool:
        return self.booking.status == "requested"

    @property
    def key(self) -> str:
        """The booking as it is now: one that changed meanwhile is another hit."""
        booking = self.booking
        times = f"{booking.starts_at:%Y%m%d%H%M}-{booking.ends_at:%Y%m%d%H%M}"
        return f"{booking.id.hex}-{booking.space_id}-{times}-{booking.status}"


class Decisions(NamedTuple):
    """What a form says: a way for all, ways by booking id, and the keys of the hits that it showed."""

    for_all: str = ""
    by_id: Mapping[str, str] = {}
    seen: frozenset[str] = frozenset()

    def way_of(self, hit: Hit) -> str:
        """The way for this hit, "" when none is chosen that it has; one that was not shown is not decided."""
        way = self.by_id.get(hit.booking.id.hex) or self.for_all
        return way if way in hit.ways and hit.key in self.seen else ""


def decided(hits: Iterable[Hit], decisions: Decisions) -> dict[UUID, str] | None:
    """The way of each, or None while one is open."""
    ways = {hit.booking.id: decisions.way_of(hit) for hit in hits}
    return ways if all(ways.values()) else None


def ways(cause: str, booking: Booking, target: Place | None) -> tuple[str, ...]:
    """Nobody can move within a closed house. What does not take the place away lets those stay who are there; a place
    that is out of order may still do for somebody, which the host knows."""
    stays = cause in {HOURS, BROKEN} or (cause == CLOSED and is_there(booking))
    return (*([MOVE] if target else []), CANCEL, *([KEEP] if stays else []))


def is_there(booking: Booking) -> bool:
    """Whether somebody is checked in."""
    return booking.status == "checked_in"
