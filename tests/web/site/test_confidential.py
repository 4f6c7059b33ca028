"""What members and hosts see of a confidential place: no title is asked, a code stands for the name."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bookings.models import Booking
from core.db import db
from core.journal import JournalEntry
from hubs.models import Space
from tests.support import people
from tests.support.booking import NINE, TEN, book
from tests.support.confidential import OUTER, ROOM, WORD, practice
from tests.support.hosts import HOST, call, make_host, read
from tests.support.house import House

SPACES = "/host/coppenbruegge/spaces"
DAY = "2026-11-25"


@pytest.fixture
def home(app: Flask, tuesday: Any, anna: int, bert: int) -> House:
    found = practice(app)
    make_host(app)
    return found


@pytest.fixture
def member(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client, "anna@example.org")
    client.set_cookie("lang", "en")
    return client


@pytest.fixture
def host(app: Flask, home: House) -> FlaskClient:
    client = app.test_client()
    people.log_in(client, HOST)
    client.set_cookie("lang", "en")
    return client


def form(home: House, name: str = ROOM, **more: str) -> dict[str, Any]:
    return {"space": home.spaces[name], "date": DAY, "from": "09:00", "to": "11:00", "form_key": "once", **more}


def test_form_asks_for_no_title_and_says_what_it_means(member: FlaskClient, home: House) -> None:
    page = member.get("/bookings/new", query_string=form(home)).text
    assert 'name="title"' not in page
    assert f"“{OUTER}”" in page
    assert 'name="title"' in member.get("/bookings/new", query_string=form(home, "Besprechung")).text


@pytest.mark.parametrize("path", ["/bookings", "/series"])
def test_older_form_with_a_title_is_told_and_can_be_sent_again(member: FlaskClient, home: House, path: str) -> None:
    sent = form(home, title=WORD, unit="week", every="1", count="2", go=[DAY], shown=[DAY])
    answer = member.post(path, data=sent)
    assert answer.status_code == 422
    assert "Please leave out the title." in answer.text
    assert 'href="#title"' not in answer.text
    assert WORD not in answer.text


def test_member_reads_the_code_that_hosts_read(member: FlaskClient, host: FlaskClient, home: House) -> None:
    assert member.post("/bookings", data=form(home)).status_code == 303
    with home.app.app_context():
        booking = db.session.scalars(select(Booking)).one()
    own = member.get(f"/bookings/{booking.id}").text
    hosts = host.get(f"/host/coppenbruegge/bookings/{booking.id}").text
    day = host.get(f"/host/coppenbruegge/today?date={DAY}").text
    assert all(str(booking.pickup_code) in page for page in (own, hosts, day))
    assert "Anna" not in hosts + day
    assert f"Code {booking.pickup_code}" in hosts
    assert 'name="note"' not in hosts


def test_name_of_a_caller_is_for_who_took_the_call(app: Flask, host: FlaskClient, home: House) -> None:
    booking = call(home, NINE, TEN, ROOM, guest_name="Emil Anruf")
    paths = [f"/host/coppenbruegge/bookings/{booking.id}", f"/host/coppenbruegge/today?date={DAY}"]
    assert all("Emil Anruf" in host.get(path).text for path in paths)
    assert "Emil Anruf" not in host.get(f"/host/coppenbruegge/today/sheet?date={DAY}").text
    make_host(app, email="second@example.org")
    second = app.test_client()
    people.log_in(second, "second@example.org")
    assert not any("Emil Anruf" in second.get(path).text for path in paths)


def test_look_at_one_is_noted(host: FlaskClient, home: House) -> None:
    booking, plain = book(home, ROOM), book(home, "Platz 1", who="bert@example.org")
    host.get(f"/host/coppenbruegge/bookings/{plain.id}")
    assert "confidential" not in looks(home)
    host.get(f"/host/coppenbruegge/bookings/{booking.id}")
    assert "confidential" in looks(home)
    assert "A confidential booking" in host.get("/host/coppenbruegge/people/looks").text


def looks(home: House) -> list[str]:
    with home.app.app_context():
        return list(db.session.scalars(select(JournalEntry.what)))


def test_note_is_refused_with_words(host: FlaskClient, home: House) -> None:
    booking = book(home, ROOM)
    answer = host.post(f"/host/coppenbruegge/bookings/{booking.id}/note", data={"note": WORD})
    assert answer.status_code == 422
    assert "Please leave out the note." in answer.text
    assert read(home.app, booking).note == ""


def test_move_offers_only_its_like(member: FlaskClient, home: House) -> None:
    booking = book(home, ROOM)
    page = member.get(f"/bookings/{booking.id}/edit").text
    assert set(re.findall(r'<option[^>]* value="(\d+)"', page)) == {str(home.spaces[ROOM])}


def space_form(**changed: str) -> dict[str, str]:
    return {"name": "Beratung", "kind": "room", "capacity": "2", "count": "1", "turnaround_minutes": "0", **changed}


def test_hosts_make_a_room_confidential(host: FlaskClient, home: House) -> None:
    answer = host.post(SPACES, data=space_form(is_confidential="y", form_key="a"))
    assert (answer.status_code, "Please fill this in." in answer.text) == (422, True)
    answer = host.post(SPACES, data=space_form(is_confidential="y", outer_name=OUTER, form_key="b"))
    assert (answer.status_code, "already used" in answer.text) == (422, True)
    answer = host.post(SPACES, data=space_form(is_confidential="y", outer_name="Raum 4", kind="desk", form_key="c"))
    assert (answer.status_code, "needs a door" in answer.text) == (422, True)
    answer = host.post(SPACES, data=space_form(is_confidential="y", outer_name="Raum 4", form_key="d"))
    assert answer.status_code == 303
    with home.app.app_context():
        made = db.session.scalars(select(Space).where(Space.name == "Beratung")).one()
        assert (made.is_confidential, made.outer_name) == (True, "Raum 4")
    assert "confidential: “Raum 4”" in host.get(SPACES).text


def test_several_at_once_are_numbered_outside_too(host: FlaskClient, home: House) -> None:
    sent = space_form(count="2", is_confidential="y", outer_name="Raum", form_key="a")
    assert host.post(SPACES, data=sent).status_code == 303
    with home.app.app_context():
        made = db.session.scalars(select(Space).where(Space.name.startswith("Beratung")).order_by(Space.id))
        assert [(one.name, one.outer_name) for one in made] == [("Beratung 1", "Raum 3"), ("Beratung 2", "Raum 4")]


def test_hub_says_which_place_is_confidential(client: FlaskClient, home: House) -> None:
    client.set_cookie("lang", "en")
    page = client.get("/hubs/coppenbruegge").text
    assert ROOM in page
    assert page.count("Confidential: nobody asks what you use it for") == 1


def test_sign_and_its_form_call_it_by_its_outer_name(app: Flask, home: House, tuesday: Any) -> None:
    with home.app.app_context():
        space = db.session.get_one(Space, home.spaces[ROOM])
        code = space.qr_code
    page = app.test_client().get(f"/q/{code}").text
    assert OUTER in page
    assert ROOM not in page
