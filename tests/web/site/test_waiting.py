"""The waiting list as members and visitors see it: joining where something is full, the list, taking, leaving."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bookings import actions
from bookings.models import Booking
from bookings.waiting import links
from core.db import db
from core.transactions import transaction
from tests.support import people, stripe
from tests.support.booking import NINE, book
from tests.support.house import NOW, House, at, bookings, house
from tests.support.html import error_at, form_data
from tests.support.html import links as links_to
from tests.support.limits import ask, rule
from tests.support.money import fees, operator_of, takes_money
from tests.support.queries import counted
from tests.support.waiting import address, clock, entries, held_for, join, proposals_mailed, run_out

__all__ = ["clock"]

MINUTE = timedelta(minutes=1)


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    for name in ("Anna", "Bert", "Zoe"):
        people.add(app, address(name), f"{name} Beispiel", locale="en")
    return house(app, spaces=("Platz 1", "Platz 2"))


@pytest.fixture
def zoes(home: House) -> Booking:
    """She has the first place from 9 to 11."""
    return book(home, who=address("Zoe"))


@pytest.fixture
def anna_s(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client, address("Anna"))
    client.set_cookie("lang", "en")
    return client


def give_back(home: House, booking: Booking, who: str = "Zoe") -> None:
    with home.here(address(who)) as (member, hub, setup), transaction():
        fresh = db.session.get_one(Booking, booking.id)
        actions.cancel(booking=fresh, member=member, hub=hub, place=setup.by_id[fresh.space_id])


def wish(home: House) -> dict[str, Any]:
    return {"space": home.spaces["Platz 1"], "date": "2026-11-25", "from": "09:00", "to": "11:00"}


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_booking_page_offers_to_wait_where_it_is_taken(home: House, zoes: Booking, anna_s: FlaskClient) -> None:
    page = anna_s.get("/bookings/new", query_string=wish(home)).text
    assert re.search(r'formaction="?/waiting"?', page)
    other = anna_s.get("/bookings/new", query_string=wish(home) | {"space": home.spaces["Platz 2"]}).text
    assert "/waiting/new" not in other


def test_visitor_is_led_to_the_log_in_and_back(client: FlaskClient, home: House, zoes: Booking) -> None:
    page = client.get("/bookings/new", query_string=wish(home)).text
    [way] = set(re.findall(r'href="?(/waiting/new[^">\s]*)', page))
    login = client.get(way.replace("&amp;", "&"))
    assert (login.status_code, login.location.startswith("/login?next=/waiting/new")) == (302, True)
    back = people.log_in(client, address("Anna"), next=way.replace("&amp;", "&"))
    assert client.get(back.location).status_code == 200


def test_one_tap_joins_and_the_list_says_which_number(
    app: Flask, home: House, zoes: Booking, anna_s: FlaskClient
) -> None:
    join(home, "Bert")
    answer = anna_s.post("/waiting", data=wish(home))
    assert (answer.status_code, answer.location) == (303, "/waiting")
    page = text(anna_s.get("/waiting").text)
    assert "number 2 of 2" in page
    assert "You are on the waiting list: number 2 of 2." in page
    anna_s.post("/waiting", data=wish(home))
    assert len(entries(app)) == 2


def test_what_is_free_is_refused_with_a_link_to_book_it(app: Flask, home: House, anna_s: FlaskClient) -> None:
    answer = anna_s.post("/waiting", data=wish(home))
    assert answer.status_code == 409
    assert "/bookings/new?space=" in answer.text
    assert "this is free" in answer.text
    assert anna_s.get("/waiting/new", query_string=wish(home)).status_code == 200
    assert entries(app) == []


def test_times_that_are_no_times_lead_to_the_page_of_booking(home: House, anna_s: FlaskClient) -> None:
    for values in (wish(home) | {"from": "11:00", "to": "9:00"}, wish(home) | {"date": "x"}):
        answer = anna_s.post("/waiting", data=values)
        assert (answer.status_code, answer.location.startswith("/bookings/new?")) == (303, True)
    assert anna_s.post("/waiting", data=wish(home) | {"space": "999"}).status_code == 404


def test_place_is_taken_by_one_button_and_then_booked(
    app: Flask, home: House, zoes: Booking, anna_s: FlaskClient
) -> None:
    anna_s.post("/waiting", data=wish(home))
    give_back(home, zoes)
    booking = held_for(app)["Anna"]
    for path in ("/waiting", "/bookings", f"/bookings/{booking.id}"):
        page = anna_s.get(path).text
        assert f"/bookings/{booking.id}/acceptance" in page, path
        assert "waiting for payment" not in page, path
    page = anna_s.get(f"/bookings/{booking.id}/acceptance").text
    assert "Held for you until" in page
    answer = anna_s.post(f"/bookings/{booking.id}/acceptance", data={"price": "0"})
    assert (answer.status_code, answer.location) == (303, f"/bookings/{booking.id}")
    again = anna_s.post(f"/bookings/{booking.id}/acceptance", data={"price": "0"})
    assert again.location == f"/bookings/{booking.id}"
    page = text(anna_s.get(f"/bookings/{booking.id}").text)
    assert "Your place is booked" in page
    assert "Held from the waiting list" in page
    assert anna_s.get(f"/bookings/{booking.id}/acceptance").location == f"/bookings/{booking.id}"


def test_late_answer_says_what_to_do_next(
    app: Flask, home: House, zoes: Booking, anna_s: FlaskClient, clock: Any
) -> None:
    anna_s.post("/waiting", data=wish(home))
    give_back(home, zoes)
    booking = held_for(app)["Anna"]
    clock.move_to(NOW + 31 * MINUTE)
    for _written_down in (False, True):
        answer = anna_s.post(f"/bookings/{booking.id}/acceptance", data={"price": "0"})
        assert answer.status_code == 409
        assert "no longer held for you" in answer.text
        assert "See whether it is free" in answer.text
        assert "You are no longer waiting." in anna_s.get("/waiting").text
        run_out(app)
    assert [one.status for one in bookings(app) if one.id == booking.id] == ["expired"]


def test_leaving_by_one_tap_and_declining_give_it_to_the_next(
    app: Flask, home: House, zoes: Booking, anna_s: FlaskClient
) -> None:
    anna_s.post("/waiting", data=wish(home))
    join(home, "Bert")
    give_back(home, zoes)
    booking = held_for(app)["Anna"]
    answer = anna_s.post(f"/bookings/{booking.id}/cancellation", follow_redirects=True)
    assert "the next person can have the place" in answer.text
    assert list(held_for(app)) == ["Bert"]
    anna_s.post("/waiting", data=wish(home))
    [entry] = [one for one in entries(app) if one.booking_id is None]
    for _twice in range(2):
        assert anna_s.post(f"/waiting/{entry.id}/removal").status_code == 303
    assert proposals_mailed(app) == ["Anna", "Bert"]
    assert "You are not waiting for anything" in anna_s.get("/waiting").text


def test_link_in_the_mail_shows_one_button_and_leaves_without_log_in(
    app: Flask, home: House, zoes: Booking, client: FlaskClient
) -> None:
    entry = join(home, "Anna")
    give_back(home, zoes)
    mail = next(one for one in people.mails(app) if "free for you" in str(one["Subject"]))
    with app.app_context():
        path = f"/mails/waiting/{links.token(entry.id)}"
    assert path in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert client.get(path).status_code == 200
    assert len(entries(app)) == 1
    assert client.post(path, follow_redirects=True).status_code == 200
    assert (entries(app), held_for(app)) == ([], {})
    assert client.post(path, follow_redirects=True).status_code == 200
    assert client.get("/mails/waiting/broken").status_code == 404


def test_others_entries_and_proposals_do_not_exist(app: Flask, home: House, zoes: Booking, anna_s: FlaskClient) -> None:
    entry = join(home, "Bert")
    anna_s.post(f"/waiting/{entry.id}/removal")
    give_back(home, zoes)
    booking = held_for(app)["Bert"]
    assert anna_s.get(f"/bookings/{booking.id}/acceptance").status_code == 404
    assert anna_s.post(f"/bookings/{booking.id}/acceptance").status_code == 404
    assert list(held_for(app)) == ["Bert"]


def paid(home: House, *ways: str) -> None:
    with home.app.app_context(), transaction():
        takes_money(operator_of(home), ways)


@pytest.fixture
def costly(app: Flask, clock: Any) -> House:
    """Three euros an hour."""
    for name in ("Anna", "Zoe"):
        people.add(app, address(name), f"{name} Beispiel", locale="en")
    return house(app, spaces=("Platz 1", "Platz 2"), prices={"desk": 300})


def test_taking_charges_what_was_shown_and_a_proposal_nothing(app: Flask, costly: House, client: FlaskClient) -> None:
    paid(costly, "on_site", "transfer")
    people.log_in(client, address("Anna"))
    client.set_cookie("lang", "en")
    booking = book(costly, who=address("Zoe"))
    client.post("/waiting", data=wish(costly))
    give_back(costly, booking)
    proposal = held_for(app)["Anna"]
    assert [one.booking_id for one in fees(costly)] == [booking.id]
    page = client.get(f"/bookings/{proposal.id}/acceptance").text
    assert "Book with obligation to pay" in page
    refused = client.post(f"/bookings/{proposal.id}/acceptance", data={"price": "100"})
    assert refused.status_code == 409
    done = client.post(f"/bookings/{proposal.id}/acceptance", data={"price": "600", "way": "transfer"})
    assert done.status_code == 303
    [fee] = [one for one in fees(costly) if one.booking_id == proposal.id]
    assert (fee.gross_cents, fee.covered_by) == (600, "transfer")


def test_at_once_is_ordered_with_its_price_and_charged(app: Flask, costly: House, client: FlaskClient) -> None:
    paid(costly, "on_site")
    people.log_in(client, address("Anna"))
    client.set_cookie("lang", "en")
    booking = book(costly, who=address("Zoe"))
    page = client.get("/waiting/new", query_string=wish(costly)).text
    assert "Book with obligation to pay as soon as it is free" in page
    assert client.post("/waiting", data=wish(costly) | {"take": "1", "price": "100"}).status_code == 409
    assert client.post("/waiting", data=wish(costly) | {"take": "1", "price": "600"}).status_code == 303
    give_back(costly, booking)
    [own] = [one for one in bookings(app) if one.status == "confirmed"]
    [fee] = [one for one in fees(costly) if one.booking_id == own.id]
    assert (fee.gross_cents, fee.covered_by) == (600, "on_site")
    assert any("as soon as a place is free" in one.get_body(("plain",)).get_content() for one in people.mails(app))  # type: ignore[union-attr]


def test_what_is_paid_online_is_not_booked_at_once(make_app: Any, clock: Any) -> None:
    app = make_app(
        stripe_secret_key=stripe.KEY, stripe_webhook_secret=stripe.SECRET, stripe_api_base="http://127.0.0.1:9"
    )
    for name in ("Anna", "Zoe"):
        people.add(app, address(name), f"{name} Beispiel", locale="en")
    costly, client = house(app, spaces=("Platz 1", "Platz 2"), prices={"desk": 300}), app.test_client()
    booking = book(costly, who=address("Zoe"))
    paid(costly, "online")
    people.log_in(client, address("Anna"))
    client.set_cookie("lang", "en")
    page = client.get("/waiting/new", query_string=wish(costly)).text
    assert "It has to be paid online" in page
    assert not re.search(r'name="?take\b', page)
    client.post("/waiting", data=wish(costly) | {"take": "1", "price": "600"})
    give_back(costly, booking)
    assert list(held_for(app)) == ["Anna"]
    done = client.post(f"/bookings/{held_for(app)['Anna'].id}/acceptance", data={"price": "600", "way": "online"})
    assert (done.status_code, done.location.startswith("/payments/")) == (303, True)
    assert [one.status for one in bookings(app) if one.held_for == "" and one.status == "held"] == ["held"]


@pytest.mark.parametrize("page", ["/hubs/coppenbruegge/days/2026-11-25", "/hubs/coppenbruegge"])
def test_day_plan_and_hub_page_offer_to_wait_in_one_tap_where_all_is_taken(
    app: Flask, home: House, anna_s: FlaskClient, client: FlaskClient, clock: Any, page: str
) -> None:
    clock.move_to(at("2026-11-25", "7:30"))
    book(home, "Platz 1", NINE, at("2026-11-25", "11:00"), who=address("Zoe"))
    assert "All desks are taken" not in anna_s.get(page).text
    book(home, "Platz 2", at("2026-11-25", "10:00"), at("2026-11-25", "12:00"), who=address("Zoe"))
    shown = anna_s.get(page).text
    assert "All desks are taken: 10:00–11:00" in text(shown)
    sent = form_data(shown[shown.index("All desks are taken") - 200 :], "kind")
    assert anna_s.post("/waiting", data=sent).location == "/waiting"
    [entry] = entries(app)
    assert (entry.kind, entry.space_id, entry.starts_at) == ("desk", None, at("2026-11-25", "10:00"))


def test_day_plan_offers_no_waiting_for_what_is_over_and_a_choice_for_what_is_too_long(
    app: Flask, home: House, anna_s: FlaskClient, clock: Any
) -> None:
    ends = at("2026-11-25", "15:00")
    for name in ("Platz 1", "Platz 2"):
        book(home, name, NINE, ends, who=address("Zoe"))
    page = "/hubs/coppenbruegge/days/2026-11-25"
    assert "All desks are taken: 09:00–15:00" in text(anna_s.get(page).text)
    rule(home, max_minutes=120)
    [way] = [
        one for one in links_to(anna_s.get(page), "/bookings/new") if "from=09:00&to=11:00" in one.replace("%3A", ":")
    ]
    assert "Tell me when it is free" in anna_s.get(way).text
    clock.move_to(at("2026-11-25", "14:50"))
    people.log_in(anna_s, address("Anna"))
    assert "All desks are taken" not in anna_s.get(page).text


def test_day_plan_offers_no_waiting_where_one_has_a_place(
    app: Flask, home: House, zoes: Booking, anna_s: FlaskClient
) -> None:
    book(home, "Platz 2", NINE, at("2026-11-25", "11:00"), who=address("Anna"))
    assert "All desks are taken" not in anna_s.get("/hubs/coppenbruegge/days/2026-11-25").text


def test_page_of_a_proposal_asks_what_the_hub_asks(app: Flask, home: House, zoes: Booking, anna_s: FlaskClient) -> None:
    key = ask(home, kind="number", required=True)
    assert "The hub asks you something" in anna_s.get("/waiting/new", query_string=wish(home)).text
    anna_s.post("/waiting", data=wish(home) | {"take": "1", "price": "0"})
    give_back(home, zoes)
    path = f"/bookings/{held_for(app)['Anna'].id}/acceptance"
    assert f'name="answer-{key}"' in anna_s.get(path).text
    refused = anna_s.post(path, data={"price": "0", f"answer-{key}": "viele"})
    assert refused.status_code == 422
    assert "whole number" in error_at(refused, f"answer-{key}")
    assert 'value="viele"' in refused.text
    done = anna_s.post(path, data={"price": "0", f"answer-{key}": "4"})
    assert done.status_code == 303
    assert "Wie viele Personen?" in anna_s.get(done.location).text


def test_list_asks_the_database_as_often_for_many_as_for_one(
    app: Flask, home: House, zoes: Booking, anna_s: FlaskClient
) -> None:
    numbers = []
    for hours in ((9,), (11, 13, 15, 17)):
        for hour in hours:
            start = NINE + timedelta(hours=hour - 9)
            if hour > 9:
                book(home, start=start, end=start + timedelta(hours=1), who=address("Zoe"))
            join(home, "Anna", start=start, end=start + timedelta(hours=1))
        with counted(app) as asked:
            anna_s.get("/waiting")
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]


def test_search_offers_to_wait_where_a_hub_is_full(home: House, zoes: Booking, anna_s: FlaskClient) -> None:
    book(home, "Platz 2", who=address("Zoe"))
    search = "/?near=Coppenbruegge&date=2026-11-25&part=range&from=09:00&to=11:00&kind=desk"
    page = anna_s.get(search).text
    assert re.search(r'action="?/waiting"?', page), page
    assert "Tell me when it is free" in page


def test_what_is_held_comes_first_and_is_named(
    app: Flask, home: House, zoes: Booking, anna_s: FlaskClient, clock: Any
) -> None:
    later = {"hub": home.slug, "kind": "desk", "date": "2026-11-25", "from": "09:00", "to": "11:00"}
    sooner = later | {"from": "08:00", "to": "09:00"}
    book(home, "Platz 2", who=address("Bert"))
    for name in ("Platz 1", "Platz 2"):
        book(home, name, NINE - 60 * MINUTE, NINE, who=address("Bert"))
    anna_s.post("/waiting", data=sooner)
    anna_s.post("/waiting", data=later)
    said = text(anna_s.get("/waiting").text)
    assert (said.count("Any free desk"), said.index("08:00") < said.index("09:00–11:00")) == (2, True)
    give_back(home, zoes)
    said = text(anna_s.get("/waiting").text)
    assert said.index("Coppenbruegge, Platz 1") < said.index("Coppenbruegge, Any free desk")
