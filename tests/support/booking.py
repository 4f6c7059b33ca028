"""Book, move, cancel, check in as members do, each in a transaction of its own."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from bookings import actions, moving_actions
from bookings.models import Booking
from bookings.slots import Slot, slots_at
from core.db import db
from core.identifiers import new_id
from core.timespans import Interval
from core.transactions import transaction
from members.models import Member
from tests.support.house import NOW, House, at

DAY = "2026-11-25"
NINE, TEN, ELEVEN, TWELVE = (at(DAY, f"{hour}:00") for hour in (9, 10, 11, 12))


def book(
    home: House,
    name: str = "Platz 1",
    start: Any = NINE,
    end: Any = ELEVEN,
    who: str = "anna@example.org",
    title: str = "",
) -> Booking:
    with home.here(who) as (member, hub, setup), transaction():
        place = home.place(setup, name)
        return actions.book(member=member, slot=Slot(hub, setup, place, Interval(start, end)), title=title)


def book_any(home: House, start: Any = NINE, end: Any = ELEVEN, who: str = "anna@example.org") -> str:
    with home.here(who) as (member, hub, setup), transaction():
        slots = slots_at(hub, setup, setup.of_kind("desk"), Interval(start, end))
        booking = actions.book_any(member=member, slots=slots)
        return setup.by_id[booking.space_id].name


def move(home: House, booking: Booking, name: str, start: Any, end: Any, seen: str | None = None) -> Booking:
    with home.here() as (member, hub, setup), transaction():
        fresh = db.session.get_one(Booking, booking.id)
        slot = Slot(hub, setup, home.place(setup, name), Interval(start, end))
        return moving_actions.move(booking=fresh, member=member, slot=slot, seen=seen)


def cancel(home: House, booking: Booking) -> Booking:
    with home.here() as (member, hub, setup), transaction():
        fresh = db.session.get_one(Booking, booking.id)
        return actions.cancel(booking=fresh, member=member, hub=hub, place=setup.by_id[fresh.space_id])


def check_in(home: House, booking: Booking) -> Booking:
    with home.here() as (member, _hub, setup), transaction():
        fresh = db.session.get_one(Booking, booking.id)
        return actions.check_in(booking=fresh, actor=member, place=setup.by_id[fresh.space_id])


def check_out(home: House, booking: Booking) -> Booking:
    with home.here() as (member, _hub, _setup), transaction():
        return actions.check_out(booking=db.session.get_one(Booking, booking.id), actor=member)


def many(home: House, number: int, start: datetime = NINE, booked: datetime = NOW, **values: Any) -> None:
    """Anna's confirmed bookings, written past the rules; a minute apart."""
    with home.app.app_context(), transaction():
        member = db.session.scalars(select(Member).where(Member.email == "anna@example.org")).one()
        space = home.spaces["Platz 1"]
        of = Booking.metadata.tables["space"].c
        hub_id = db.session.execute(select(of.hub_id).where(of.id == space)).scalar_one()
        same = {"hub_id": hub_id, "space_id": space, "member_id": member.id, "status": "confirmed"}
        same |= {"created_at": booked, "changed_at": booked, "price_cents": 0, "origin": "member"} | values
        rows = [
            {"id": new_id(), "starts_at": begin, "ends_at": begin + timedelta(hours=1), **same}
            for begin in (start + timedelta(minutes=n % 60) for n in range(number))
        ]
        db.session.execute(insert(Booking), rows)
