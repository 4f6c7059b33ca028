"""A hub whose 3D printers need an induction, and people who have it in all ways. It is Tuesday, 9:07 there.

Every way to such a printer stands in `induction_ways.py`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from bookings import creation_actions
from bookings.cover import Cover
from bookings.creation_actions import Draft
from bookings.models import Booking, BookingEvent, Occupancy
from bookings.series.models import Series
from bookings.slots import Slot
from bookings.unconfirmed.models import UnconfirmedBooking
from bookings.waiting.models import WaitingEntry
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from hubs import actions as hub_actions
from hubs.inductions import actions, queries
from hubs.inductions.models import Induction
from hubs.inductions.rules import InductionValues
from hubs.models import Space
from hubs.setup_rules import SpaceValues
from members import actions as member_actions
from members.models import Member
from tests.support import people
from tests.support.hosts import HOST, make_host
from tests.support.house import House, at, house

TODAY, TOMORROW = "2026-11-24", "2026-11-25"
NOW = at(TODAY, "9:07")
TRAINER = "trainer@example.org"
STATES = {"none": False, "valid": True, "ends": False, "revoked": False, "minor": False}
"""What somebody may have of the induction, and whether they may then use a printer."""


def email_of(state: str) -> str:
    return f"{state}@example.org"


@dataclass
class Workshop:
    """`clients` are logged in, by address; `tokens` are for programs."""

    app: Flask
    home: House
    induction: int
    clock: Any
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def engine(self, who: str = HOST) -> Iterator[Any]:
        """(member, hub, set-up, the induction) inside a transaction."""
        with self.home.here(who) as (member, hub, setup), transaction():
            yield member, hub, setup, db.session.get_one(Induction, self.induction)

    def client(self, who: str) -> FlaskClient:
        if who not in self.clients:
            self.clients[who] = self.app.test_client()
            people.log_in(self.clients[who], who)
            self.clients[who].set_cookie("lang", "en")
        return self.clients[who]

    def api(self, method: str, path: str, who: str, **body: Any) -> Any:
        if who not in self.tokens:
            with self.engine(who) as (member, *_):
                self.tokens[who] = member_actions.make_token(member_id=member.id, name="test")
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        return self.app.test_client().open(f"/api/v1{path}", method=method, headers=headers, json=body or None)

    def grant(self, who: str, when: datetime = NOW, *, is_minor: bool = False) -> None:
        """By the trainer, at that moment."""
        with self.at_moment(when), self.engine(TRAINER) as (trainer, hub, _setup, induction):
            member = db.session.scalars(select(Member).where(Member.email == who)).one()
            seen = queries.seen(queries.open_grant(induction.id, member.id))
            actions.grant(hub=hub, induction=induction, member=member, by=trainer, is_minor=is_minor, seen=seen)

    def revoke(self, who: str, reason: str = "refresh") -> None:
        with self.engine(TRAINER) as (_trainer, hub, _setup, induction):
            member = db.session.scalars(select(Member).where(Member.email == who)).one()
            row = queries.open_grant(induction.id, member.id)
            assert row is not None
            actions.revoke(hub=hub, induction=induction, row=row, reason=reason)

    @contextmanager
    def at_moment(self, moment: datetime) -> Iterator[None]:
        self.clock.move_to(moment)
        yield
        self.clock.move_to(NOW)

    def have(self, who: str, start: str, end: str, day: str = TODAY, name: str = "Drucker A", **cover: Any) -> Booking:
        """A booking that was made past the gate, as before the printer needed anything."""
        with self.engine(who) as (member, hub, setup, _induction):
            slot = Slot(hub, setup, self.home.place(setup, name), Interval(at(day, start), at(day, end)))
            made = Cover(**({"status": "confirmed", "expires_at": None, "price_cents": 0} | cover))
            return creation_actions.create(drafts=[Draft(slot=slot, cover=made, member=member)], actor=member)[0]

    def status(self, booking: Booking) -> str:
        with self.app.app_context():
            return db.session.get_one(Booking, booking.id).status

    def forget(self) -> None:
        """All bookings are gone, so that the next one finds everything free."""
        with self.app.app_context(), transaction():
            for model in (WaitingEntry, UnconfirmedBooking, Occupancy, BookingEvent, Booking, Series):
                db.session.execute(delete(model))

    def code(self, name: str = "Drucker A") -> str:
        with self.app.app_context():
            return str(db.session.get_one(Space, self.home.spaces[name]).qr_code)


def workshop(app: Flask, clock: Any, **values: Any) -> Workshop:
    """Two desks, and two printers that need an induction, valid for a year; `values` are the induction's."""
    home = house(app, name="Werkstatt", phone="030 23125-103", rules={"max_active": 50})
    make_host(app)
    people.add(app, TRAINER, "Tilda Trainerin")
    for state in STATES:
        people.add(app, email_of(state), state.title())
    with home.here(HOST) as (_host, hub, _setup), transaction():
        printers = [SpaceValues(name=f"Drucker {letter}", kind="workshop") for letter in "AB"]
        home.spaces |= {space.name: space.id for space in hub_actions.create_spaces(hub=hub, values=printers)}
        given = {"name": "3D-Druck", "valid": "months", "months": 12} | values
        induction = actions.define(hub=hub, values=InductionValues(**given))
        needing = [home.spaces["Drucker A"], home.spaces["Drucker B"]]
        actions.require_for(hub=hub, induction=induction, space_ids=needing)
        trainer = db.session.scalars(select(Member).where(Member.email == TRAINER)).one()
        actions.appoint(induction=induction, member=trainer)
        key = induction.id
    return Workshop(app, home, key, clock)


def give_all(made: Workshop, *, ends: str) -> None:
    """To each what their state says; who has one that ends has it until the end of the day `ends`."""
    long_ago, last_year = at("2026-04-20", "17:00"), at(f"{int(ends[:4]) - 1}{ends[4:]}", "17:00")
    made.grant(email_of("valid"), long_ago)
    made.grant(email_of("ends"), last_year)
    made.grant(email_of("revoked"), long_ago)
    made.revoke(email_of("revoked"))
    made.grant(email_of("minor"), long_ago, is_minor=True)


def clocked() -> Any:
    return time_machine.travel(NOW, tick=False)
