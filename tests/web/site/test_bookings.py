"""A member's bookings: the list, one, cancelling, checking in. What is another's does not exist."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import update

from bookings.models import Booking
from core.db import db
from core.text import one_line
from core.transactions import transaction
from tests.support import people
from tests.support.booking import ELEVEN, NINE, book, cancel, move
from tests.support.house import House, at, bookings, house, steps, taken
from tests.support.html import links, text
from tests.support.queries import counted


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    return house(app, name="Am Bahnhof", phone="030 23125-104", email="hub@example.org", house_rules_de="Bitte leise.")


@pytest.fixture
def member(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client)
    client.set_cookie("lang", "en")
    return client


PATHS = ("", "/edit", "/cancellation", "/calendar.ics")


@pytest.mark.parametrize("path", PATHS)
def test_another_members_booking_does_not_exist(member: FlaskClient, home: House, path: str) -> None:
    theirs = book(home, who="bert@example.org")

    assert member.get(f"/bookings/{theirs.id}{path}").status_code == 404


@pytest.mark.parametrize("path", ["/edit", "/cancellation", "/check-in"])
def test_another_members_booking_cannot_be_changed(app: Flask, member: FlaskClient, home: House, path: str) -> None:
    theirs = book(home, who="bert@example.org")
    before = people.rows(app)
    data = {"space": home.spaces["Platz 2"], "date": "2026-11-25", "from": "09:00", "to": "11:00"}

    assert member.post(f"/bookings/{theirs.id}{path}", data=data).status_code == 404
    assert people.rows(app) == before


@pytest.mark.parametrize("key", ["1", "nothing", "0" * 32, "%00", "' or 1=1"])
def test_impossible_id_does_not_exist(member: FlaskClient, key: str) -> None:
    assert {member.get(f"/bookings/{key}{path}").status_code for path in PATHS} == {404}


@pytest.mark.parametrize("path", ["/bookings", "/bookings/1", "/bookings/1/edit", "/bookings/1/cancellation"])
def test_visitor_is_asked_to_log_in(client: FlaskClient, home: House, path: str) -> None:
    assert client.get(path).location == f"/login?next={path}"


@pytest.mark.parametrize(("path", "back"), [("/edit", "/edit"), ("/cancellation", "/cancellation"), ("/check-in", "")])
def test_ended_session_comes_back_to_the_form(client: FlaskClient, home: House, path: str, back: str) -> None:
    answer = client.post(f"/bookings/1{path}")

    assert answer.location == f"/login?next=/bookings/1{back}"


def test_confirmation_says_all_that_is_needed(member: FlaskClient, home: House) -> None:
    booking = book(home, title="Besuch")
    page = member.get(f"/bookings/{booking.id}")
    shown = text(page)

    for words in ("Your place is booked", "Besuch", "Platz 1", "Am Bahnhof", "Musterstraße 1", "confirmed"):
        assert words in shown
    for words in ("free of charge", "030 23125-104", "Bitte leise.", "You can cancel until Wed 25 Nov 2026, 08:00"):
        assert words in shown
    assert "History Booked" in shown
    assert links(page, "https://www.openstreetmap.org/?mlat=52.1185&mlon=9.5487")
    for path in ("/edit", "/cancellation", "/calendar.ics"):
        assert links(page, f"/bookings/{booking.id}{path}")


def test_history_is_told_in_words(member: FlaskClient, home: House) -> None:
    booking = book(home)
    move(home, booking, "Platz 2", NINE, ELEVEN)
    cancel(home, booking)
    shown = text(member.get(f"/bookings/{booking.id}")).partition("History")[2]

    assert shown.index("Booked") < shown.index("Moved") < shown.index("Cancelled")


def test_list_has_coming_by_day_and_past_below(member: FlaskClient, home: House, tuesday: Any) -> None:
    book(home, "Platz 2", at("2026-11-24", "8:00"), at("2026-11-24", "9:00"))
    book(home, "Platz 1", at("2026-11-26", "9:00"), at("2026-11-26", "11:00"))
    book(home, "Platz 3")
    tuesday.move_to(at("2026-11-24", "9:00"))
    shown = text(member.get("/bookings"))

    order = [shown.index(words) for words in ("Coming", "Wed", "Platz 3", "Thu", "Platz 1", "Past", "Platz 2", "over")]
    assert order == sorted(order)


def test_list_without_bookings_leads_to_the_search(member: FlaskClient) -> None:
    page = member.get("/bookings")

    assert "No upcoming booking" in text(page)
    assert "Past" not in text(page)


def test_past_bookings_come_in_pages(app: Flask, member: FlaskClient, home: House) -> None:
    for n in range(23):
        start = at("2026-11-25", "7:00") + timedelta(minutes=30 * n)
        cancel(home, book(home, start=start, end=start + timedelta(hours=1), title=f"Nr. {n:02d}"))
    first, second, third = (text(member.get(f"/bookings?page={n}")) for n in (1, 2, 3))

    assert [f"Nr. {n:02d}" in first for n in range(23)] == [False] * 3 + [True] * 20
    assert [f"Nr. {n:02d}" in second for n in range(23)] == [True] * 3 + [False] * 20
    assert "There are no older bookings" in third


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "99999999999999999999", "²"])
def test_impossible_page_does_not_exist(member: FlaskClient, page: str) -> None:
    assert member.get("/bookings", query_string={"page": page}).status_code == 404


def test_past_booking_can_be_booked_again(member: FlaskClient, home: House, tuesday: Any) -> None:
    book(home, "Platz 2")
    tuesday.move_to(ELEVEN)
    again = links(member.get("/bookings"), "/bookings/new?")[0]
    shown = text(member.get(again))

    assert f"space={home.spaces['Platz 2']}" in again
    assert "Thu 26 Nov 2026 09:00–11:00 Platz 2" in shown


def test_booking_of_a_place_that_is_gone_stays_usable(app: Flask, member: FlaskClient, home: House) -> None:
    from hubs.models import Space

    booking = book(home)
    with app.app_context(), transaction():
        db.session.execute(update(Space).where(Space.id == booking.space_id).values(is_active=False))
    for path in PATHS:
        assert member.get(f"/bookings/{booking.id}{path}").status_code == 200
    assert "kind=desk" in links(member.get("/bookings"), "/bookings")[0] or member.get("/bookings").status_code == 200
    assert member.post(f"/bookings/{booking.id}/cancellation").status_code == 303
    assert taken(app) == []


def test_cancelling_asks_once_more_and_then_frees(app: Flask, member: FlaskClient, home: House) -> None:
    booking = book(home)
    asked = member.get(f"/bookings/{booking.id}/cancellation")
    answer = member.post(f"/bookings/{booking.id}/cancellation")

    assert "You can cancel until Wed 25 Nov 2026, 08:00" in text(asked)
    assert answer.status_code == 303
    assert taken(app) == []
    assert "Your booking has been cancelled" in text(member.get(answer.location))
    assert member.post(f"/bookings/{booking.id}/cancellation").status_code == 303
    assert len(steps(app, booking.id)) == 2


@pytest.mark.parametrize(("cancelled", "head"), [(False, "Your place is booked"), (True, "Cancelled")])
def test_page_is_headed_by_the_state_of_the_booking(
    member: FlaskClient, home: House, cancelled: bool, head: str
) -> None:
    booking = book(home)
    if cancelled:
        cancel(home, booking)
    page = member.get(f"/bookings/{booking.id}").get_data(as_text=True)
    heads = [" ".join(found.split()) for found in re.findall(r"<h[12][^>]*>(.*?)</h[12]>", page, re.DOTALL)]

    assert heads[0] == head
    assert len(heads) == len(set(heads))
    assert f"<title>{head} ·" in page


def test_cancelling_too_late_names_the_hosts(app: Flask, member: FlaskClient, home: House, tuesday: Any) -> None:
    booking = book(home)
    tuesday.move_to(NINE - timedelta(minutes=30))
    asked = member.get(f"/bookings/{booking.id}/cancellation")
    answer = member.post(f"/bookings/{booking.id}/cancellation")

    assert answer.status_code == 409
    for page in (asked, answer):
        assert "030 23125-104" in text(page)
        assert "hub@example.org" in text(page)
        assert "Keep booking" not in text(page)
    assert "up to 1 hour before they start" in text(answer)
    assert len(taken(app)) == 1


def test_check_in_is_offered_in_its_window_only(app: Flask, member: FlaskClient, home: House, tuesday: Any) -> None:
    booking = book(home)
    early = member.get(f"/bookings/{booking.id}")
    refused = member.post(f"/bookings/{booking.id}/check-in")
    tuesday.move_to(NINE - timedelta(minutes=10))
    in_time = member.get(f"/bookings/{booking.id}")
    answer = member.post(f"/bookings/{booking.id}/check-in")

    assert "check in" not in text(early)
    assert refused.status_code == 409
    assert "You can check in from 15 minutes before the start" in text(refused)
    assert "I am here: check in" in text(in_time)
    assert answer.status_code == 303
    assert bookings(app)[0].status == "checked_in"


def test_calendar_file_is_one_entry_by_the_hubs_clock(app: Flask, member: FlaskClient, home: House) -> None:
    booking = book(home, title="Team, Tag; \\n mit\nZeile BEGIN:VEVENT")
    first = entry(member, booking)
    move(home, booking, "Platz 2", NINE, ELEVEN + timedelta(hours=1))
    second = entry(member, booking)
    cancel(home, booking)
    third = entry(member, booking)

    assert str(first["UID"]) == str(second["UID"]) == str(third["UID"])
    assert [int(each["SEQUENCE"]) for each in (first, second, third)] == [0, 1, 2]
    assert [str(each["STATUS"]) for each in (first, second, third)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert (first["DTSTART"].dt, first["DTEND"].dt, second["DTEND"].dt) == (NINE, ELEVEN, ELEVEN + timedelta(hours=1))
    assert first["DTSTART"].to_ical() == b"20261125T090000"
    assert str(first["UID"]) == f"{booking.id}@lebens-raum"
    assert str(first["SUMMARY"]) == one_line(booking.title)
    assert str(first["LOCATION"]) == "Am Bahnhof, Musterstraße 1"


def entry(member: FlaskClient, booking: Booking) -> Any:
    answer = member.get(f"/bookings/{booking.id}/calendar.ics")
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert "\r\nMETHOD" not in answer.text
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    return event


@pytest.mark.parametrize("count", [3, 40])
def test_pages_ask_the_database_a_fixed_number_of_times(app: Flask, member: FlaskClient, count: int) -> None:
    home = house(app, "gross", spaces=tuple(f"Platz {n}" for n in range(count)), rules={"max_active": 0})
    for name in list(home.spaces)[:18]:
        booking = book(home, name)
    for path in ("/bookings", f"/bookings/{booking.id}", f"/bookings/{booking.id}/edit"):
        with counted(app) as asked:
            assert member.get(path).status_code == 200
        assert len(asked) <= 8, (path, asked)
