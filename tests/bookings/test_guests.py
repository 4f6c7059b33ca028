"""Booked for somebody else: who is told what, when; and how long anybody knows how to reach them."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from bookings import actions, guest_actions, moving_actions
from bookings.booked_for import BookedFor
from bookings.guest_errors import GuestNameMissing, NoGuestHere, NotForAnother
from bookings.models import Booking, GuestContact
from bookings.slots import Slot
from bookings.today import actions as host_actions
from core import retention
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from hubs.models import BookingRules, Hub
from hubs.setup import setup_of
from members.models import Member
from tests.support import people
from tests.support.booking import DAY, ELEVEN, NINE, TEN, TWELVE
from tests.support.confidential import ROOM, practice
from tests.support.house import NOW, House, at, bookings, house

ERIKA = BookedFor("Erika Gast", "erika@example.org")
KARL = BookedFor("Karl Kollege", "karl@example.org")


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def home(app: Flask) -> House:
    people.add(app, locale="en")
    people.add(app, "hanna@example.org", "Hanna Gastgeberin")
    return house(app, prices={"desk": 200})


def book(home: House, guest: BookedFor | None = ERIKA, name: str = "Platz 1", title: str = "Geheim") -> Booking:
    with home.here() as (member, hub, setup), transaction():
        slot = Slot(hub, setup, home.place(setup, name), Interval(NINE, ELEVEN))
        return actions.book(member=member, slot=slot, title=title, guest=guest)


def told(app: Flask, email: str = "erika@example.org") -> list[Any]:
    """The mails to a guest, oldest first."""
    return [mail for mail in people.mails(app) if mail["To"] == email]


def calendar(mail: Any) -> str:
    [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return str(part.get_content()).replace("\r\n ", "")


def anew(home: House, booking: Booking) -> tuple[Booking, Member, Hub, Any]:
    """Inside an app context: the booking with its member, hub and place."""
    found = db.session.get_one(Booking, booking.id)
    member = db.session.scalars(select(Member).where(Member.email == people.EMAIL)).one()
    hub = db.session.get_one(Hub, found.hub_id)
    return found, member, hub, setup_of(hub).by_id[found.space_id]


def test_a_guest_with_an_address_is_invited_and_reads_nothing_of_price_or_purpose(app: Flask, home: House) -> None:
    book(home)
    [mail] = told(app)
    body = mail.get_body(("plain",)).get_content()
    assert mail["Subject"] == "A place for you: Wed 25 Nov 2026, 09:00–11:00"
    assert "Hello Erika Gast!" in body
    assert "Anna Muster has booked a place for you" in body
    assert "€" not in body
    assert "Geheim" not in mail.as_string()
    assert f"/bookings/{bookings(app)[0].id}" not in body, "without an account there is nothing to look at"
    assert f"/hubs/{home.slug}" in body
    told_calendar = calendar(mail)
    assert "METHOD:REQUEST" in told_calendar
    assert "mailto:erika@example.org" in told_calendar
    assert "Geheim" not in told_calendar
    assert f"/bookings/{bookings(app)[0].id}" not in told_calendar


def test_a_guest_without_an_address_is_only_a_name(app: Flask, home: House) -> None:
    book(home, BookedFor("Erika Gast"))
    assert [one.guest_name for one in bookings(app)] == ["Erika Gast"]
    assert told(app) == []
    with app.app_context():
        assert db.session.query(GuestContact).count() == 0


def test_guest_hears_that_it_was_moved_and_that_it_is_off(app: Flask, home: House) -> None:
    booking = book(home)
    with app.app_context(), transaction():
        found, member, hub, place = anew(home, booking)
        slot = Slot(hub, setup_of(hub), place, Interval(TEN, TWELVE))
        moving_actions.move(booking=found, member=member, slot=slot)
    with app.app_context(), transaction():
        found, member, hub, place = anew(home, booking)
        actions.cancel(booking=found, member=member, hub=hub, place=place)
    invited, moved, off = told(app)
    assert moved["Subject"] == "Changed: your place on Wed 25 Nov 2026, 10:00–12:00"
    assert "METHOD:CANCEL" in calendar(off)
    numbers = [calendar(mail).partition("SEQUENCE:")[2].split()[0] for mail in (invited, moved, off)]
    assert numbers == sorted(set(numbers))
    assert len({calendar(mail).partition("UID:")[2].split()[0] for mail in (invited, moved, off)}) == 1


def test_guest_hears_when_a_host_cancels(app: Flask, home: House) -> None:
    booking = book(home)
    with app.app_context(), transaction():
        found, _member, hub, place = anew(home, booking)
        host = db.session.scalars(select(Member).where(Member.email == "hanna@example.org")).one()
        host_actions.cancel(booking=found, host=host, hub=hub, place=place, reason="Wasserschaden")
    assert [mail["Subject"].partition(":")[0] for mail in told(app)] == ["A place for you", "Not needed any more"]
    assert "Wasserschaden" not in told(app)[-1].as_string()


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_of_a_request_the_guest_hears_only_when_hosts_have_accepted(app: Flask, home: House, answer: str) -> None:
    with app.app_context(), transaction():
        hub = db.session.scalars(select(Hub)).one()
        db.session.add(BookingRules(hub_id=hub.id, admission="approval"))
    booking = book(home)
    assert told(app) == []
    with app.app_context(), transaction():
        found, _member, hub, place = anew(home, booking)
        host = db.session.scalars(select(Member).where(Member.email == "hanna@example.org")).one()
        if answer == "yes":
            host_actions.approve(booking=found, host=host, hub=hub, place=place)
        else:
            host_actions.decline(booking=found, host=host, hub=hub, place=place, reason="Leider")
    assert len(told(app)) == (1 if answer == "yes" else 0)


def name(app: Flask, home: House, booking: Booking, guest: BookedFor | None) -> None:
    with app.app_context(), transaction():
        found, member, hub, place = anew(home, booking)
        guest_actions.name(booking=found, member=member, hub=hub, place=place, guest=guest)


def test_another_guest_is_told_and_the_first_one_hears_that_it_is_no_longer_for_them(app: Flask, home: House) -> None:
    booking = book(home)
    name(app, home, booking, KARL)
    assert [mail["Subject"].partition(":")[0] for mail in told(app)] == ["A place for you", "Not needed any more"]
    assert "METHOD:CANCEL" in calendar(told(app)[-1])
    assert [mail["Subject"].partition(":")[0] for mail in told(app, KARL.email)] == ["A place for you"]
    name(app, home, booking, KARL)
    assert len(told(app, KARL.email)) == 1, "the same once more changes nothing"
    name(app, home, booking, ERIKA)
    name(app, home, booking, None)
    assert [one.guest_name for one in bookings(app)] == [""]
    assert len(told(app)) == 4
    with app.app_context():
        assert db.session.query(GuestContact).count() == 0


def test_another_name_with_the_same_address_is_no_new_invitation(app: Flask, home: House) -> None:
    booking = book(home)
    name(app, home, booking, ERIKA._replace(name="Erika G."))
    assert [one.guest_name for one in bookings(app)] == ["Erika G."]
    assert len(told(app)) == 1


def test_once_it_has_begun_it_is_for_nobody_else(app: Flask, home: House, clock: Any) -> None:
    booking = book(home)
    clock.move_to(TEN)
    with pytest.raises(NotForAnother):
        name(app, home, booking, KARL)


def test_a_confidential_place_has_no_guest(app: Flask) -> None:
    people.add(app)
    home = practice(app)
    with pytest.raises(NoGuestHere):
        book(home, ERIKA, ROOM, title="")
    assert bookings(app) == []
    booking = book(home, None, ROOM, title="")
    with pytest.raises(NotForAnother):
        name(app, home, booking, ERIKA)


@pytest.mark.parametrize("blank", ["", " ", "\u200b"])
def test_an_address_of_nobody_is_refused(app: Flask, home: House, blank: str) -> None:
    with pytest.raises(GuestNameMissing):
        book(home, BookedFor(blank, "erika@example.org"))
    assert bookings(app) == []
    assert told(app) == []


@pytest.mark.each_database
def test_how_to_reach_them_is_forgotten_when_the_visit_is_over(app: Flask, home: House, clock: Any) -> None:
    book(home)
    call(app, home, "Platz 2", "05156 1234")
    for moment, left in ((at(DAY, "10:59"), 2), (at(DAY, "11:00"), 0)):
        clock.move_to(moment)
        with app.app_context():
            retention.run_all(app, hourly_only=True)
            assert db.session.query(GuestContact).count() == left
    assert sorted(one.guest_name for one in bookings(app)) == ["Erika Gast", "Frau Ruf"], "hosts still know who came"


def call(app: Flask, home: House, name: str, telephone: str) -> Booking:
    with home.here("hanna@example.org") as (host, hub, setup), transaction():
        slot = Slot(hub, setup, home.place(setup, name), Interval(NINE, ELEVEN))
        return host_actions.book_for_caller(host=host, slots=[slot], guest_name="Frau Ruf", telephone=telephone)


def test_a_number_at_a_confidential_place_is_refused(app: Flask) -> None:
    people.add(app, "hanna@example.org", "Hanna Gastgeberin")
    home = practice(app)
    with pytest.raises(NoGuestHere):
        call(app, home, ROOM, "05156 1234")
    call(app, home, ROOM, "")
