"""Who runs a hub, and what hosts do, each in a transaction of its own."""

from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from bookings.models import Booking
from bookings.slots import Slot
from bookings.today import actions
from core.db import db
from core.identifiers import new_id
from core.outbox import OutboxMail
from core.timespans import Interval
from core.transactions import transaction
from hubs.models import BookingRules, Space
from hubs.setup import place_of
from members.models import MemberRole
from tests.support import people
from tests.support.house import House

HOST = "host@example.org"


def make_host(app: Flask, slug: str = "coppenbruegge", email: str = HOST, **values: Any) -> int:
    """A new member, Hanna, who is host of the hub; returns the id. `values` set columns."""
    host_id = people.add(app, email, "Hanna Gastgeberin", **values)
    appoint(app, host_id, slug)
    return host_id


def appoint(app: Flask, member_id: int, slug: str = "coppenbruegge") -> None:
    with app.app_context(), transaction():
        db.session.add(MemberRole(member_id=member_id, role="host", hub_slug=slug))


def do(home: House, what: str, booking: Booking, host: str = HOST, **values: Any) -> Booking:
    """`do(home, "approve", booking)`; the booking as it is afterwards."""
    action = getattr(actions, what)
    with home.here(host) as (member, hub, setup), transaction():
        fresh = db.session.get_one(Booking, booking.id)
        given: dict[str, Any] = {"booking": fresh} | values
        if what in {"approve", "decline", "cancel"}:
            space = db.session.get_one(Space, fresh.space_id)
            given |= {"host": member, "hub": hub, "place": place_of(setup, space)}
        elif what == "check_in":
            given |= {"host": member, "hub": hub}
        elif what == "undo_check_in":
            given |= {"host": member}
        action(**given)
    return read(home.app, booking)


def admit(home: House, admission: str) -> None:
    """Whom the hub admits from now on; its set-up is read anew."""
    with home.here(HOST) as (_host, hub, _setup), transaction():
        db.session.add(BookingRules(hub_id=hub.id, admission=admission))
        hub.setup_stamp = new_id().hex


def walk_in(home: House, end: datetime, *names: str, guest_name: str = "") -> Booking:
    with home.here(HOST) as (host, hub, setup), transaction():
        places = [home.place(setup, name) for name in names or ("Platz 1",)]
        made = actions.walk_in(host=host, hub=hub, setup=setup, places=places, end=end, guest_name=guest_name)
    return read(home.app, made)


def call(home: House, start: datetime, end: datetime, *names: str, guest_name: str = "Emil Anruf") -> Booking:
    with home.here(HOST) as (host, hub, setup), transaction():
        places = [home.place(setup, name) for name in names or ("Platz 1",)]
        slots = [Slot(hub, setup, place, Interval(start, end)) for place in places]
        made = actions.book_for_caller(host=host, slots=slots, guest_name=guest_name)
    return read(home.app, made)


def read(app: Flask, booking: Booking) -> Booking:
    with app.app_context():
        return db.session.get_one(Booking, booking.id)


def mails(app: Flask) -> list[tuple[str, str]]:
    """(template, to) of what waits, oldest first."""
    with app.app_context():
        rows = db.session.execute(select(OutboxMail.template, OutboxMail.recipient).order_by(OutboxMail.id))
        return [(row[0], row[1]) for row in rows]
