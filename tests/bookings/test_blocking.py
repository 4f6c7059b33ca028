"""Blockings take a space like bookings; a desk that comes into a room is taken whenever the room is."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import func, select

from bookings import actions, blocking_actions
from bookings.errors import EndBeforeStart, SlotTaken
from bookings.models import Occupancy
from bookings.slots import Slot
from core.db import db
from core.timespans import Interval
from hubs import actions as hub_actions
from hubs.models import Hub, Space
from hubs.setup import Place, setup_of
from hubs.setup_errors import InvalidSetup
from hubs.setup_rules import SpaceValues
from tests.support import district

DAY = date(2026, 11, 25)
NINE, TEN, ELEVEN, NOON = (district.at(DAY, clock) for clock in ("09:00", "10:00", "11:00", "12:00"))


@pytest.fixture
def hub(db_session: Any) -> Any:
    with time_machine.travel(datetime(2026, 11, 24, 6, 30, tzinfo=UTC), tick=False):
        yield district.hub("dorf", desks=2)


def place(hub: Hub, name: str) -> Place:
    return next(place for place in setup_of(hub).places if place.name == name)


def book(hub: Hub, name: str, start: datetime, end: datetime) -> None:
    email = f"{name}-{start:%H}-{end:%H}@example.org".replace(" ", "").lower()
    slot = Slot(hub, setup_of(hub), place(hub, name), Interval(start, end))
    actions.book(member=district.member(email), slot=slot)


def test_blocked_space_cannot_be_booked_and_its_neighbour_can(hub: Hub) -> None:
    blocking_actions.block(hub=hub, place=place(hub, "Desk 1"), start=TEN, end=NOON, reason="Repair")
    with pytest.raises(SlotTaken):
        book(hub, "Desk 1", NINE, ELEVEN)
    book(hub, "Desk 1", NINE, TEN)
    book(hub, "Desk 2", TEN, NOON)


def test_booked_space_cannot_be_blocked(hub: Hub) -> None:
    book(hub, "Desk 1", TEN, NOON)
    with pytest.raises(SlotTaken):
        blocking_actions.block(hub=hub, place=place(hub, "Desk 1"), start=ELEVEN, end=NOON)


def test_blocking_of_a_week_takes_rows_of_a_day(hub: Hub) -> None:
    blocking_actions.block(hub=hub, place=place(hub, "Desk 1"), start=NINE, end=NINE + timedelta(days=7))
    rows = db.session.scalars(select(Occupancy)).all()
    assert len(rows) == 7
    assert max(row.ends_at - row.starts_at for row in rows) == timedelta(days=1)


def test_unblocked_space_can_be_booked(hub: Hub) -> None:
    blocking = blocking_actions.block(hub=hub, place=place(hub, "Desk 1"), start=TEN, end=NOON)
    blocking_actions.unblock(blocking=blocking)
    book(hub, "Desk 1", TEN, NOON)


def test_blocking_that_ends_before_it_starts_is_refused(hub: Hub) -> None:
    with pytest.raises(EndBeforeStart):
        blocking_actions.block(hub=hub, place=place(hub, "Desk 1"), start=NOON, end=NOON)


def test_blocking_with_a_long_reason_is_refused(hub: Hub) -> None:
    with pytest.raises(InvalidSetup) as refused:
        blocking_actions.block(hub=hub, place=place(hub, "Desk 1"), start=TEN, end=NOON, reason="x" * 201)
    assert refused.value.field == "reason"


def test_blocked_room_takes_the_desks_in_it(hub: Hub) -> None:
    room = _room(hub)
    hub_actions.create_space(hub=hub, values=SpaceValues(name="Inside", kind="desk", room_id=room.id))
    blocking_actions.block(hub=hub, place=place(hub, "Room"), start=TEN, end=NOON)
    with pytest.raises(SlotTaken):
        book(hub, "Inside", TEN, ELEVEN)


def test_desk_put_into_a_booked_room_is_taken_with_it(hub: Hub) -> None:
    room = _room(hub)
    book(hub, "Room", TEN, NOON)
    desk = hub_actions.create_space(hub=hub, values=SpaceValues(name="Inside", kind="desk", room_id=room.id))
    assert _rows(desk) == _rows(room) == 1
    with pytest.raises(SlotTaken):
        book(hub, "Inside", TEN, ELEVEN)
    book(hub, "Inside", NINE, TEN)


def test_desk_that_comes_back_into_its_room_is_taken_when_the_room_is(hub: Hub) -> None:
    room = _room(hub)
    values = SpaceValues(name="Inside", kind="desk", room_id=room.id)
    desk = hub_actions.create_space(hub=hub, values=values)
    book(hub, "Room", NINE, TEN)
    hub_actions.put_away(hub=hub, space=desk)
    book(hub, "Room", TEN, NOON)
    hub_actions.update_space(hub=hub, space=desk, values=values)
    assert _rows(desk) == _rows(room) == 2


def test_desk_comes_not_back_into_a_room_that_is_booked_over_its_own_booking(hub: Hub) -> None:
    room = _room(hub)
    values = SpaceValues(name="Inside", kind="desk", room_id=room.id)
    desk = hub_actions.create_space(hub=hub, values=values)
    book(hub, "Inside", TEN, ELEVEN)
    hub_actions.put_away(hub=hub, space=desk)
    book(hub, "Room", TEN, NOON)
    with pytest.raises(SlotTaken):
        hub_actions.update_space(hub=hub, space=desk, values=values)


def _room(hub: Hub) -> Space:
    return hub_actions.create_space(hub=hub, values=SpaceValues(name="Room", kind="room", capacity=8))


def _rows(space: Space) -> int:
    return db.session.scalars(select(func.count()).where(Occupancy.space_id == space.id)).one()
