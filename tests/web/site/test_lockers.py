"""A member's locker on the pages: booked overnight, handed over by codes, and how one gets in."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bookings.handover.models import HandoverCode
from bookings.models import Booking
from core.db import Base, db
from core.transactions import transaction
from hubs.doors import actions as door_actions
from hubs.doors import locks
from hubs.doors.errors import DoorNotOpened
from hubs.doors.locks import Door
from hubs.models import Space
from tests.support import people
from tests.support.booking import book, check_in
from tests.support.hosts import make_host
from tests.support.house import NOW, House, at
from tests.support.html import hidden, text
from tests.support.lockers import lockers
from tests.support.waiting import entries

WED, THU, FRI, MON = "2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30"
SECRET = "Seitentür, Code 4711 geheim"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app)
    people.add(app, "bert@example.org", "Bert Beispiel")
    made = lockers(app)
    make_host(app)
    return made


@pytest.fixture
def member(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client)
    client.set_cookie("lang", "en")
    return client


def tell(home: House, text: str = SECRET) -> None:
    with home.here() as (_member, hub, _setup), transaction():
        door_actions.tell(hub=hub, space=None, text=text)


def form_of(home: House, **values: str) -> dict[str, str]:
    wish = {"space": str(home.spaces["Fach 1"]), "date": FRI, "from": "17:00", "to_date": MON, "to": "09:00"}
    return {**wish, "form_key": "k", **values}


def test_locker_is_booked_over_the_weekend(app: Flask, member: FlaskClient, home: House) -> None:
    page = member.get(f"/bookings/new?space={home.spaces['Fach 1']}&date={FRI}&from=17:00&to_date={MON}&to=09:00")
    assert f'value="{MON}"' in page.text
    assert "cannot be booked" not in page.text
    answer = member.post("/bookings", data=form_of(home))
    assert answer.status_code == 303, answer.text
    with app.app_context():
        found = db.session.scalars(select(Booking)).one()
    assert (found.starts_at, found.ends_at) == (at(FRI, "17:00"), at(MON, "9:00"))


def test_last_day_on_which_the_hub_is_closed_is_told_at_its_field(member: FlaskClient, home: House) -> None:
    answer = member.post("/bookings", data=form_of(home, to_date="2026-11-28"))
    assert answer.status_code == 422
    assert re.search(r'id="to_date-error"[^>]*>.*?closed on this day', answer.text, re.DOTALL), answer.text


def test_last_day_follows_the_first(member: FlaskClient, home: House) -> None:
    page = member.get(f"/bookings/new?space={home.spaces['Fach 1']}&date={MON}&to_date={FRI}&from=09:00&to=10:00")
    assert page.status_code == 200
    assert page.text.count(f'value="{MON}"') == 2


def test_desks_have_no_last_day(member: FlaskClient, home: House) -> None:
    page = member.get(f"/bookings/new?space={home.spaces['Platz 1']}&date={WED}&from=09:00&to=10:00")
    assert "to_date" not in page.text


def test_locker_is_moved_and_booked_again_with_its_days(member: FlaskClient, home: House) -> None:
    booking = book(home, "Fach 1", at(WED, "17:00"), at(THU, "9:00"))
    page = member.get(f"/bookings/{booking.id}/edit")
    assert f'value="{THU}"' in page.text
    wish = {"space": str(home.spaces["Fach 2"]), "date": WED, "from": "17:00", "to_date": FRI, "to": "10:00"}
    assert member.post(f"/bookings/{booking.id}/edit", data=wish).status_code == 303
    shown = member.get(f"/bookings/{booking.id}").text
    assert "date=2026-12-02" in shown
    assert "to_date=2026-12-04" in shown


def test_codes_are_shown_once(member: FlaskClient, home: House) -> None:
    booking = book(home, "Fach 1", at(WED, "17:00"), at(THU, "9:00"))
    page = member.get(f"/bookings/{booking.id}").text
    assert "Create new codes" in page
    answer = member.post(f"/bookings/{booking.id}/handover", data={"recipient": "<b>Frau K.</b>"})
    assert answer.status_code == 200
    assert len(re.findall(r"<b>\d{3} \d{3}</b>", answer.text)) == 2
    assert "&lt;b&gt;Frau K." in answer.text
    assert not re.search(r"\d{3} \d{3}</b>", member.get(f"/bookings/{booking.id}").text)
    assert member.post(f"/bookings/{booking.id}/handover", data={"recipient": "x" * 81}).status_code == 422


def test_page_of_codes_that_is_loaded_again_makes_no_others(app: Flask, member: FlaskClient, home: House) -> None:
    booking = book(home, "Fach 1", at(WED, "17:00"), at(THU, "9:00"))
    sent = {"form_key": hidden(member.get(f"/bookings/{booking.id}"), "form_key"), "recipient": "Frau K."}
    address = f"/bookings/{booking.id}/handover"
    assert member.post(address, data=sent).status_code == 200
    with app.app_context():
        before = set(db.session.scalars(select(HandoverCode.digest)))
    again = member.post(address, data=sent)
    assert again.status_code == 303
    assert "still hold" in text(member.get(again.location))
    with app.app_context():
        assert set(db.session.scalars(select(HandoverCode.digest))) == before


def test_codes_are_for_ones_own_lockers_only(client: FlaskClient, member: FlaskClient, home: House) -> None:
    desk = book(home, "Platz 1", at(WED, "9:00"), at(WED, "11:00"))
    assert "Create new codes" not in member.get(f"/bookings/{desk.id}").text
    assert member.post(f"/bookings/{desk.id}/handover").status_code == 409
    assert member.post(f"/bookings/{desk.id}/handover/collection").status_code == 404
    others = book(home, "Fach 1", at(WED, "17:00"), at(THU, "9:00"), who="bert@example.org")
    for path in ("handover", "handover/collection", "door"):
        assert member.post(f"/bookings/{others.id}/{path}").status_code in {303, 404}
    assert member.post(f"/bookings/{others.id}/handover").status_code == 404


def test_owner_says_that_the_locker_is_empty_also_after_the_end(member: FlaskClient, home: House, clock: Any) -> None:
    booking = book(home, "Fach 1", at(WED, "17:00"), at(THU, "9:00"))
    clock.move_to(at(WED, "17:05"))
    check_in(home, booking)
    clock.move_to(at(THU, "10:00"))
    assert "The time is over" in member.get(f"/bookings/{booking.id}").text
    assert member.post(f"/bookings/{booking.id}/handover/collection").status_code == 303
    assert "The locker is empty again" in member.get(f"/bookings/{booking.id}").text


@pytest.mark.parametrize(
    ("moment", "is_shown"),
    [((WED, "8:44"), False), ((WED, "8:46"), True), ((WED, "10:59"), True), ((WED, "11:01"), False)],
)
def test_how_to_get_in_is_shown_from_a_quarter_before_until_the_end(
    member: FlaskClient, home: House, clock: Any, moment: Any, is_shown: bool
) -> None:
    booking = book(home, "Platz 1", at(WED, "9:00"), at(WED, "11:00"))
    tell(home)
    clock.move_to(at(*moment))
    assert (SECRET in member.get(f"/bookings/{booking.id}").text) == is_shown
    with home.app.app_context():
        code = db.session.get_one(Space, home.spaces["Platz 1"]).qr_code
    assert (SECRET in member.get(f"/q/{code}").text) == is_shown
    member.post("/logout")
    assert SECRET not in member.get(f"/q/{code}").text
    people.log_in(member, "bert@example.org")
    assert SECRET not in member.get(f"/q/{code}").text


def test_how_to_get_in_is_nowhere_else(app: Flask, member: FlaskClient, home: House, clock: Any) -> None:
    """Not in the database in clear, no mail, no calendar, no list, no day plan."""
    tell(home)
    booking = book(home, "Platz 1", at(WED, "9:00"), at(WED, "11:00"))
    clock.move_to(at(WED, "9:05"))
    with app.app_context():
        for table in Base.metadata.tables.values():
            for row in db.session.execute(table.select()).all():
                assert not any("4711" in str(value) for value in row), table.name
    for path in (
        "/bookings",
        f"/bookings/{booking.id}/calendar.ics",
        f"/hubs/{home.slug}",
        f"/hubs/{home.slug}/days/{WED}",
    ):
        assert "4711" not in member.get(path, follow_redirects=True).text


class FakeLock:
    """A faithful one: it opens, does not answer, and knows what was asked twice."""

    def __init__(self) -> None:
        self.opened: list[Door] = []
        self.known: set[str] = set()
        self.is_offline = False

    def has(self, door: Door) -> bool:
        return door.space in {"", "Fach 1"}

    def open(self, door: Door, reference: str) -> None:
        if self.is_offline:
            raise DoorNotOpened
        if f"{door} {reference}" not in self.known:
            self.known.add(f"{door} {reference}")
            self.opened.append(door)


@pytest.fixture
def lock(app: Flask) -> Iterator[FakeLock]:
    fake, before = FakeLock(), app.extensions["locks"]
    locks.install(app, fake)
    yield fake
    locks.install(app, before)


def test_real_lock_opens_for_whose_booking_it_is_while_it_is_time(
    member: FlaskClient, home: House, clock: Any, lock: FakeLock
) -> None:
    booking = book(home, "Fach 1", at(WED, "17:00"), at(THU, "9:00"))
    assert "Open the door" not in member.get(f"/bookings/{booking.id}").text
    member.post(f"/bookings/{booking.id}/door")
    assert lock.opened == []
    clock.move_to(at(WED, "16:50"))
    assert "Open the door" in member.get(f"/bookings/{booking.id}").text
    assert member.post(f"/bookings/{booking.id}/door").status_code == 303
    assert [door.space for door in lock.opened] == ["", "Fach 1"]
    lock.is_offline = True
    assert "did not answer" in member.post(f"/bookings/{booking.id}/door", follow_redirects=True).text


def test_without_a_lock_there_is_no_button(member: FlaskClient, home: House, clock: Any) -> None:
    booking = book(home, "Fach 1", at(WED, "17:00"), at(THU, "9:00"))
    tell(home)
    clock.move_to(at(WED, "17:05"))
    page = member.get(f"/bookings/{booking.id}").text
    assert SECRET in page
    assert "Open the door" not in page
    assert "15 minutes before" in member.post(f"/bookings/{booking.id}/door", follow_redirects=True).text


def test_locker_over_night_is_waited_for_until_its_last_day(app: Flask, home: House, member: FlaskClient) -> None:
    for name in ("Fach 1", "Fach 2", "Wand"):
        book(home, name, at(THU, "17:00"), at(FRI, "09:00"), who="bert@example.org")
    wish = {"space": str(home.spaces["Fach 1"]), "date": THU, "from": "17:00", "to_date": FRI, "to": "09:00"}
    page = member.get("/bookings/new", query_string=wish)
    assert "Tell me when it is free" in page.text
    assert member.post("/waiting", data=wish).location == "/waiting"
    [entry] = entries(app)
    assert (entry.starts_at, entry.ends_at) == (at(THU, "17:00"), at(FRI, "09:00"))


def test_locker_over_night_is_booked_on_several_days(app: Flask, home: House, member: FlaskClient) -> None:
    """The address says the last day, as the form of one booking does."""
    wish = {"space": str(home.spaces["Fach 1"]), "date": WED, "from": "17:00", "to_date": THU, "to": "09:00"}
    page = member.get("/series/new", query_string={**wish, "days": ["WE", "TH"]})
    assert "2 of 2 dates" in text(page)
    assert "The end must" not in page.text
