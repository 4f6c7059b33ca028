"""A world of `tests.district.recount` as rows of the database, and the figures that are there."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select

from bookings.models import Blocking, Booking
from core.clock import now
from core.db import db
from core.transactions import transaction
from district.models import CountedDay, DailyFigure, PeopleFigure
from hubs.models import Closure, Hub
from tests.district.recount import Numbers, World
from tests.support import places


def put(app: Flask, world: World, slug: str = "coppenbruegge") -> int:
    """The hub with all that the world has; returns its id."""
    with app.app_context(), transaction():
        hub = places.a_hub(
            slug, 0, opening_hours=world.hours, time_zone=world.zone, marks_no_shows=world.marks, created_at=now()
        )
        spaces: dict[int, int] = {}
        for place in world.places:
            room = spaces.get(place.room or 0)
            made = places.a_space(hub, f"Place {place.id}", place.kind, room_id=room, is_active=place.active)
            spaces[place.id] = made.id
        db.session.add_all(Closure(hub_id=hub.id, starts_at=s, ends_at=e) for s, e in world.closures)
        for place_id, (start, end) in world.blockings:
            db.session.add(Blocking(hub_id=hub.id, space_id=spaces[place_id], starts_at=start, ends_at=end))
        people = {who: places.a_member(f"{slug}-{who}@example.org").id for who in range(1, 7)}
        for stay in world.stays:
            db.session.add(_booking(hub, spaces[stay.place], stay, people))
        return hub.id


def _booking(hub: Hub, space_id: int, stay: Any, people: dict[int, int]) -> Booking:
    guest: dict[str, Any] = {"origin": "walk_in", "guest_name": str(stay.who)}
    whose = {"member_id": people[stay.who]} if isinstance(stay.who, int) else guest
    times = {"starts_at": stay.start, "ends_at": stay.end, "checked_out_at": stay.left}
    return Booking(hub_id=hub.id, space_id=space_id, status=stay.status, **times, **whose)


def written(app: Flask, hub_id: int, day: date) -> dict[tuple[str, int], Numbers]:
    """The figures of a day as they are in the database."""
    with app.app_context():
        rows = db.session.scalars(select(DailyFigure).where(DailyFigure.hub_id == hub_id, DailyFigure.day == day))
        return {
            (f.kind, f.hour): (
                f.offered_minutes,
                f.booked_minutes,
                f.attended_minutes,
                f.bookings,
                f.people,
                f.cancellations,
                f.no_shows,
            )
            for f in rows
        }


def everything(app: Flask) -> dict[str, list[tuple[Any, ...]]]:
    """All figures, without the times of counting."""
    with app.app_context():
        tables: Iterable[Any] = (DailyFigure, PeopleFigure)
        found = {
            t.__tablename__: sorted(tuple(row) for row in db.session.execute(select(*t.__table__.columns)))
            for t in tables
        }
        days = db.session.execute(select(CountedDay.hub_id, CountedDay.day))
        return found | {"counted_day": sorted(tuple(row) for row in days)}


def run(app: Flask, job: Callable[[], int]) -> int:
    with app.app_context():
        return job()
