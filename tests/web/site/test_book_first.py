"""Booking without an account, as visitors see it: the form, the mail, the page behind its link."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.db import db
from core.outbox import OutboxMail
from tests.support import people
from tests.support.booking import book
from tests.support.hosts import HOST, make_host
from tests.support.house import House, bookings, house, steps, taken
from tests.support.limits import rule
from tests.support.money import fees, paid_house
from tests.support.terms import acceptances, publish, shown_on
from tests.support.visitors import (
    NORA,
    clock,
    confirm,
    link_of,
    mails_to,
    member_named,
    said,
    send,
    typed,
    unconfirmed,
)
from tests.support.waiting import run_out

__all__ = ["clock"]
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app, "anna@example.org", "Anna Beispiel", locale="en")
    return house(app, spaces=("Platz 1", "Platz 2"))


@pytest.fixture
def visitor(client: FlaskClient, home: House) -> FlaskClient:
    client.set_cookie("lang", "en")
    return client


@pytest.fixture
def phone(app: Flask, home: House) -> FlaskClient:
    """Another device."""
    other = app.test_client()
    other.set_cookie("lang", "en")
    return other


def test_visitor_goes_on_to_a_group_with_the_same_wish(client: FlaskClient, home: House) -> None:
    led = client.post(
        "/bookings/first", data={"space": str(home.spaces["Platz 1"]), "date": "2026-11-25", "others": "1"}
    )
    assert led.status_code == 303
    assert led.location.startswith("/groups/new?")


def test_visitor_books_with_name_and_address_and_no_log_in(app: Flask, home: House, visitor: FlaskClient) -> None:
    page = visitor.get("/bookings/new", query_string=typed(home)).text
    assert re.search(r'<form[^>]*method="?post"?[^>]*action="?/bookings/first', page)
    assert (page.count('name="email"'), page.count('name="name"')) == (1, 1)
    answer = send(visitor, typed(home))
    assert (answer.status_code, answer.location) == (303, "/bookings/first/sent")
    assert "look into your mail" in visitor.get(answer.location).text
    [booking] = bookings(app)
    assert (booking.status, booking.held_for, booking.member_id) == ("held", "address", None)
    assert len(taken(app)) == 1
    assert (mails_to(app), member_named(app)) == (["confirm-booking"], None)


def test_link_confirms_on_another_device_and_makes_the_account(
    app: Flask, home: House, visitor: FlaskClient, phone: FlaskClient
) -> None:
    send(visitor, typed(home, title="Angebot schreiben"))
    answer = confirm(phone, link_of(app))
    [booking] = bookings(app)
    nora = member_named(app)
    assert nora is not None
    assert (nora.name, nora.locale, nora.email_confirmed_at is not None) == ("Nora Neu", "en", True)
    assert (booking.status, booking.held_for, booking.member_id) == ("confirmed", "", nora.id)
    assert (booking.title, booking.expires_at) == ("Angebot schreiben", None)
    assert mails_to(app) == ["confirm-booking", "booking-confirmed"]
    assert [to for _from, to, _why in steps(app, booking.id)] == ["held", "confirmed"]
    assert unconfirmed(app) == []
    page = phone.get(answer.location)
    assert "you have an account now" in page.text
    assert people.is_logged_in(phone)
    assert not people.is_logged_in(visitor)
    assert phone.get(f"/bookings/{booking.id}").status_code == 200


def test_looking_at_the_link_changes_nothing(app: Flask, home: House, visitor: FlaskClient) -> None:
    """Programs that look through mails open links by themselves."""
    send(visitor, typed(home))
    path = link_of(app)
    for look in (visitor.get, visitor.head, visitor.get):
        assert look(path).status_code == 200
    assert [one.status for one in bookings(app)] == ["held"]
    assert member_named(app) is None
    assert visitor.get(path).text.count("<form") == 1 + visitor.get("/bookings/first/sent").text.count("<form")


def test_address_with_an_account_is_confirmed_and_nobody_is_logged_in(
    app: Flask, home: House, visitor: FlaskClient
) -> None:
    send(visitor, typed(home, email="Anna@Example.org", name="Wer auch immer"))
    before = people.member(app, "anna@example.org")
    answer = confirm(visitor, link_of(app, "anna@example.org"))
    anna = people.member(app, "anna@example.org")
    [booking] = bookings(app)
    assert (booking.status, booking.member_id) == ("confirmed", anna.id)
    assert (anna.name, anna.password_hash) == (before.name, before.password_hash)
    assert not people.is_logged_in(visitor)
    page = said(visitor.get(answer.location).text)
    assert "To change or cancel the booking, please log in" in page
    assert "you have an account now" not in page


def test_nothing_tells_whether_an_address_has_an_account(app: Flask, home: House, visitor: FlaskClient) -> None:
    answers = []
    for email, place in ((NORA, "Platz 1"), ("anna@example.org", "Platz 2")):
        answer = send(visitor, typed(home, place, email=email))
        answers.append((answer.status_code, answer.location, answer.data, mails_to(app, email)))
    assert answers[0] == answers[1]
    with app.app_context():
        first, second = db.session.query(OutboxMail).order_by(OutboxMail.id).all()
        differing = {key for key in first.context if first.context[key] != second.context[key]}
    assert differing <= {"booking_id", "token", "space", "until"}


def test_who_never_confirmed_a_sign_up_gets_the_account_without_its_password(
    app: Flask, home: House, visitor: FlaskClient
) -> None:
    """Somebody may have signed up with her address and a password of theirs."""
    form = {"name": "Fremd", "email": NORA, "password": "vier fremde Enten baden"}
    visitor.post("/signup", data=form)
    send(visitor, typed(home))
    confirm(visitor, link_of(app))
    nora = member_named(app)
    assert nora is not None
    assert nora.name == "Nora Neu"
    visitor.post("/logout")
    people.log_in(visitor, NORA, form["password"])
    assert not people.is_logged_in(visitor)


def test_confirming_twice_changes_nothing(app: Flask, home: House, visitor: FlaskClient, phone: FlaskClient) -> None:
    send(visitor, typed(home))
    path = link_of(app)
    confirm(visitor, path)
    again = confirm(phone, path)
    assert again.status_code == 303
    assert len(mails_to(app)) == 2
    assert not people.is_logged_in(phone)  # a link in a mail is not a key that opens again
    assert "Your booking" in phone.get(path).text


def test_whoever_is_logged_in_stays_so(app: Flask, home: House, visitor: FlaskClient, phone: FlaskClient) -> None:
    send(visitor, typed(home))
    people.log_in(phone, "anna@example.org")
    confirm(phone, link_of(app))
    assert member_named(app) is not None
    assert "Anna Beispiel" in phone.get("/profile").text


def test_late_click_is_told_and_can_book_anew(app: Flask, home: House, visitor: FlaskClient, clock: Any) -> None:
    send(visitor, typed(home))
    path = link_of(app)
    clock.shift(HALF_AN_HOUR)
    page = visitor.get(path).text
    assert "not held any more" in page
    answer = visitor.post(path)
    assert answer.status_code == 410
    assert [one.status for one in bookings(app)] == ["held"]
    assert member_named(app) is None
    [again] = re.findall(r'href="?(/bookings/new\?[^"\s>]*)', answer.text)
    assert 'name="email"' in visitor.get(again.replace("&amp;", "&")).text
    run_out(app)
    assert (bookings(app)[0].status, unconfirmed(app), taken(app)) == ("expired", [], [])
    assert "not held any more" in visitor.get(path).text
    assert send(visitor, typed(home)).status_code == 303
    confirm(visitor, link_of(app))
    assert [one.status for one in bookings(app)] == ["expired", "confirmed"]


def test_broken_link_says_so(visitor: FlaskClient) -> None:
    for method in (visitor.get, visitor.post):
        answer = method("/bookings/first/broken")
        assert answer.status_code == 404
        assert "This link is not complete" in answer.text


def test_second_place_of_an_address_is_refused_until_the_first_is_confirmed(
    app: Flask, home: House, visitor: FlaskClient
) -> None:
    send(visitor, typed(home))
    refused = send(visitor, typed(home, "Platz 2"))
    assert refused.status_code == 409
    assert "already holding another place" in refused.text
    assert "by 8" not in refused.text
    assert len(bookings(app)) == 1
    confirm(app.test_client(), link_of(app))
    assert send(visitor, typed(home, "Platz 2")).status_code == 303
    assert len(bookings(app)) == 2


def test_same_wish_again_gets_the_same_place_and_later_another_mail(
    app: Flask, home: House, visitor: FlaskClient, clock: Any
) -> None:
    for _ in range(2):
        assert send(visitor, typed(home)).status_code == 303
    assert (len(bookings(app)), mails_to(app)) == (1, ["confirm-booking"])
    clock.shift(timedelta(minutes=2))
    assert send(visitor, typed(home)).status_code == 303
    assert (len(bookings(app)), mails_to(app)) == (1, ["confirm-booking"] * 2)


def test_anothers_place_is_not_to_be_had(app: Flask, home: House, visitor: FlaskClient) -> None:
    book(home, who="anna@example.org")
    refused = send(visitor, typed(home))
    assert refused.status_code == 409
    assert "already taken" in refused.text
    assert 'value="Nora Neu"' in refused.text
    assert unconfirmed(app) == []


def test_what_is_held_can_not_be_had_by_others(home: House, visitor: FlaskClient) -> None:
    send(visitor, typed(home))
    assert send(visitor, typed(home, email="zoe@example.org")).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": " "}, "Please fill this in."),
        ({"email": "nora"}, "not a complete email address"),
        ({"email": ""}, "Please fill this in."),
    ],
)
def test_wrong_input_is_told_and_nothing_is_lost(
    app: Flask, home: House, visitor: FlaskClient, wrong: dict[str, str], told: str
) -> None:
    answer = send(visitor, typed(home, title="Mein Titel") | wrong)
    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="Mein Titel"' in answer.text
    assert (bookings(app), mails_to(app)) == ([], [])


def test_one_network_and_one_mailbox_are_limited(app: Flask, home: House, visitor: FlaskClient, clock: Any) -> None:
    for _ in range(5):
        assert send(visitor, typed(home)).status_code == 303
    refused = send(visitor, typed(home))
    assert refused.status_code == 429
    assert "Too many attempts" in refused.text
    assert 'value="nora@example.org"' in refused.text
    numbers = [send(visitor, typed(home, email=f"n{number}@example.org")).status_code for number in range(9)]
    assert numbers[-1] == 429
    assert numbers[0] != 429


def test_what_is_refused_does_not_count_for_the_mailbox(app: Flask, home: House, visitor: FlaskClient) -> None:
    book(home, who="anna@example.org")
    assert [send(visitor, typed(home)).status_code for _ in range(8)] == [409] * 8
    assert send(visitor, typed(home, "Platz 2")).status_code == 303
    assert len(bookings(app)) == 2


def test_button_to_log_in_comes_back_to_the_wish_without_name_and_address(home: House, visitor: FlaskClient) -> None:
    for go, path in (("login", "/login?next="), ("signup", "/signup?next=")):
        answer = send(visitor, typed(home, go=go))
        assert answer.status_code == 303
        assert answer.location.startswith(path)
        assert "nora" not in answer.location.lower()


def test_update_shows_the_page_and_keeps_what_was_typed(app: Flask, home: House, visitor: FlaskClient) -> None:
    answer = send(visitor, typed(home, check="1", email="nora"))
    assert answer.status_code == 200
    assert 'value="Nora Neu"' in answer.text
    assert bookings(app) == []


def test_member_who_sends_a_visitors_form_is_led_to_their_own(home: House, visitor: FlaskClient) -> None:
    people.log_in(visitor, "anna@example.org")
    answer = send(visitor, typed(home))
    assert (answer.status_code, answer.location.startswith("/bookings/new?")) == (303, True)
    assert "nora" not in answer.location.lower()


def test_hub_can_ask_for_an_account(app: Flask, home: House, visitor: FlaskClient) -> None:
    rule(home, needs_account=True)
    page = visitor.get("/bookings/new", query_string=typed(home)).text
    assert "asks you to log in before you book" in page
    assert 'name="email"' not in page
    refused = send(visitor, typed(home))
    assert refused.status_code == 403
    assert bookings(app) == []


def test_where_hosts_decide_it_is_asked_for_when_confirmed(app: Flask, home: House, visitor: FlaskClient) -> None:
    rule(home, admission="approval")
    assert "Request booking" in visitor.get("/bookings/new", query_string=typed(home)).text
    send(visitor, typed(home))
    assert bookings(app)[0].status == "held"
    confirm(visitor, link_of(app))
    assert bookings(app)[0].status == "requested"
    assert mails_to(app) == ["confirm-booking", "booking-requested"]


def test_whose_address_it_is_may_have_too_many_bookings(app: Flask, home: House, visitor: FlaskClient) -> None:
    rule(home, max_active=1)
    book(home, "Platz 2")
    send(visitor, typed(home, email="anna@example.org"))
    path = link_of(app, "anna@example.org")
    refused = visitor.post(path)
    assert refused.status_code == 422
    assert "upcoming booking" in refused.text
    assert [one.status for one in bookings(app)] == ["confirmed", "held"]


def test_closed_account_gets_nothing(app: Flask, home: House, visitor: FlaskClient) -> None:
    people.add(app, NORA, "Nora", is_active=False)
    assert send(visitor, typed(home)).status_code == 303
    assert visitor.post(link_of(app)).status_code == 403
    assert bookings(app)[0].status == "held"


def test_paid_at_the_hub_is_owed_when_it_is_confirmed(app: Flask, clock: Any, client: FlaskClient) -> None:
    home = paid_house(app, ways=("on_site", "transfer", "online"))
    publish(home)
    client.set_cookie("lang", "en")
    page = client.get("/bookings/new", query_string=typed(home))
    assert "Book with obligation to pay" in page.text
    assert 'value="online"' not in page.text
    unread = send(client, typed(home, price="600", terms=shown_on(page)))
    assert (unread.status_code, bookings(app)) == (422, [])
    assert 'id="accepts-terms-error"' in unread.text
    values = typed(home, price="600", terms=shown_on(page), accepts_terms="1", way="on_site")
    assert send(client, values).status_code == 303
    assert (fees(home), acceptances(home)) == ([], [])
    confirm(client, link_of(app))
    [fee], [_accepted] = fees(home), acceptances(home)
    assert (fee.gross_cents, fee.covered_by) == (600, "on_site")
    assert bookings(app)[0].status == "confirmed"


def test_dearer_than_shown_is_refused(app: Flask, clock: Any, client: FlaskClient) -> None:
    home = paid_house(app)
    assert send(client, typed(home, price="500")).status_code == 409
    assert bookings(app) == []


def test_what_is_paid_online_only_needs_an_account(app: Flask, clock: Any, client: FlaskClient) -> None:
    home = paid_house(app, ways=("online",))
    client.set_cookie("lang", "en")
    assert "can only be paid online" in client.get("/bookings/new", query_string=typed(home)).text
    assert send(client, typed(home, price="600")).status_code == 403
    assert bookings(app) == []


def test_hosts_see_it_as_held_and_no_name(app: Flask, home: House, visitor: FlaskClient, phone: FlaskClient) -> None:
    send(visitor, typed(home, title="Geheim"))
    make_host(app, locale="en")
    people.log_in(phone, HOST)
    [booking] = bookings(app)
    for path in (f"/host/{home.slug}/today?date=2026-11-25", f"/host/{home.slug}/bookings/{booking.id}"):
        page = phone.get(path).text
        assert "waiting for the email address to be confirmed" in page, path
        assert "Nora" not in page
        assert "Geheim" not in page
    confirm(visitor, link_of(app))
    assert "Nora Neu" in phone.get(f"/host/{home.slug}/today?date=2026-11-25").text


def test_series_leads_to_the_page_that_asks_for_a_log_in(app: Flask, home: House, visitor: FlaskClient) -> None:
    answer = send(visitor, typed(home, several="1", days="MO"))
    assert (answer.status_code, answer.location.startswith("/series/new?")) == (303, True)
    assert "nora" not in answer.location.lower()
    assert bookings(app) == []


def test_visitor_page_brings_no_cookie(app: Flask, home: House) -> None:
    client = app.test_client()
    for answer in (client.get("/bookings/new", query_string=typed(home)), send(client, typed(home))):
        assert "Set-Cookie" not in answer.headers


def test_pages_are_german_first(app: Flask, home: House) -> None:
    client = app.test_client()
    send(client, typed(home))
    assert "Ihre Buchung bestätigen" in client.get(link_of(app)).text
