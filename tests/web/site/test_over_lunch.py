"""A hub that closes over lunch, as members see it: one booking for a day, and what they have to know of it."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from core.db import db
from core.transactions import transaction
from hubs import actions as hub_actions
from hubs.models import Hub
from hubs.setup_rules import RuleValues
from hubs.tariffs import TariffValues
from tests.support import people
from tests.support.booking import DAY, book
from tests.support.door import code_of, ends
from tests.support.hosts import HOST, make_host
from tests.support.house import House, at, bookings, clock, house
from tests.support.html import error_at, hidden, links, text

HOURS = "Mo-Fr 08:00-12:30,14:30-18:00; PH off"
WISH = {"date": DAY, "from": "08:00", "to": "18:00"}
CLOSED = "The hub is closed from 12:30 to 14:30. You cannot get in during this time."


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    made = house(app, hours=HOURS)
    with made.here() as (_member, hub, _setup), transaction():
        hub_actions.set_tariff(hub=hub, kind="desk", values=TariffValues(half_day=700, day=1200))
    return made


@pytest.fixture
def member(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client)
    client.set_cookie("lang", "en")
    return client


def form_of(member: FlaskClient, home: House, **values: str) -> Any:
    return member.get("/bookings/new", query_string={"space": home.spaces["Platz 1"]} | WISH | values)


def test_form_offers_the_day_at_its_price_and_says_when_one_cannot_get_in(
    app: Flask, member: FlaskClient, home: House
) -> None:
    page = form_of(member, home)
    assert CLOSED in text(page)
    assert "€12.00" in text(page)
    assert CLOSED not in text(form_of(member, home, to="12:30"))

    sent = WISH | {"space": str(home.spaces["Platz 1"]), "form_key": "k", "price": hidden(page, "price")}
    answer = member.post("/bookings", data=sent)
    assert answer.status_code == 303
    [made] = bookings(app)
    assert (made.starts_at, made.ends_at, made.price_cents) == (at(DAY, "8:00"), at(DAY, "18:00"), 1200)
    assert CLOSED in text(member.get(answer.location))


def test_times_to_choose_begin_and_end_in_open_time(member: FlaskClient, home: House) -> None:
    page = form_of(member, home).text
    start, end = (page[page.index(f'name="{name}"') :].split("</select>")[0] for name in ("from", "to"))
    assert [time in start for time in ("12:00", "12:30", "14:00", "14:30", "17:00", "17:30")] == [
        *(True, False),
        *(False, True),
        *(True, False),
    ]
    assert [time in end for time in ("08:30", "09:00", "12:30", "13:00", "14:30", "15:00", "18:00")] == [
        *(False, True),
        *(True, False),
        *(False, True, True),
    ]


def test_end_in_the_break_is_refused_with_the_break_and_the_hours(member: FlaskClient, home: House) -> None:
    page = form_of(member, home, to="13:00")
    assert error_at(page, "to") == (
        "Error: The hub is not open the whole time. On this day it is open 08:00–12:30 and 14:30–18:00. A booking may "
        "go over the break from 12:30 to 14:30, but please let it begin and end within these hours."
    )


def test_taken_day_over_lunch_is_offered_elsewhere_and_tomorrow(member: FlaskClient, home: House) -> None:
    book(home, start=at(DAY, "8:00"), end=at(DAY, "9:00"), who="bert@example.org")
    page = form_of(member, home)
    assert "Platz 2" in text(page)
    assert any("date=2026-11-26" in link and "from=08" in link for link in links(page, "/bookings/new?"))


def test_calendar_file_says_when_one_cannot_get_in(member: FlaskClient, home: House) -> None:
    made = book(home, start=at(DAY, "8:00"), end=at(DAY, "18:00"))
    [entry] = Calendar.from_ical(member.get(f"/bookings/{made.id}/calendar.ics").data).walk("VEVENT")
    assert CLOSED in str(entry["DESCRIPTION"]).split("\n")


def test_whole_day_is_found_as_one_booking(member: FlaskClient, home: House) -> None:
    page = member.get("/", query_string={"date": DAY, "near": "Coppenbruegge"})
    assert "08:00–18:00" in text(page)
    assert [link for link in links(page, "/bookings/new?") if "from=08:00" in link and "to=18:00" in link]


def test_at_the_desk_the_rest_of_the_day_goes_over_lunch(
    app: Flask, member: FlaskClient, home: House, tuesday: Any
) -> None:
    tuesday.move_to(clock("9:07"))
    page = member.get(f"/q/{code_of(app)}")
    assert "Free until 12:30" in text(page)
    assert ends(page)[:2] == [clock("18:00"), clock("12:30")]
    assert text(page).count(CLOSED) == 1


def test_hub_that_wants_no_booking_over_lunch_says_so(app: Flask, member: FlaskClient, home: House) -> None:
    with app.app_context(), transaction():
        hub_actions.set_rules(hub=db.session.query(Hub).one(), values=RuleValues(over_lunch=False))
    assert "A booking cannot go over the lunch break." in text(member.get(f"/hubs/{home.slug}"))
    page = form_of(member, home)
    assert "The hub is not open the whole time" in error_at(page, "from")


def test_hosts_see_what_the_person_has_to_know(app: Flask, client: FlaskClient, home: House) -> None:
    make_host(app)
    client.set_cookie("lang", "en")
    made = book(home, start=at(DAY, "8:00"), end=at(DAY, "18:00"))
    people.log_in(client, HOST)
    assert CLOSED in text(client.get(f"/host/{home.slug}/bookings/{made.id}"))
