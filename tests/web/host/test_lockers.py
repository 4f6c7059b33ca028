"""Hosts see what is in their lockers, give codes, and tell how one gets in."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core.db import db
from hubs.doors.models import EntryNote
from hubs.models import Space
from tests.support import people
from tests.support.booking import book, check_in
from tests.support.hosts import HOST, call, make_host
from tests.support.house import NOW, House, at
from tests.support.lockers import lockers

WED, THU = "2026-11-25", "2026-11-26"
ENTRY, LIST = "/host/coppenbruegge/entry", "/host/coppenbruegge/lockers"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app)
    made = lockers(app)
    make_host(app)
    return made


@pytest.fixture
def host(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client, HOST)
    client.set_cookie("lang", "en")
    return client


def later(host: FlaskClient, clock: Any, moment: datetime) -> None:
    """A host's log-in has rested too long by then."""
    clock.move_to(moment)
    people.log_in(host, HOST)


def test_locker_is_booked_for_a_caller_overnight_and_gets_codes(host: FlaskClient, home: House, clock: Any) -> None:
    wish = {"space": str(home.spaces["Fach 1"]), "date": WED, "from": "17:00", "to_date": THU, "to": "09:00"}
    made = host.post("/host/coppenbruegge/bookings", data={**wish, "guest_name": "Hofladen", "form_key": "k"})
    assert made.status_code == 303, made.text
    booking_id = made.location.split("/")[-2]
    assert "Create new codes" in host.get(f"/host/coppenbruegge/bookings/{booking_id}").text
    page = host.post(f"{LIST}/{booking_id}/codes", data={"recipient": "Frau K."})
    assert page.status_code == 200
    assert len(re.findall(r"<b>\d{3} \d{3}</b>", page.text)) == 2
    later(host, clock, at(WED, "17:05"))
    listed = host.get(LIST).text
    assert "Frau K." in listed
    assert "nothing put in yet" in listed


def test_what_was_left_behind_stands_first_until_a_host_says_that_it_is_empty(
    host: FlaskClient, home: House, clock: Any
) -> None:
    booking = book(home, "Fach 1", at(WED, "17:00"), at(THU, "9:00"))
    later(host, clock, at(WED, "17:05"))
    check_in(home, booking)
    assert "something is inside" in host.get(LIST).text
    later(host, clock, at(THU, "10:00"))
    assert "Not collected in time" in host.get(LIST).text
    assert host.post(f"{LIST}/{booking.id}/collection").status_code == 303
    assert "All lockers are free" in host.get(LIST).text


def test_lists_and_codes_are_of_the_hosts_own_hub(app: Flask, host: FlaskClient, home: House) -> None:
    other = lockers(app, "hachmuehlen")
    booking = book(other, "Fach 1", at(WED, "17:00"), at(THU, "9:00"))
    desk = call(home, at(WED, "9:00"), at(WED, "10:00"))
    for key in (booking.id, desk.id):
        for path in ("codes", "collection"):
            assert host.post(f"{LIST}/{key}/{path}").status_code == 404
    assert host.get("/host/hachmuehlen/lockers").status_code in {403, 404}
    assert host.get("/host/hachmuehlen/entry").status_code in {403, 404}


def test_way_in_is_entered_changed_and_taken_away(app: Flask, host: FlaskClient, home: House) -> None:
    field = f"space-{home.spaces['Fach 1']}"
    assert host.post(ENTRY, data={"text": "Seitentür 4711", field: "Schloss 73"}).status_code == 303
    page = host.get(ENTRY).text
    assert "Seitentür 4711" in page
    assert "Schloss 73" in page
    with app.app_context():
        assert len(db.session.scalars(select(EntryNote)).all()) == 2
    host.post(ENTRY, data={"text": "", field: "Schloss 74"})
    with app.app_context():
        assert len(db.session.scalars(select(EntryNote)).all()) == 1
    assert host.post(ENTRY, data={"text": "x" * 1001}).status_code == 422


def test_older_form_undoes_nothing(host: FlaskClient, home: House) -> None:
    seen = re.search(r'name="seen" type="hidden" value="(\w+)"', host.get(ENTRY).text)
    assert seen
    host.post(ENTRY, data={"text": "neu"})
    answer = host.post(ENTRY, data={"text": "alt", "seen": seen[1]})
    assert answer.status_code == 422
    assert "changed this in the meantime" in answer.text


def test_hub_without_lockers_says_how_to_get_some(app: Flask, host: FlaskClient, home: House) -> None:
    with app.app_context():
        for space in db.session.scalars(select(Space).where(Space.kind == "locker")):
            space.is_active = False
        db.session.commit()
    page = host.get(LIST).text
    assert "There are no lockers here yet" in page


def test_locker_is_put_outside_and_desks_are_not(app: Flask, host: FlaskClient, home: House) -> None:
    key = home.spaces["Fach 1"]
    values = {"name": "Fach 1", "kind": "locker", "capacity": "1", "turnaround_minutes": "0", "is_outside": "y"}
    assert host.post(f"/host/coppenbruegge/spaces/{key}", data=values).status_code == 303
    with app.app_context():
        assert db.session.get_one(Space, key).is_outside
    assert host.post(f"/host/coppenbruegge/spaces/{key}", data={**values, "kind": "booth"}).status_code == 303
    with app.app_context():
        assert not db.session.get_one(Space, key).is_outside
