"""Taking a space out of booking for a while, and keeping rooms and the desks in them apart."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bookings.errors import EndBeforeStart
from bookings.models import Blocking, Occupancy
from bookings.place_actions import expire_stale_holds, insert_occupancy, lock_rooms, rows_of, tell_freed
from core.clock import now
from core.db import db
from core.timespans import Interval
from hubs.models import Hub, Space
from hubs.setup import Place
from hubs.setup_errors import InvalidSetup


def block(
    *,
    hub: Hub,
    place: Place,
    start: datetime,
    end: datetime,
    reason: str = "",
    kind: str = "private",
    series: str | None = None,
    calendar_id: int | None = None,
) -> Blocking:
    """Nobody can book the place in [start, end). EndBeforeStart; SlotTaken when it is booked or blocked already.

    Those of one repetition share a `series`, those of an outside calendar its id; `kind` is one of the model's.
    """
    if end <= start:
        raise EndBeforeStart
    if len(reason) > 200:
        raise InvalidSetup("reason", "too-long", most=200)
    lock_rooms(hub, place)
    freed = expire_stale_holds([(place, Interval(start, end))])
    blocking = Blocking(
        hub_id=hub.id,
        space_id=place.id,
        starts_at=start,
        ends_at=end,
        reason=reason.strip(),
        kind=kind,
        series=series,
        calendar_id=calendar_id,
    )
    db.session.add(blocking)
    db.session.flush()
    insert_occupancy([row | {"blocking_id": blocking.id} for row in rows_of(hub.id, place, start, end)])
    tell_freed(freed)
    return blocking


def unblock(*, blocking: Blocking) -> None:
    """The place can be booked again; the database removes the rows of occupancy with the blocking."""
    db.session.delete(blocking)
    db.session.flush()


def take_with_room(space: Space) -> None:
    """A desk has come into a room: whatever takes the room from now on takes the desk too, or SlotTaken.

    It takes the room's turn (see `place_actions.lock_rooms`), so that no booking and no cancellation is overlooked.
    """
    db.session.execute(select(Space.id).where(Space.id == space.room_id).with_for_update(key_share=True))
    of_room = select(Occupancy).where(Occupancy.space_id == space.room_id, Occupancy.ends_at > now())
    here = select(Occupancy.booking_id, Occupancy.blocking_id).where(Occupancy.space_id == space.id)
    known: set[UUID | int | None] = {booking or blocking for booking, blocking in db.session.execute(here)}
    rows = [_the_same_for(space, row) for row in db.session.scalars(of_room)]
    missing = [row for row in rows if (row["booking_id"] or row["blocking_id"]) not in known]
    if missing:
        insert_occupancy(missing)


def _the_same_for(space: Space, row: Occupancy) -> dict[str, Any]:
    same = ("hub_id", "starts_at", "ends_at", "booking_id", "blocking_id", "expires_at")
    return {"space_id": space.id} | {name: getattr(row, name) for name in same}
