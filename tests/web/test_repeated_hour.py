"""In the night in which the clock is set back, pages say which of the two times is meant."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from core.db import db
from core.transactions import transaction
from members.models import MemberRole
from tests.support import people
from tests.support.booking import book
from tests.support.door import code_of
from tests.support.house import House, bookings, house
from tests.support.html import text

pytestmark = pytest.mark.one_database

CASES = [
    ("Europe/Berlin", "2026-10-25T00:30Z", "2:30 Uhr Sommerzeit – 2:30 Uhr Winterzeit"),
    ("Europe/London", "2026-10-25T00:30Z", "1:30 Uhr Sommerzeit – 1:30 Uhr Winterzeit"),
    ("America/New_York", "2026-11-01T05:30Z", "1:30 Uhr Sommerzeit – 1:30 Uhr Winterzeit"),
]


@pytest.fixture(params=CASES, ids=lambda case: case[0])
def case(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def home(app: Flask, case: Any) -> Any:
    zone, start, _shown = case
    begin = datetime.fromisoformat(start)
    with time_machine.travel(begin - timedelta(days=2), tick=False) as clock:
        anna = people.add(app)
        made = house(app, hours="24/7", time_zone=zone)
        with app.app_context(), transaction():
            db.session.add(MemberRole(member_id=anna, role="host", hub_slug=made.slug))
        book(made, start=begin, end=begin + timedelta(hours=1))
        clock.move_to(begin - timedelta(minutes=5))
        yield made


def test_pages_say_which(app: Flask, home: House, case: Any) -> None:
    _zone, start, shown = case
    client = app.test_client()
    people.log_in(client)
    client.set_cookie("lang", "de")
    booking_id = bookings(app)[0].id
    day = datetime.fromisoformat(start).date()
    for path in (
        "/",
        "/bookings",
        f"/bookings/{booking_id}",
        f"/bookings/{booking_id}/edit",
        f"/host/{home.slug}/bookings/{booking_id}",
        f"/host/{home.slug}/today?date={day}",
        f"/host/{home.slug}/today/sheet?date={day}",
        f"/hubs/{home.slug}/days/{day}",
        f"/q/{code_of(app)}",
    ):
        page = client.get(path)
        assert page.status_code == 200, path
        assert shown in text(page).replace("\u00a0", " ") + page.text.replace("\u00a0", " "), path


def test_mails_say_which(app: Flask, home: House, case: Any) -> None:
    [mail] = people.mails(app)
    assert case[2] in mail["Subject"].replace("\u00a0", " ")
    for kind in ("plain", "html"):
        assert case[2] in mail.get_body((kind,)).get_content().replace("\u00a0", " ")  # type: ignore[union-attr]
