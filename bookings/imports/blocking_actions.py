"""Blocking all that a calendar wants at once: it may be hundreds of times, and others wait to book."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import delete, insert

from bookings.blocking_actions import block
from bookings.errors import SlotTaken
from bookings.imports.models import OutsideCalendar
from bookings.models import Blocking
from bookings.place_actions import claim_rooms, insert_occupancy, rows_of
from core.db import db
from core.timespans import Interval
from hubs.models import Hub
from hubs.setup import Place

KIND = "calendar"
AT_ONCE = 200


def unblock_all(ids: Sequence[int]) -> None:
    """The database removes what they take."""
    for some in _parts(ids):
        db.session.execute(delete(Blocking).where(Blocking.id.in_(some)))


def block_all(hub: Hub, place: Place, calendar: OutsideCalendar, times: Sequence[Interval]) -> None:
    """What somebody else takes at this very moment is left out; the next reading sees it. Overtaken."""
    claim_rooms(hub, place)
    for some in _parts(times):
        try:
            with db.session.begin_nested():
                _block_together(hub, place, calendar, some)
        except SlotTaken:
            _block_one_by_one(hub, place, calendar, some)


def _block_together(hub: Hub, place: Place, calendar: OutsideCalendar, times: Sequence[Interval]) -> None:
    what: dict[str, Any] = {"hub_id": hub.id, "space_id": place.id, "kind": KIND}
    what |= {"reason": calendar.name, "calendar_id": calendar.id}
    values = [what | {"starts_at": time.start, "ends_at": time.end} for time in times]
    put = insert(Blocking).returning(Blocking.id, Blocking.starts_at, Blocking.ends_at)
    rows = db.session.execute(put, values).all()
    insert_occupancy([row | {"blocking_id": own} for own, *time in rows for row in rows_of(hub.id, place, *time)])


def _block_one_by_one(hub: Hub, place: Place, calendar: OutsideCalendar, times: Sequence[Interval]) -> None:
    """Holds that have run out give way."""
    for start, end in times:
        with suppress(SlotTaken), db.session.begin_nested():
            block(hub=hub, place=place, start=start, end=end, reason=calendar.name, kind=KIND, calendar_id=calendar.id)


def _parts(items: Sequence[Any]) -> list[Sequence[Any]]:
    return [items[first : first + AT_ONCE] for first in range(0, len(items), AT_ONCE)]
