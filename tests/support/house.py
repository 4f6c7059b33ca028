"""A hub for tests, its times in local words, and its rows in the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from bookings import walltime
from bookings.models import Booking, BookingEvent, Occupancy
from core.db import db
from core.transactions import transaction
from hubs.models import BookingRules, Hub, Municipality, Space, Tariff
from hubs.operators import actions as operator_actions
from hubs.queries import hub_by_slug
from hubs.setup import Place, Setup, setup_of
from members.models import Member
from tests.support.days import CHOSEN

ZONE = "Europe/Berlin"
NOW = CHOSEN
"""A Tuesday, 7 o'clock in Berlin: the moment at which the tests of booking live."""
TODAY = "2026-11-24"


def at(day: str, clock: str) -> datetime:
    """`at("2026-11-25", "9:00")`: a moment by the hub's clock."""
    minutes = walltime.minutes_of(clock)
    assert minutes is not None
    return walltime.moment(date.fromisoformat(day), minutes, ZONE)


def clock(text: str) -> datetime:
    """A moment of today by the hub's clock."""
    return at(TODAY, text)


def is_just_after(moment: datetime | None, since: datetime) -> bool:
    """The clock of the tests goes on from where it was put."""
    return moment is not None and timedelta() <= moment - since < timedelta(minutes=1)


@dataclass
class House:
    """A hub with its spaces by name; `here()` gives what actions want, inside an app context."""

    app: Flask
    slug: str
    spaces: dict[str, int] = field(default_factory=dict)

    @contextmanager
    def here(self, email: str = "anna@example.org") -> Iterator[tuple[Member, Hub, Setup]]:
        with self.app.app_context():
            hub = hub_by_slug(self.slug)
            member = db.session.scalars(select(Member).where(Member.email == email)).one()
            assert hub is not None
            yield member, hub, setup_of(hub)

    def place(self, setup: Setup, name: str) -> Place:
        return setup.by_id[self.spaces[name]]


def house(
    app: Flask,
    slug: str = "coppenbruegge",
    *,
    spaces: tuple[str, ...] = ("Platz 1", "Platz 2", "Platz 3"),
    room_of: tuple[str, ...] = (),
    hours: str = "Mo-Fr 07:00-20:00; PH off",
    rules: dict[str, Any] | None = None,
    prices: dict[str, int] | None = None,
    turnaround: int = 0,
    **values: Any,
) -> House:
    """A hub of desks, and with `room_of` a room "Besprechung" in which these desks stand; free of charge."""
    given = {"name": slug.title(), "village": slug.title(), "lat": 52.1185, "lon": 9.5487, "address": "Musterstraße 1"}
    with app.app_context(), transaction():
        db.session.merge(Municipality(key="03252004", name="Coppenbrügge", lat=52.1185, lon=9.5487))
        owner = operator_actions.of_municipality(db.session.get_one(Municipality, "03252004"))
        hub = Hub(slug=slug, municipality_key="03252004", opening_hours=hours, operator_id=owner.id, **(given | values))
        db.session.add(hub)
        db.session.flush()
        room = _add(hub, "Besprechung", "room", turnaround, None) if room_of else None
        found = {"Besprechung": room.id} if room else {}
        for name in spaces:
            inside = room.id if room and name in room_of else None
            found[name] = _add(hub, name, "desk", turnaround, inside).id
        if rules:
            db.session.add(BookingRules(hub_id=hub.id, **rules))
        for kind, cents in (prices or {}).items():
            db.session.add(Tariff(hub_id=hub.id, kind=kind, hour_cents=cents))
    return House(app, slug, found)


def _add(hub: Hub, name: str, kind: str, turnaround: int, room_id: int | None) -> Space:
    space = Space(hub_id=hub.id, name=name, kind=kind, turnaround_minutes=turnaround, room_id=room_id)
    db.session.add(space)
    db.session.flush()
    return space


def bookings(app: Flask) -> list[Booking]:
    with app.app_context():
        return list(db.session.scalars(select(Booking).order_by(Booking.created_at, Booking.id)))


def taken(app: Flask) -> list[tuple[int, datetime, datetime]]:
    """Who takes what: (space id, from, until), in the order of time."""
    with app.app_context():
        columns = (Occupancy.space_id, Occupancy.starts_at, Occupancy.ends_at)
        rows = db.session.execute(select(*columns).order_by(Occupancy.starts_at, Occupancy.space_id))
        return [(row[0], row[1], row[2]) for row in rows]


def steps(app: Flask, booking_id: Any) -> list[tuple[str | None, str, str]]:
    """The audit rows of a booking: from, to, why."""
    with app.app_context():
        query = select(BookingEvent).where(BookingEvent.booking_id == booking_id).order_by(BookingEvent.id)
        return [(row.from_status, row.to_status, row.why) for row in db.session.scalars(query)]
