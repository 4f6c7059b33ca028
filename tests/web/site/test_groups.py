"""Several places at once, and a place for somebody else: what the pages show, what they book, and whose they are."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bookings.booked_for import BookedFor
from core.db import db
from core.ratelimit import RateLimit
from core.transactions import transaction
from hubs.plan import actions as plan_actions
from hubs.plan.rules import Item
from members import limits
from tests.support import people
from tests.support.booking import book
from tests.support.groups import book_group
from tests.support.house import House, at, bookings, house
from tests.support.html import error_at, hidden, text
from tests.support.people import mails
from tests.support.queries import counted

TIME = {"date": "2026-11-25", "from": "09:00", "to": "11:00"}


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    return house(app, prices={"desk": 200}, room_of=("Platz 3",))


@pytest.fixture
def member(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client)
    client.set_cookie("lang", "en")
    return client


def ids(home: House, *names: str) -> list[str]:
    return [str(home.spaces[name]) for name in names]


def page(client: FlaskClient, home: House, **values: Any) -> Any:
    return client.get("/groups/new", query_string={"hub": home.slug, "kind": "desk", **TIME, **values})


def send(client: FlaskClient, shown: Any, home: House, **values: Any) -> Any:
    """The form of the page as a browser sends it."""
    secrets = {name: hidden(shown, name) for name in ("form_key", "price", "hub", "kind")}
    return client.post("/groups", data={**secrets, **TIME, **values})


def test_two_places_are_booked_by_one_page_and_lead_to_their_group(
    app: Flask, member: FlaskClient, home: House
) -> None:
    wanted = ids(home, "Platz 1", "Platz 2")
    shown = page(member, home, spaces=wanted)
    assert "2 places" in text(shown)
    assert "€8.00" in text(shown)
    names = {f"guest-{wanted[0]}": "Erika <b>Gast</b>", f"email-{wanted[0]}": " Erika@Example.org "}
    done = send(member, shown, home, spaces=wanted, title="Klausur", **names)
    assert done.status_code == 303
    made = bookings(app)
    assert done.location == f"/groups/{made[0].group_id}"
    assert {(one.status, one.title) for one in made} == {("confirmed", "Klausur")}
    assert sorted(mail["To"] for mail in mails(app)) == ["anna@example.org", "erika@example.org"]
    there = member.get(done.location)
    assert "Erika &lt;b&gt;Gast&lt;/b&gt;" in there.text
    assert "2 places, booked together." in text(there)


def test_the_form_sent_twice_books_once(app: Flask, member: FlaskClient, home: House) -> None:
    wanted = ids(home, "Platz 1", "Platz 2")
    shown = page(member, home, spaces=wanted)
    first, second = (send(member, shown, home, spaces=wanted) for _ in range(2))
    assert first.location == second.location
    assert len(bookings(app)) == 2


def test_one_place_for_somebody_else_is_a_plain_booking(app: Flask, member: FlaskClient, home: House) -> None:
    form = member.get("/bookings/new", query_string={"space": home.spaces["Platz 2"], **TIME})
    assert "For several people, or for somebody else" in text(form)
    led = member.post("/bookings", data={"space": home.spaces["Platz 2"], **TIME, "title": "Besuch", "others": "1"})
    assert led.status_code == 303
    shown = member.get(led.location)
    assert 'value="Besuch"' in shown.text
    [wanted] = ids(home, "Platz 2")
    done = send(member, shown, home, spaces=[wanted], **{f"guest-{wanted}": "Karl Kollege"})
    [made] = bookings(app)
    assert (made.group_id, made.guest_name) == (None, "Karl Kollege")
    assert done.location == f"/bookings/{made.id}"
    assert "Booked by you for Karl Kollege" in text(member.get(done.location))


def test_so_many_side_by_side_are_proposed_by_the_plan(member: FlaskClient, home: House) -> None:
    draw(home, {"Platz 1": 2, "Platz 2": 6, "Platz 3": 5})
    shown = page(member, home, number="2")
    assert chosen(shown) == set(ids(home, "Platz 1", "Platz 2")), "Platz 3 stands behind the wall of its room"
    again = send(member, shown, home, number="3", propose="1")
    assert chosen(again) == set(ids(home, "Platz 1", "Platz 2", "Platz 3"))
    too_many = send(member, shown, home, number="4", propose="1")
    assert "Only 3 are free at this time." in error_at(too_many, "number")
    assert "whole number" in error_at(send(member, shown, home, number="x", propose="1"), "number")


def test_the_plan_takes_a_place_in_and_leaves_it_out(member: FlaskClient, home: House) -> None:
    draw(home, {"Platz 1": 0, "Platz 2": 2})
    book(home, "Platz 2", at("2026-11-25", "10:00"), at("2026-11-25", "12:00"), who="bert@example.org")
    shown = page(member, home)
    assert 'aria-label="Platz 2, taken"' in shown.text
    link = shown.text.partition('data-place="')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    taken_in = member.get(link)
    assert chosen(taken_in) == set(ids(home, "Platz 1"))
    assert 'aria-label="Platz 1, chosen"' in taken_in.text
    left_out = taken_in.text.partition('data-place="')[0].rpartition('href="')[2].partition('"')[0]
    assert "spaces=" not in left_out


def test_a_place_taken_meanwhile_refuses_all_and_what_was_typed_stays(
    app: Flask, member: FlaskClient, home: House
) -> None:
    wanted = ids(home, "Platz 1", "Platz 2")
    shown = page(member, home, spaces=wanted)
    book(home, "Platz 2", at("2026-11-25", "10:00"), at("2026-11-25", "12:00"), who="bert@example.org")
    refused = send(member, shown, home, spaces=wanted, title="Klausur", **{f"guest-{wanted[0]}": "Erika Gast"})
    assert refused.status_code == 409
    assert "Already taken: Platz 2. Nothing was booked." in text(refused)
    assert 'value="Erika Gast"' in refused.text
    assert 'value="Klausur"' in refused.text
    assert len(bookings(app)) == 1


def test_a_room_with_a_desk_in_it_is_refused_before_and_when_it_is_sent(
    app: Flask, member: FlaskClient, home: House
) -> None:
    wanted = ids(home, "Besprechung", "Platz 3")
    shown = page(member, home, spaces=wanted)
    assert "stands in a room that you have chosen as a whole" in text(shown)
    assert send(member, shown, home, spaces=wanted).status_code == 422
    assert bookings(app) == []


def test_an_address_without_a_name_and_a_bad_one_stand_at_their_fields(
    app: Flask, member: FlaskClient, home: House
) -> None:
    first, second = wanted = ids(home, "Platz 1", "Platz 2")
    typed = {f"email-{first}": "erika@example.org", f"guest-{second}": "Karl", f"email-{second}": "karl"}
    refused = send(member, page(member, home, spaces=wanted), home, spaces=wanted, **typed)
    assert refused.status_code == 422
    assert error_at(refused, f"guest-{first}")
    assert error_at(refused, f"email-{second}")
    assert 'value="karl"' in refused.text
    assert bookings(app) == []


def test_another_price_than_was_shown_books_nothing(app: Flask, member: FlaskClient, home: House) -> None:
    wanted = ids(home, "Platz 1", "Platz 2")
    shown = page(member, home, spaces=wanted)
    assert send(member, shown, home, spaces=wanted, price="100:100").status_code == 409
    assert bookings(app) == []


def test_visitor_sees_the_places_and_comes_back_to_them_after_the_login(client: FlaskClient, home: House) -> None:
    client.set_cookie("lang", "en")
    wanted = ids(home, "Platz 1", "Platz 2")
    assert "2 places" in text(page(client, home, spaces=wanted))
    led = page(client, home, spaces=wanted, go="login")
    back = parse_qs(urlsplit(led.location).query)["next"][0]
    people.log_in(client)
    assert chosen(client.get(back)) == set(wanted)


@pytest.mark.parametrize("path", ["", "/cancellation"])
def test_what_is_another_members_is_not_there(client: FlaskClient, home: House, path: str) -> None:
    made = book_group(home)
    people.log_in(client, "bert@example.org")
    assert client.get(f"/groups/{made[0].group_id}{path}").status_code == 404
    assert client.get(f"/bookings/{made[0].id}/guest").status_code == 404
    assert client.post(f"/groups/{made[0].group_id}/guests").status_code == 404
    assert client.post(f"/groups/{made[0].group_id}/cancellation").status_code == 404


def test_a_part_is_cancelled_after_one_more_question(app: Flask, member: FlaskClient, home: House) -> None:
    made = book_group(home)
    address = f"/groups/{made[0].group_id}/cancellation"
    asked = member.get(address, query_string={"booking": str(made[1].id)})
    assert "Cancel this place?" in text(asked)
    assert "You keep 2 places." in text(asked)
    assert len([one for one in bookings(app) if one.status == "confirmed"]) == 3
    assert member.post(address, data={"booking": str(made[1].id)}).status_code == 303
    assert [one.id for one in bookings(app) if one.status == "cancelled"] == [made[1].id]
    assert "Cancel these 2 places?" in text(member.get(address))
    assert member.post(address).status_code == 303
    assert {one.status for one in bookings(app)} == {"cancelled"}
    assert "All places of this group are cancelled." in text(member.get(f"/groups/{made[0].group_id}"))


def test_who_sits_where_can_be_said_afterwards(app: Flask, member: FlaskClient, home: House) -> None:
    made = book_group(home, guests={"Platz 1": BookedFor("Erika Gast", "erika@example.org")})
    there = member.get(f"/groups/{made[0].group_id}")
    assert 'value="erika@example.org"' in there.text
    typed = {f"guest-{made[1].id}": "Karl Kollege", f"email-{made[1].id}": "karl@example.org"}
    typed |= {f"guest-{made[0].id}": "Erika Gast", f"email-{made[0].id}": "erika@example.org"}
    assert member.post(f"/groups/{made[0].group_id}/guests", data=typed).status_code == 303
    assert {one.guest_name for one in bookings(app)} == {"Erika Gast", "Karl Kollege", ""}
    assert sorted(mail["To"] for mail in mails(app)) == ["anna@example.org", "erika@example.org", "karl@example.org"]


def test_too_many_addresses_in_an_hour_are_refused_and_nothing_is_booked(
    app: Flask, member: FlaskClient, home: House
) -> None:
    [wanted] = ids(home, "Platz 1")
    shown = page(member, home, spaces=[wanted])
    typed = {"spaces": [wanted], f"guest-{wanted}": "Erika", f"email-{wanted}": "erika@example.org"}
    most = limits.GUESTS_PER_MEMBER.count
    with app.app_context(), transaction():
        db.session.query(RateLimit).delete()
    for n in range(2):
        name_of(member, home, str(n))
    with app.app_context(), transaction():
        row = db.session.query(RateLimit).filter(RateLimit.bucket.startswith("guests:")).one()
        row.count = most
    before = len(bookings(app))
    refused = send(member, shown, home, **typed)
    assert refused.status_code == 429
    assert 'value="Erika"' in refused.text
    assert len(bookings(app)) == before


def name_of(client: FlaskClient, home: House, key: str) -> None:
    """A form with an address, which counts, for a place that is not there."""
    client.post("/groups", data={"hub": home.slug, "kind": "desk", **TIME, "email-1": f"{key}@example.org"})


def test_a_long_list_asks_the_database_no_more_often(app: Flask, member: FlaskClient, home: House) -> None:
    few = book_group(home, ("Platz 1", "Platz 2"))
    many = book_group(home, ("Platz 1", "Platz 2", "Platz 3"), at("2026-11-25", "12:00"), at("2026-11-25", "14:00"))
    counts = []
    for made in (few, few, many):
        with counted(app) as asked:
            assert member.get(f"/groups/{made[0].group_id}").status_code == 200
        counts.append(len(asked))
    assert counts[1] == counts[2]
    for spaces in (ids(home, "Platz 1"), ids(home, "Platz 1", "Platz 2", "Platz 3")):
        with counted(app) as asked:
            page(member, home, spaces=spaces, **{"from": "15:00", "to": "16:00"})
        counts.append(len(asked))
    assert counts[3] == counts[4]


def draw(home: House, places: dict[str, int]) -> None:
    """At these columns of one row."""
    with home.here() as (_anna, hub, setup), transaction():
        found = [(home.place(setup, name), x) for name, x in places.items()]
        items = [Item(one.id, one.name, one.kind, x, 0, 1, 1) for one, x in found]
        plan_actions.draw(hub=hub, columns=8, rows=6, items=items)


def chosen(shown: Any) -> set[str]:
    """The places that are ticked."""
    parts = shown.text.split('type="checkbox" id="space-')[1:]
    return {part.partition('"')[0] for part in parts if " checked" in part.partition(">")[0]}
