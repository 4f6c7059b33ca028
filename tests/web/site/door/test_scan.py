"""Behind the code on a desk: check in, take it, or hear until when it is taken; and never a word about who is there."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bookings.blocking_actions import block
from core.clock import now
from core.db import db
from core.transactions import transaction
from hubs.models import BookingRules, Closure, Hub, Tariff
from hubs.people.models import HubMember
from tests.support import people
from tests.support.booking import book
from tests.support.door import DAY, code_of, ends
from tests.support.house import House, at, bookings, house, steps, taken
from tests.support.html import hidden, text
from tests.support.queries import counted


def booked(home: House, start: str, end: str, who: str = "bert@example.org", place: str = "Platz 1") -> Any:
    return book(home, place, at(DAY, start), at(DAY, end), who=who)


def take(client: FlaskClient, code: str, end: datetime | str, **more: str) -> Any:
    value = end if isinstance(end, str) else end.isoformat()
    return client.post(f"/q/{code}/booking", data={"end": value} | more)


def change(app: Flask, **values: Any) -> None:
    """The rules of the hub."""
    with app.app_context(), transaction():
        hub = db.session.query(Hub).filter_by(slug="coppenbruegge").one()
        db.session.add(BookingRules(hub_id=hub.id, **values))
        hub.setup_stamp = uuid4().hex


def stands(app: Flask, member_id: int, **values: Any) -> None:
    """What a member is to the hub."""
    with app.app_context(), transaction():
        hub = db.session.query(Hub).filter_by(slug="coppenbruegge").one()
        db.session.add(HubMember(hub_id=hub.id, member_id=member_id, **values))
        hub.setup_stamp = uuid4().hex


def test_free_desk_is_taken_for_the_rest_of_the_day(app: Flask, member: FlaskClient, home: House, anna: int) -> None:
    code = code_of(app)
    page = member.get(f"/q/{code}")
    assert "Free until 20:00" in text(page)
    assert ends(page) == [at(DAY, "19:00"), at(DAY, "10:30"), at(DAY, "10:00")]

    assert take(member, code, ends(page)[0]).location == f"/q/{code}"
    [made] = bookings(app)
    assert (made.member_id, made.origin, made.status) == (anna, "door", "checked_in")
    assert (made.starts_at, made.ends_at, made.checked_in_at) == (at(DAY, "9:07"), at(DAY, "19:00"), now())
    assert made.price_cents == 2000
    assert taken(app) == [(home.spaces["Platz 1"], at(DAY, "9:07"), at(DAY, "19:00"))]
    assert steps(app, made.id) == [(None, "confirmed", ""), ("confirmed", "checked_in", "")]
    assert [mail["To"] for mail in people.mails(app)] == ["anna@example.org"]
    assert "Yours until 19:00" in text(member.get(f"/q/{code}"))


def test_hosts_can_say_that_the_place_is_out_of_order(app: Flask, member: FlaskClient, home: House, anna: int) -> None:
    path = f"/host/coppenbruegge/today/faults/{home.spaces['Platz 1']}"
    assert path not in member.get(f"/q/{code_of(app)}").text
    host = app.test_client()
    people.log_in(host, "bert@example.org")
    assert path in host.get(f"/q/{code_of(app)}").text


def test_short_while_ends_on_the_grid(app: Flask, member: FlaskClient, home: House) -> None:
    take(member, code_of(app), at(DAY, "10:00"))
    assert bookings(app)[0].ends_at == at(DAY, "10:00")


def test_next_booking_ends_what_can_be_had(app: Flask, member: FlaskClient, home: House) -> None:
    booked(home, "10:00", "12:00")
    page = member.get(f"/q/{code_of(app)}")
    assert ends(page) == [at(DAY, "10:00")]
    assert take(member, code_of(app), at(DAY, "10:30")).status_code == 409
    assert len(bookings(app)) == 1


def test_grid_notice_and_shortest_length_do_not_bind_the_start(app: Flask, member: FlaskClient, home: House) -> None:
    change(app, notice_minutes=180, min_minutes=120, max_minutes=600, grid_minutes=30)
    assert take(member, code_of(app), at(DAY, "10:00")).status_code == 303
    assert bookings(app)[0].starts_at == at(DAY, "9:07")


@pytest.mark.parametrize("end", ["10:10", "19:30", "9:00"])
def test_end_that_was_not_on_offer_is_refused(app: Flask, member: FlaskClient, home: House, end: str) -> None:
    assert take(member, code_of(app), at(DAY, end)).status_code in {409, 422}
    assert bookings(app) == []


@pytest.mark.parametrize("end", ["", "x", "2026-11-24T10:00", "9" * 50, "\x00"])
def test_end_that_is_no_moment_is_a_bad_request(app: Flask, member: FlaskClient, home: House, end: str) -> None:
    assert take(member, code_of(app), end).status_code == 400
    assert bookings(app) == []


def test_form_that_is_sent_twice_books_once(app: Flask, member: FlaskClient, home: House) -> None:
    code = code_of(app)
    key = hidden(member.get(f"/q/{code}"), "form_key")
    answers = [take(member, code, at(DAY, "10:00"), form_key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(bookings(app)) == 1


def test_own_booking_is_checked_in(app: Flask, member: FlaskClient, home: House, nine: Any) -> None:
    mine = booked(home, "9:30", "11:00", who="anna@example.org")
    code = code_of(app)
    assert "Your booking here" not in text(member.get(f"/q/{code}"))
    nine.move_to(at(DAY, "9:15"))
    assert "Your booking here" in text(member.get(f"/q/{code}"))
    assert member.post(f"/q/{code}/check-in").status_code == 303
    assert [(one.id, one.status) for one in bookings(app)] == [(mine.id, "checked_in")]


def test_who_leaves_checks_out_by_the_code_and_frees_the_desk(
    app: Flask, member: FlaskClient, home: House, nine: Any
) -> None:
    booked(home, "9:30", "11:00", who="anna@example.org")
    code = code_of(app)
    nine.move_to(at(DAY, "9:30"))
    member.post(f"/q/{code}/check-in")
    nine.move_to(at(DAY, "10:20"))
    assert "I am leaving: check out" in text(member.get(f"/q/{code}"))
    assert member.post(f"/q/{code}/check-out").location == f"/q/{code}"
    page = text(member.get(f"/q/{code}"))
    assert "You are checked out" in page
    assert "Free until" in page
    assert [(one.status, one.checked_out_at) for one in bookings(app)] == [("completed", at(DAY, "10:20"))]
    assert member.post(f"/q/{code}/check-out").status_code == 303, "a second time changes nothing"


def test_nobody_checks_out_another(app: Flask, member: FlaskClient, home: House, nine: Any) -> None:
    booked(home, "9:30", "11:00")
    nine.move_to(at(DAY, "10:00"))
    member.post(f"/q/{code_of(app)}/check-out")
    assert bookings(app)[0].status == "confirmed"


def test_desk_of_a_room_that_is_mine_checks_me_in(app: Flask, client: FlaskClient, anna: int, bert: int) -> None:
    home = house(app, room_of=("Platz 1",))
    booked(home, "9:30", "11:00", who="anna@example.org", place="Besprechung")
    people.log_in(client)
    code = code_of(app)
    assert client.post(f"/q/{code}/check-in").location == f"/q/{code}"
    assert bookings(app)[0].status == "confirmed", "it is 9:07: too early"


def test_nobody_checks_in_for_another(app: Flask, member: FlaskClient, home: House) -> None:
    booked(home, "9:30", "11:00")
    member.post(f"/q/{code_of(app)}/check-in")
    assert bookings(app)[0].status == "confirmed"


def test_taken_desk_says_until_when_and_what_else_is_free(
    app: Flask, member: FlaskClient, home: House, nine: Any
) -> None:
    booked(home, "9:30", "11:00")
    booked(home, "9:30", "12:00", place="Platz 2")
    nine.move_to(at(DAY, "10:00"))
    page = member.get(f"/q/{code_of(app)}")
    assert "Taken until 11:00" in text(page)
    assert "Platz 3 is free until 20:00" in text(page)
    assert f"/q/{code_of(app, 'Platz 3')}" in page.text
    assert ends(page) == []


def test_nothing_tells_who_sits_there(app: Flask, client: FlaskClient, home: House, nine: Any) -> None:
    booked(home, "9:30", "11:00")
    nine.move_to(at(DAY, "10:00"))
    pages = [client.get(f"/q/{code_of(app)}").text]
    people.log_in(client)
    pages.append(client.get(f"/q/{code_of(app)}").text)
    assert [page for page in pages if "Bert" in page or "bert@" in page] == []


def test_when_all_is_taken_the_soonest_is_named(app: Flask, member: FlaskClient, home: House, nine: Any) -> None:
    for place, end in (("Platz 1", "16:00"), ("Platz 2", "15:00"), ("Platz 3", "11:00")):
        booked(home, "9:30", end, place=place)
    nine.move_to(at(DAY, "10:00"))
    shown = text(member.get(f"/q/{code_of(app)}"))
    assert "Taken until 16:00" in shown
    assert "Platz 3 next free" in shown


def test_blocked_desk_cannot_be_taken(app: Flask, member: FlaskClient, home: House) -> None:
    with home.here() as (_member, hub, setup), transaction():
        block(hub=hub, place=home.place(setup, "Platz 1"), start=at(DAY, "8:00"), end=at(DAY, "18:00"), reason="x")
    assert ends(member.get(f"/q/{code_of(app)}")) == []
    assert take(member, code_of(app), at(DAY, "10:00")).status_code == 409


def test_closed_hub_says_when_it_opens(app: Flask, member: FlaskClient, home: House, nine: Any) -> None:
    nine.move_to(at(DAY, "21:00"))
    page = member.get(f"/q/{code_of(app)}")
    assert "Closed now" in text(page)
    assert "opens tomorrow at 07:00" in text(page)
    late = take(member, code_of(app), at(DAY, "22:00"))
    assert (late.status_code, "The hub is not open the whole time" in text(late)) == (422, True)


def test_closure_counts(app: Flask, member: FlaskClient, home: House) -> None:
    with app.app_context(), transaction():
        hub = db.session.query(Hub).filter_by(slug=home.slug).one()
        db.session.add(Closure(hub_id=hub.id, starts_at=at(DAY, "8:00"), ends_at=at(DAY, "15:00"), reason="Fest"))
        hub.setup_stamp = uuid4().hex
    assert take(member, code_of(app), at(DAY, "10:00")).status_code == 422
    assert "opens today at 15:00" in text(member.get(f"/q/{code_of(app)}"))


def test_visitor_logs_in_and_comes_back(app: Flask, client: FlaskClient, home: House) -> None:
    code = code_of(app)
    page = client.get(f"/q/{code}")
    assert f"/login?next={quote(f'/q/{code}')}" in page.text
    assert f"/signup?next={quote(f'/q/{code}')}" in page.text
    assert ends(page) == []
    answer = take(client, code, at(DAY, "10:00"))
    assert (answer.status_code, answer.location) == (302, f"/login?next=/q/{code}")


@pytest.mark.parametrize(
    ("rules", "standing", "status"),
    [
        ({}, {"restricted_at": at(DAY, "8:00"), "reason": "Zu laut"}, 403),
        ({"admission": "members"}, {}, 403),
        ({"admission": "members"}, {"is_member": True}, 303),
        ({"admission": "approval"}, {}, 403),
        ({"admission": "approval"}, {"is_member": True}, 303),
    ],
)
def test_who_may_book_binds_at_the_desk(
    app: Flask, member: FlaskClient, home: House, anna: int, rules: Any, standing: Any, status: int
) -> None:
    change(app, **rules)
    stands(app, anna, **standing)
    page = member.get(f"/q/{code_of(app)}")
    assert bool(ends(page)) == (status == 303)
    assert take(member, code_of(app), at(DAY, "10:00")).status_code == status
    assert len(bookings(app)) == (1 if status == 303 else 0)


def test_limit_of_coming_bookings_binds(app: Flask, member: FlaskClient, home: House) -> None:
    change(app, max_active=1)
    booked(home, "15:00", "16:00", who="anna@example.org", place="Platz 2")
    assert take(member, code_of(app), at(DAY, "10:00")).status_code == 422
    assert ends(member.get(f"/q/{code_of(app)}")) == []


@pytest.mark.parametrize("code", ["unknowncde", "x", "%00", "A" * 16, "a" * 300])
def test_unknown_code_is_told_kindly(client: FlaskClient, home: House, code: str) -> None:
    client.set_cookie("lang", "en")
    page = client.get(f"/q/{code}")
    assert page.status_code == 404
    assert "We do not recognise this code" in text(page)


def test_hub_that_is_not_public_exists_for_its_hosts_alone(app: Flask, client: FlaskClient, home: House) -> None:
    with app.app_context(), transaction():
        db.session.query(Hub).filter_by(slug=home.slug).update({"is_public": False})
    code = code_of(app)
    assert client.get(f"/q/{code}").status_code == 404
    people.log_in(client)
    assert take(client, code, at(DAY, "10:00")).status_code == 404
    client.post("/logout")
    people.log_in(client, "bert@example.org")
    assert client.get(f"/q/{code}").status_code == 200


def test_of_two_who_take_a_desk_at_once_one_has_it(app: Flask, home: House) -> None:
    code, clients = code_of(app), [app.test_client(), app.test_client()]
    for client, email in zip(clients, ("anna@example.org", "bert@example.org"), strict=True):
        people.log_in(client, email)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda client: take(client, code, at(DAY, "10:00")).status_code, clients))
    assert sorted(answers) == [303, 409]
    assert len(bookings(app)) == len(taken(app)) == 1


def test_end_of_a_booking_from_the_door_can_be_changed(app: Flask, member: FlaskClient, home: House) -> None:
    """It began off the grid, which counts against nobody afterwards."""
    take(member, code_of(app), at(DAY, "10:00"))
    [made] = bookings(app)
    data = {"space": str(made.space_id), "date": DAY, "from": "09:07", "to": "11:00", "price": "400"}
    answer = member.post(f"/bookings/{made.id}/edit", data=data)
    assert answer.status_code == 303, text(answer)
    assert bookings(app)[0].ends_at == at(DAY, "11:00")


def test_page_asks_little(app: Flask, member: FlaskClient, home: House, nine: Any) -> None:
    booked(home, "9:30", "11:00")
    nine.move_to(at(DAY, "10:00") + timedelta(seconds=1))
    with counted(app) as asked:
        member.get(f"/q/{code_of(app)}")
    assert len(asked) <= 12


def test_what_costs_money_is_ordered_by_one_button_and_nothing_else(
    app: Flask, member: FlaskClient, home: House
) -> None:
    page = member.get(f"/q/{code_of(app)}").text
    assert "Book with obligation to pay" in page
    assert not re.findall(r"<button[^>]*name=\"end\"", page)
    refused = take(member, code_of(app), at(DAY, "9:00"))
    assert refused.status_code == 409
    with app.app_context(), transaction():
        db.session.query(Tariff).delete()
        db.session.query(Hub).update({"setup_stamp": uuid4().hex})
    free = member.get(f"/q/{code_of(app)}").text
    assert "obligation to pay" not in free
    assert len(re.findall(r"<button[^>]*name=\"end\"", free)) == len(ends(member.get(f"/q/{code_of(app)}"))) == 3
