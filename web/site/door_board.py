"""What a door sign shows: no more than its hosts allow. Never titles and notes; names only with their yes."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bookings import availability
from bookings.door import queries
from bookings.door.queries import DoorEntry, Sign
from core.clock import day_bounds, local
from hubs.models import Hub
from hubs.rules import LOCKER
from hubs.setup import Place, setup_of
from web.site.hub_words import OpenStatus, status
from web.site.scan_page import End, choices

MOST_FREE, MOST_NEXT = 8, 4
"""More does not fit on a tablet in letters that can be read from three metres."""


class Free(NamedTuple):
    """A place that is free now, and until when it can be taken."""

    place: Place
    until: datetime


@dataclass
class DoorBoard:
    """A hub or a space at a moment. Without a `place` it is about those of the hub that anybody may sit down at: no
    lockers, and nothing that needs an induction. `running` is who has the space now, `coming` what is taken next."""

    hub: Hub
    place: Place | None
    moment: datetime
    status: OpenStatus
    free: list[Free]
    total: int
    running: DoorEntry | None
    coming: list[DoorEntry]
    names: dict[int, str]
    can_book: bool
    has_lockers: bool
    free_from: datetime | None = None

    @property
    def more_free(self) -> int:
        """How many free places are not named."""
        return max(0, len(self.free) - MOST_FREE)

    @property
    def is_taken(self) -> bool:
        return self.status.is_open and not self.free


def board_of(found: Sign, moment: datetime) -> DoorBoard | None:
    """None when the sign's space is no longer offered."""
    hub, setup = found.hub, setup_of(found.hub)
    place = setup.by_id.get(found.space.id) if found.space else None
    if found.space and place is None:
        return None
    places = [place] if place else [one for one in setup.places if one.kind != LOCKER and not one.needs]
    there = availability.look_now(hub, setup, moment)
    free = [Free(one, until) for one in places if (until := there.until(one))]
    midnight = day_bounds(local(moment, hub.time_zone).date(), hub.time_zone).end
    tonight = max(midnight, there.closes or midnight)
    entries = queries.entries(hub, place, moment, with_names=found.sign.shows_names, until=tonight)
    board = DoorBoard(
        hub=hub,
        place=place,
        moment=moment,
        status=status(hub, setup, moment),
        free=free,
        total=len(places),
        running=next((entry for entry in entries if entry.start <= moment), None),
        coming=[entry for entry in entries if entry.start > moment][:MOST_NEXT],
        names={one.id: one.told_name for one in setup.places},
        can_book=bool(found.sign.pin_hash) and bool(free),
        has_lockers=setup.has_lockers and (place is None or place.kind == "locker"),
    )
    if place and not free:
        again = there.again(place)
        board.free_from = again.start if again else None
    return board


def place_and_ends(found: Sign, space_id: int | None, moment: datetime) -> tuple[Place, tuple[End, ...]] | None:
    """A place of the sign, with until when it can be taken now; None for a place that is not the sign's."""
    setup = setup_of(found.hub)
    place = setup.by_id.get(found.space.id if found.space else space_id or 0)
    if place is None:
        return None
    there = availability.look_now(found.hub, setup, moment)
    free = there.now(place)
    return place, choices(there, place, free) if free else ()
