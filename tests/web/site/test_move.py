"""Moving a booking: prefilled, with the same checks and offers as booking, and never over what others changed."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import people
from tests.support.booking import ELEVEN, NINE, TWELVE, book, cancel, move
from tests.support.house import House, at, bookings, house, steps, taken
from tests.support.html import chosen, error_at, hidden, links, text
from tests.support.queries import counted


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    return house(app, room_of=("Platz 3",))


@pytest.fixture
def member(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client)
    client.set_cookie("lang", "en")
    return client


def send(client: FlaskClient, home: House, booking: Any, name: str = "Platz 2", **values: str) -> Any:
    wish = {"space": str(home.spaces[name]), "date": "2026-11-25", "from": "10:00", "to": "12:00"}
    return client.post(f"/bookings/{booking.id}/edit", data=wish | {"seen": booking.stamp} | values)


def test_form_is_filled_with_the_booking(member: FlaskClient, home: House) -> None:
    booking = book(home)
    page = member.get(f"/bookings/{booking.id}/edit")

    assert chosen(page, "space") == str(home.spaces["Platz 1"])
    assert (hidden(page, "date"), chosen(page, "from"), chosen(page, "to")) == ("2026-11-25", "09:00", "11:00")
    assert '<optgroup label="Room">' in page.get_data(as_text=True)
    assert "already taken" not in text(page)


def test_move_leads_back_to_the_booking(app: Flask, member: FlaskClient, home: House) -> None:
    booking = book(home)
    answer = send(member, home, booking)
    page = member.get(answer.location)

    assert answer.status_code == 303
    assert taken(app) == [(home.spaces["Platz 2"], NINE + timedelta(hours=1), TWELVE)]
    assert "Your booking has been moved" in text(page)
    assert "10:00–12:00" in text(page)


def test_move_sent_twice_moves_once(app: Flask, member: FlaskClient, home: House) -> None:
    booking = book(home)
    answers = [send(member, home, booking).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert len(steps(app, booking.id)) == 2


def test_stale_form_says_so_and_shows_what_is_now(app: Flask, member: FlaskClient, home: House) -> None:
    booking = book(home)
    move(home, booking, "Platz 2", NINE, TWELVE)
    page = send(member, home, booking, "Platz 1")

    assert page.status_code == 409
    assert "the booking has changed" in text(page)
    assert "Currently: Wed 25 Nov 2026, 09:00–12:00, Platz 2" in text(page)
    assert chosen(page, "space") == str(home.spaces["Platz 1"])
    assert taken(app) == [(home.spaces["Platz 2"], NINE, TWELVE)]
    assert send(member, home, booking, "Platz 1", seen=hidden(page, "seen")).status_code == 303


def test_move_onto_another_booking_offers_something_else(app: Flask, member: FlaskClient, home: House) -> None:
    booking = book(home)
    book(home, "Platz 2", who="bert@example.org")
    before = taken(app)
    page = send(member, home, booking)
    offers = [parse_qs(urlsplit(address).query) for address in links(page, f"/bookings/{booking.id}/edit?")]

    assert page.status_code == 409
    assert "This time is already taken" in text(page)
    assert {"space": [str(home.spaces["Platz 1"])], "from": ["10:00"]}.items() <= offers[0].items()
    assert taken(app) == before
    again = member.get(f"/bookings/{booking.id}/edit", query_string={k: v[0] for k, v in offers[0].items()})
    assert "already taken" not in text(again)


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"date": "gestern"}, "date", "Please choose a day"),
        ({"from": "x"}, "from", "Please choose a time"),
        ({"from": "10:10"}, "from", "in steps of 30 min"),
        ({"to": "10:00"}, "to", "The end must be after the start"),
        ({"from": "19:00", "to": "21:00"}, "to", "not open the whole time"),
        ({"date": "2026-11-20"}, "from", "already passed"),
        ({"date": "2027-11-25"}, "date", "up to 60 days ahead"),
        ({"space": "999999"}, "space", "Please choose a place"),
        ({"space": ""}, "space", "Please choose a place"),
        ({"space": "9" * 40}, "space", "Please choose a place"),
    ],
)
def test_wrong_value_is_named_at_its_field_and_nothing_is_written(
    app: Flask, member: FlaskClient, home: House, values: dict[str, str], field: str, message: str
) -> None:
    booking = book(home)
    before = people.rows(app)
    page = send(member, home, booking, **values)

    assert page.status_code == 422
    assert message in error_at(page, field)
    assert people.rows(app) == before


def test_hour_of_the_clock_change_offers_the_next_stretch_and_no_button(
    app: Flask, member: FlaskClient, tuesday: Any
) -> None:
    night = house(app, "nacht", hours="24/7", rules={"horizon_days": 400})
    booking = book(night, start=at("2027-03-28", "1:00"), end=at("2027-03-28", "6:00"))
    page = member.get(f"/bookings/{booking.id}/edit", query_string={"from": "02:30", "to": "05:00"})
    offer = links(page, f"/bookings/{booking.id}/edit?")[-1]

    assert "this time does not exist" in error_at(page, "from")
    assert "This cannot be booked" in text(page)
    assert "This cannot be booked" not in text(member.get(offer))


def test_place_of_another_hub_cannot_be_chosen(app: Flask, member: FlaskClient, home: House) -> None:
    booking, other = book(home), house(app, "anderswo")
    page = send(member, home, booking, space=str(other.spaces["Platz 1"]))

    assert page.status_code == 422
    assert bookings(app)[0].space_id == home.spaces["Platz 1"]


def test_running_booking_changes_only_its_end(app: Flask, member: FlaskClient, home: House, tuesday: Any) -> None:
    booking = book(home)
    tuesday.move_to(NINE + timedelta(minutes=10))
    form = member.get(f"/bookings/{booking.id}/edit")
    refused = send(member, home, booking)
    answer = send(member, home, booking, "Platz 1", **{"from": "09:00", "to": "12:00"})

    assert "you can still change its end" in text(form)
    assert '<select class="kern-form-input__select" id="from"' not in form.get_data(as_text=True)
    assert refused.status_code == 409
    assert "This booking has started" in text(refused)
    assert answer.status_code == 303
    assert taken(app) == [(home.spaces["Platz 1"], NINE, TWELVE)]


@pytest.mark.parametrize("after", ["cancelled", "over"])
def test_what_is_over_or_cancelled_cannot_be_moved(
    app: Flask, member: FlaskClient, home: House, tuesday: Any, after: str
) -> None:
    booking = book(home)
    if after == "cancelled":
        cancel(home, booking)
    else:
        tuesday.move_to(ELEVEN)
    form = member.get(f"/bookings/{booking.id}/edit")
    before = taken(app)
    answer = send(member, home, booking, date="2026-11-26")

    assert "can no longer be moved" in text(form)
    assert answer.status_code == 409
    assert taken(app) == before


def test_dearer_move_is_ordered_knowing_the_price(app: Flask, member: FlaskClient) -> None:
    home = house(app, "teuer", prices={"desk": 300})
    booking = book(home)
    longer = {"from": "09:00", "to": "12:00"}
    blind = send(member, home, booking, "Platz 1", **longer)
    knowing = send(member, home, booking, "Platz 1", price=hidden(blind, "price"), **longer)

    assert blind.status_code == 409
    assert "€9.00" in text(blind)
    assert "Book with obligation to pay" in text(blind)
    assert knowing.status_code == 303


def test_update_button_shows_the_wish_and_moves_nothing(app: Flask, member: FlaskClient, home: House) -> None:
    booking = book(home)
    answer = send(member, home, booking, check="1")

    assert parse_qs(urlsplit(answer.location).query)["from"] == ["10:00"]
    assert chosen(member.get(answer.location), "from") == "10:00"
    assert len(steps(app, booking.id)) == 1


def test_night_over_midnight_is_filled_in_and_kept(app: Flask, member: FlaskClient) -> None:
    home = house(app, "nacht", hours="24/7")
    booking = book(home, start=at("2026-11-25", "22:00"), end=at("2026-11-26", "2:00"))
    page = member.get(f"/bookings/{booking.id}/edit")

    assert (chosen(page, "from"), chosen(page, "to")) == ("22:00", "26:00")


def test_refusal_asks_the_database_a_fixed_number_of_times(app: Flask, member: FlaskClient) -> None:
    home = house(app, "gross", spaces=tuple(f"Platz {n}" for n in range(40)))
    booking = book(home)
    book(home, "Platz 2", who="bert@example.org")
    with counted(app) as asked:
        assert send(member, home, booking).status_code == 409

    assert len(asked) <= 20, asked
