"""A hub whose 3D printers need an induction, people who have it in all ways, and every way to such a printer.

It is Tuesday, 9:07 in the hub. Each way is a function of the workshop and of an account: it tries to have a printer,
and says whether it had it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from bookings import actions as booking_actions
from bookings import creation_actions, unpaid_actions
from bookings.cover import Cover
from bookings.creation_actions import Draft
from bookings.errors import SlotTaken
from bookings.impact import actions as impact_actions
from bookings.impact.errors import NoPlaceLeft
from bookings.models import Booking, BookingEvent, Occupancy
from bookings.reminders import links
from bookings.series.models import Series
from bookings.slots import Slot
from bookings.waiting import jobs as waiting_jobs
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
            for model in (WaitingEntry, Occupancy, BookingEvent, Booking, Series):
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


def _form(made: Workshop, **what: Any) -> dict[str, Any]:
    return {"date": TOMORROW, "from": "10:00", "to": "11:00"} | what


def _printer(made: Workshop) -> int:
    return made.home.spaces["Drucker A"]


def _times(**more: Any) -> dict[str, Any]:
    times = at(TOMORROW, "10:00"), at(TOMORROW, "11:00")
    return {"starts_at": times[0].isoformat(), "ends_at": times[1].isoformat()} | more


def book_on_page(made: Workshop, who: str) -> bool:
    return bool(made.client(who).post("/bookings", data=_form(made, space=_printer(made))).status_code == 303)


def book_any_on_page(made: Workshop, who: str) -> bool:
    data = _form(made, hub=made.home.slug, kind="workshop")
    return bool(made.client(who).post("/bookings", data=data).status_code == 303)


def book_by_program(made: Workshop, who: str) -> bool:
    answer = made.api("POST", "/bookings", who, **_times(space=str(_printer(made))))
    assert answer.status_code == 201 or answer.json["code"] == "induction-needed", answer.json
    return bool(answer.status_code == 201)


def book_any_by_program(made: Workshop, who: str) -> bool:
    answer = made.api("POST", "/bookings", who, **_times(hub=made.home.slug, kind="workshop"))
    assert answer.status_code == 201 or answer.json["code"] == "induction-needed", answer.json
    return bool(answer.status_code == 201)


def book_group_by_program(made: Workshop, who: str) -> bool:
    spaces = [str(made.home.spaces["Platz 1"]), str(_printer(made))]
    answer = made.api("POST", "/bookings", who, **_times(spaces=spaces))
    assert answer.status_code == 201 or answer.json["code"] == "induction-needed", answer.json
    return bool(answer.status_code == 201)


def book_group_on_page(made: Workshop, who: str) -> bool:
    spaces = [made.home.spaces["Platz 1"], _printer(made)]
    data = _form(made, hub=made.home.slug, kind="desk", spaces=spaces)
    return bool(made.client(who).post("/groups", data=data).status_code == 303)


def book_for_a_guest_on_page(made: Workshop, who: str) -> bool:
    """Who books has the induction, whoever comes."""
    key = _printer(made)
    data = _form(made, hub=made.home.slug, kind="workshop", spaces=[key]) | {f"guest-{key}": "Erika Gast"}
    return bool(made.client(who).post("/groups", data=data).status_code == 303)


def book_series_by_program(made: Workshop, who: str) -> bool:
    repeat = {"every": 1, "unit": "day", "count": 1}
    answer = made.api("POST", "/series", who, **_times(space=str(_printer(made)), repeat=repeat))
    assert answer.status_code == 201 or answer.json["code"] == "induction-needed", answer.json
    return bool(answer.status_code == 201)


def move_series_by_program(made: Workshop, who: str) -> bool:
    repeat = {"every": 1, "unit": "day", "count": 1}
    desk = str(made.home.spaces["Platz 1"])
    series = made.api("POST", "/series", who, **_times(space=desk, repeat=repeat)).json
    answer = made.api("PATCH", f"/series/{series['id']}", who, **{"from": TOMORROW, "space": str(_printer(made))})
    assert answer.status_code == 200 or answer.json["code"] == "induction-needed", answer.json
    return bool(answer.status_code == 200)


def move_on_page(made: Workshop, who: str) -> bool:
    booking = made.have(who, "10:00", "11:00", TOMORROW, "Platz 1")
    path = f"/bookings/{booking.id}/edit"
    return bool(made.client(who).post(path, data=_form(made, space=_printer(made))).status_code == 303)


def move_by_program(made: Workshop, who: str) -> bool:
    booking = made.have(who, "10:00", "11:00", TOMORROW, "Platz 1")
    answer = made.api("PATCH", f"/bookings/{booking.id}", who, space=str(_printer(made)))
    assert answer.status_code == 200 or answer.json["code"] == "induction-needed", answer.json
    return bool(answer.status_code == 200)


def move_to_tomorrow(made: Workshop, who: str) -> bool:
    """It was a printer before: another time is asked for anew."""
    booking = made.have(who, "10:00", "11:00")
    return bool(made.api("PATCH", f"/bookings/{booking.id}", who, **_times()).status_code == 200)


def be_moved_by_hosts(made: Workshop, who: str) -> bool:
    booking = made.have(who, "10:00", "11:00", TOMORROW)
    with made.engine() as (host, hub, setup, _induction):
        found = db.session.get_one(Booking, booking.id)
        try:
            impact_actions.resolve(host=host, hub=hub, setup=setup, bookings=[found], how="move")
        except NoPlaceLeft:
            return False
    return True


def be_paid_late(made: Workshop, who: str) -> bool:
    booking = made.have(who, "10:00", "11:00", TOMORROW, status="held", expires_at=at(TODAY, "9:10"))
    with made.at_moment(at(TODAY, "9:20")), made.engine() as (*_,):
        booking_actions.expire_holds()
        try:
            unpaid_actions.revive(booking=db.session.get_one(Booking, booking.id))
        except SlotTaken:
            return False
    return True


def be_approved(made: Workshop, who: str) -> bool:
    booking = made.have(who, "10:00", "11:00", TOMORROW, status="requested", expires_at=at(TOMORROW, "10:00"))
    made.client(HOST).post(f"/host/{made.home.slug}/bookings/{booking.id}/approval")
    return made.status(booking) == "confirmed"


def be_proposed(made: Workshop, who: str) -> bool:
    """They have waited since before the printer needed anything, and now it is free."""
    with made.engine(who) as (member, hub, *_):
        times = {"starts_at": at(TOMORROW, "10:00"), "ends_at": at(TOMORROW, "11:00")}
        what = {"hub_id": hub.id, "member_id": member.id, "kind": "workshop", "space_id": _printer(made)}
        db.session.add(WaitingEntry(**what, **times))
    with made.app.app_context():
        return waiting_jobs.propose() == 1


def take_what_is_proposed(made: Workshop, who: str) -> bool:
    held = {"status": "held", "held_for": "taking", "expires_at": at(TODAY, "9:30")}
    booking = made.have(who, "10:00", "11:00", TOMORROW, **held)
    answer = made.api("POST", f"/bookings/{booking.id}/acceptance", who)
    assert answer.status_code == 200 or answer.json["code"] == "induction-needed", answer.json
    return made.status(booking) == "confirmed"


def take_by_code(made: Workshop, who: str) -> bool:
    data = {"end": at(TODAY, "10:00").isoformat(), "form_key": f"key-{who}"}
    return bool(made.client(who).post(f"/q/{made.code()}/booking", data=data).status_code == 303)


def check_in_on_page(made: Workshop, who: str) -> bool:
    booking = made.have(who, "9:00", "11:00")
    made.client(who).post(f"/bookings/{booking.id}/check-in")
    return made.status(booking) == "checked_in"


def check_in_by_code(made: Workshop, who: str) -> bool:
    booking = made.have(who, "9:00", "11:00")
    made.client(who).post(f"/q/{made.code()}/check-in")
    return made.status(booking) == "checked_in"


def check_in_by_mail(made: Workshop, who: str) -> bool:
    booking = made.have(who, "9:00", "11:00")
    with made.app.app_context():
        token = links.token(links.CHECK_IN, booking.id)
    made.app.test_client().post(f"/mails/bookings/check-in/{token}")
    return made.status(booking) == "checked_in"


def check_in_by_program(made: Workshop, who: str) -> bool:
    booking = made.have(who, "9:00", "11:00")
    answer = made.api("POST", f"/bookings/{booking.id}/check-in", who)
    assert answer.status_code == 200 or answer.json["code"] == "induction-needed", answer.json
    return made.status(booking) == "checked_in"


def be_checked_in_by_host(made: Workshop, who: str) -> bool:
    booking = made.have(who, "9:00", "11:00")
    made.client(HOST).post(f"/host/{made.home.slug}/bookings/{booking.id}/check-in")
    return made.status(booking) == "checked_in"


Way = Callable[[Workshop, str], bool]
AHEAD: tuple[Way, ...] = (
    book_on_page,
    book_any_on_page,
    book_by_program,
    book_any_by_program,
    book_group_by_program,
    book_group_on_page,
    book_for_a_guest_on_page,
    book_series_by_program,
    move_series_by_program,
    move_on_page,
    move_by_program,
    move_to_tomorrow,
    be_moved_by_hosts,
    be_paid_late,
    be_approved,
    be_proposed,
    take_what_is_proposed,
)
"""Ways to a use of tomorrow."""
AT_ONCE: tuple[Way, ...] = (
    take_by_code,
    check_in_on_page,
    check_in_by_code,
    check_in_by_mail,
    check_in_by_program,
    be_checked_in_by_host,
)
"""Ways to a use of this moment."""


def clocked() -> Any:
    return time_machine.travel(NOW, tick=False)
