"""What hosts see of groups, of guests for whom members have booked, and of people who have called."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bookings import actions
from bookings.booked_for import BookedFor
from bookings.slots import Slot
from core.timespans import Interval
from core.transactions import transaction
from tests.support.booking import book
from tests.support.groups import book_group
from tests.support.house import House, bookings, clock
from tests.support.html import error_at, hidden, text

NINE, TWELVE = clock("9:00"), clock("12:00")
HOST = "/host/coppenbruegge"
CALL = {"guest_name": "Frau Ruf", "space": "kind:desk", "date": "2026-11-25", "from": "09:00", "to": "12:00"}


def test_hosts_read_who_comes_and_who_has_booked(app: Flask, hanna: FlaskClient, home: House, tuesday: Any) -> None:
    with home.here() as (anna, hub, setup), transaction():
        slot = Slot(hub, setup, home.place(setup, "Platz 1"), Interval(NINE, TWELVE))
        made = actions.book(member=anna, slot=slot, guest=BookedFor("Erika <i>Gast</i>", "erika@example.org"))
    day = hanna.get(f"{HOST}/today")
    assert "Erika &lt;i&gt;Gast&lt;/i&gt;" in day.text
    assert "booked by Anna Muster" in text(day)
    shown = text(hanna.get(f"{HOST}/bookings/{made.id}"))
    assert "Booked by Anna Muster" in shown
    assert "erika@example.org" not in shown, "only what hosts need"


def test_a_plain_booking_says_nothing_of_who_booked(hanna: FlaskClient, home: House, tuesday: Any) -> None:
    made = book(home, start=NINE, end=TWELVE)
    assert "booked by" not in text(hanna.get(f"{HOST}/today")).lower()
    assert "Booked by" not in text(hanna.get(f"{HOST}/bookings/{made.id}"))


def test_the_page_of_a_booking_leads_to_the_others_of_its_group(hanna: FlaskClient, home: House, tuesday: Any) -> None:
    made = book_group(home, start=NINE, end=TWELVE, guests={"Platz 2": BookedFor("Karl Kollege")})
    first = hanna.get(f"{HOST}/bookings/{made[0].id}")
    assert "Booked together with 2 other places: Platz 2 , Karl Kollege Platz 3 , Anna Muster" in text(first)
    for other in made[1:]:
        assert f"{HOST}/bookings/{other.id}" in first.text
    assert hanna.get(f"{HOST}/today").text.count("<span>group</span>") == 3


def test_what_is_free_that_day_stands_beside_the_form_and_a_look_books_nothing(
    app: Flask, hanna: FlaskClient, home: House, tuesday: Any
) -> None:
    book(home, "Platz 2", start=NINE, end=TWELVE)
    form = hanna.get(f"{HOST}/bookings/new")
    assert "taken 09:00–12:00" in text(form)
    other_day = hanna.post(f"{HOST}/bookings", data={**CALL, "check": "1", "telephone": "05156 1234"})
    assert other_day.status_code == 200
    assert "taken" not in text(other_day).partition("Space")[2]
    assert 'value="05156 1234"' in other_day.text
    assert f"{HOST}/bookings/new?date=2026-11-25" in other_day.text
    assert len(bookings(app)) == 1


def test_a_callers_number_is_there_until_the_visit_is_over(
    app: Flask, hanna: FlaskClient, home: House, tuesday: Any
) -> None:
    form = hanna.get(f"{HOST}/bookings/new")
    data = {**CALL, "telephone": "05156 <b>1234</b>", "form_key": hidden(form, "form_key")}
    assert hanna.post(f"{HOST}/bookings", data=data).status_code == 303
    [made] = bookings(app)
    page = hanna.get(f"{HOST}/bookings/{made.id}")
    assert "05156 &lt;b&gt;1234&lt;/b&gt;" in page.text
    assert "Booked by Hanna Gastgeberin" in text(page)
    tuesday.move_to(made.ends_at)
    assert "1234" not in hanna.get(f"{HOST}/bookings/{made.id}").text, "whether or not the job has run"


@pytest.mark.parametrize("number", ["1" * 41, "05156\u202e1234"])
def test_a_number_that_is_none_is_refused_or_cleaned(app: Flask, hanna: FlaskClient, home: House, number: str) -> None:
    form = hanna.get(f"{HOST}/bookings/new")
    data = {**CALL, "telephone": number, "form_key": hidden(form, "form_key")}
    answer = hanna.post(f"{HOST}/bookings", data=data)
    if len(number) > 40:
        assert "at most 40" in error_at(answer, "telephone")
        assert bookings(app) == []
    else:
        assert answer.status_code == 303
        assert "\u202e" not in hanna.get(answer.location.removesuffix("/slip")).text
