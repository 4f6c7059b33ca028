"""Months of what people really do (book, move, cancel, check in and out, walk in), of closures and blockings, over both
clock changes: what is counted afterwards equals a recount from the rows of the database, minute by minute."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from bookings import actions, blocking_actions, moving_actions
from bookings.errors import SlotTaken
from bookings.models import Blocking, Booking
from bookings.slots import Slot
from bookings.today import actions as today_actions
from core.clock import now, today
from core.db import db
from core.errors import DomainError
from core.timespans import Interval
from core.transactions import transaction
from district import jobs
from hubs import actions as hub_actions
from hubs.models import Closure, Hub, Space
from hubs.queries import any_hub
from hubs.setup import Place as Spot
from hubs.setup import setup_of
from members.models import Member
from tests.district import worlds
from tests.district.recount import MINUTE, ZONE, Place, Stay, World, recount
from tests.oracle import Rule, text_of
from tests.support import places

RULES = (Rule(((0, 10 * 60), (14 * 60, 22 * 60)), (0, 1, 2, 3, 4, 5, 6)), Rule(((8 * 60, 12 * 60),), holidays=True))
SLUG = "coppenbruegge"
QUARTER = timedelta(minutes=15)


@pytest.fixture(params=["2026-03-27", "2026-10-23"])
def clock(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Two days before a clock change."""
    with time_machine.travel(datetime.fromisoformat(f"{request.param}T00:00:00+00:00"), tick=False) as traveller:
        yield traveller


@pytest.fixture
def hub_id(app: Flask, clock: Any) -> int:
    rules = {"grid_minutes": 15, "min_minutes": 15, "max_minutes": 720, "max_active": 0, "notice_minutes": 0}
    with app.app_context(), transaction():
        hub = places.a_hub(SLUG, 2, rules, opening_hours=text_of(RULES), marks_no_shows=True, created_at=now())
        room = places.a_space(hub, "Room", "room", turnaround_minutes=15)
        for n in range(2):
            places.a_space(hub, f"Desk in the room {n}", room_id=room.id)
        for n in range(5):
            places.a_member(f"m{n}@example.org")
        return hub.id


class Life:
    """Chance decides who does what; what is not allowed just does not happen."""

    def __init__(self, app: Flask, chance: Random) -> None:
        self.app, self.chance, self.done = app, chance, 0

    def something(self) -> None:
        what = self.chance.choice(
            (
                *(self.book,) * 6,
                *(self.move,) * 2,
                self.cancel,
                self.arrive,
                self.leave,
                self.walk_in,
                self.block,
                self.close,
                self.stay_away,
            )
        )
        with self.app.app_context():
            try:
                with transaction():
                    what()
                self.done += 1
            except DomainError:
                pass

    def hub(self) -> Hub:
        hub = any_hub(SLUG)
        assert hub is not None
        return hub

    def times(self, most: int = 40) -> tuple[datetime, datetime]:
        base = now().replace(minute=0, second=0, microsecond=0)
        start = base + self.chance.randrange(0, 96) * QUARTER
        return start, start + self.chance.randrange(1, most) * QUARTER

    def place(self) -> Spot:
        return self.chance.choice(setup_of(self.hub()).places)

    def member(self) -> Member:
        return self.chance.choice(db.session.scalars(select(Member).order_by(Member.id)).all())

    def one(self, *statuses: str) -> Booking:
        found = db.session.scalars(
            select(Booking).where(Booking.status.in_(statuses)).order_by(Booking.starts_at, Booking.space_id)
        ).all()
        near = [b for b in found if b.ends_at > now() - timedelta(hours=6)]
        if not near:
            raise SlotTaken
        return self.chance.choice(near)

    def book(self) -> None:
        start, end = self.times()
        hub, member = self.hub(), self.member()
        slot = Slot(hub, setup_of(hub), self.place(), Interval(start, end))
        actions.book(member=member, slot=slot)

    def move(self) -> None:
        booking, hub, (start, end) = self.one("confirmed"), self.hub(), self.times()
        member = db.session.get(Member, booking.member_id or 0) or self.member()
        slot = Slot(hub, setup_of(hub), self.place(), Interval(start, end))
        moving_actions.move(booking=booking, member=member, slot=slot)

    def cancel(self) -> None:
        booking, hub = self.one("confirmed"), self.hub()
        place = setup_of(hub).by_id[booking.space_id]
        actions.cancel(booking=booking, member=self.member(), hub=hub, place=place)

    def arrive(self) -> None:
        today_actions.check_in(booking=self.one("confirmed"), host=self.member(), hub=self.hub())

    def leave(self) -> None:
        actions.check_out(booking=self.one("checked_in", "confirmed"), actor=self.member())

    def walk_in(self) -> None:
        hub, end = self.hub(), self.times(8)[1]
        setup = setup_of(hub)
        today_actions.walk_in(
            host=self.member(), hub=hub, setup=setup, places=[self.place()], end=end, guest_name="Gast"
        )

    def block(self) -> None:
        start, end = self.times(20)
        blocking_actions.block(hub=self.hub(), place=self.place(), start=start + 7 * MINUTE, end=end)

    def close(self) -> None:
        start, end = self.times(12)
        if self.chance.random() < 0.3:
            hub_actions.close(hub=self.hub(), start=start + 20 * MINUTE, end=end + 30 * MINUTE, reason="")

    def stay_away(self) -> None:
        """The hosts mark whoever did not come."""
        over = select(Booking).where(Booking.status == "confirmed", Booking.ends_at < now())
        for booking in db.session.scalars(over.order_by(Booking.starts_at, Booking.space_id)):
            if self.chance.random() < 0.5:
                booking.status = "no_show"


def as_world(hub_id: int, day: date) -> World:
    """The rows of the database as the recount wants them."""
    spaces = db.session.scalars(select(Space).where(Space.hub_id == hub_id).order_by(Space.id)).all()
    blockings = db.session.scalars(select(Blocking)).all()
    return World(
        day=day,
        rules=RULES,
        places=tuple(Place(s.id, s.kind, s.room_id, s.is_active) for s in spaces),
        closures=tuple((c.starts_at, c.ends_at) for c in db.session.scalars(select(Closure))),
        blockings=tuple((b.space_id, (b.starts_at, b.ends_at)) for b in blockings),
        stays=tuple(
            Stay(b.space_id, b.member_id or b.guest_name, b.starts_at, b.ends_at, b.status, b.checked_out_at)
            for b in db.session.scalars(select(Booking))
        ),
        marks=True,
        zone=ZONE,
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_days_full_of_life_are_counted_as_a_recount_finds(app: Flask, clock: Any, hub_id: int, seed: int) -> None:
    chance = Random(seed)
    life = Life(app, chance)
    first = today(ZONE)
    for _ in range(260):
        life.something()
        clock.shift(timedelta(seconds=chance.randrange(1, 50 * 60)))
    assert life.done > 80
    clock.shift(timedelta(hours=26))
    worlds.run(app, jobs.count_what_is_due)
    statuses = set()
    for n in range((today(ZONE) - first).days - 1):
        day = first + n * timedelta(days=1)
        with app.app_context():
            world = as_world(hub_id, day)
        statuses |= {stay.status for stay in world.stays}
        found = worlds.written(app, hub_id, day)
        assert found == recount(replace(world, day=day)), day
        assert all(attended <= booked <= offered for offered, booked, attended, *_ in found.values())
    assert statuses >= {"completed", "cancelled", "no_show"}
