"""The links in mails that check in and cancel: what they do, what they refuse, and what they never show."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bookings.models import Booking
from bookings.reminders.links import CANCEL, CHECK_IN, token
from core.db import db
from core.tokens import sign
from core.transactions import transaction
from members import actions as member_actions
from tests.support import people
from tests.support.booking import book, cancel, check_in, move
from tests.support.hosts import make_host
from tests.support.house import House, bookings, house
from tests.support.mail import links_of
from tests.support.reminders import START, by_host

END = START + timedelta(hours=8)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def booking(home: House) -> Booking:
    return book(home, start=START, end=END, title="Streng geheim")


def path(app: Flask, action: str, booking: Booking) -> str:
    with app.app_context():
        return f"/mails/bookings/{action}/{token(action, booking.id)}?lang=en"


def status(app: Flask) -> str:
    return bookings(app)[0].status


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize("action", [CANCEL, CHECK_IN])
def test_programs_that_open_links_do_nothing(
    app: Flask, client: FlaskClient, booking: Booking, clock: Any, action: str, method: str
) -> None:
    clock.move_to(START - MINUTE if action == CHECK_IN else START - timedelta(days=1))
    before = people.rows(app)
    for _ in range(2):
        assert client.open(path(app, action, booking), method=method).status_code == 200
    assert people.rows(app) == before


def test_cancel_frees_the_place_and_a_second_click_says_so(app: Flask, client: FlaskClient, booking: Booking) -> None:
    link = path(app, CANCEL, booking)
    page = client.get(link)
    assert "Cancel this booking?" in page.text
    assert "Yes, cancel the booking" in page.text
    for _ in range(2):
        answer = client.post(link, follow_redirects=True)
        assert answer.status_code == 200
        assert "The booking has been cancelled. The place is free for others again." in answer.text
        assert "Yes, cancel" not in answer.text
    assert status(app) == "cancelled"
    assert [str(mail["Subject"]).split(":")[0] for mail in people.mails(app)] == ["Gebucht", "Storniert"]


def test_check_in_within_its_time_and_twice(app: Flask, client: FlaskClient, booking: Booking, clock: Any) -> None:
    link = path(app, CHECK_IN, booking)
    clock.move_to(START)
    assert "I am here: check in" in client.get(link).text
    for _ in range(2):
        assert "You are checked in. Have a good time!" in client.post(link, follow_redirects=True).text
    assert status(app) == "checked_in"


@pytest.mark.parametrize(
    ("minutes", "code", "says"),
    [
        (-24 * 60, 409, "before the start"),
        (8 * 60, 409, "This booking is over"),
        (48 * 60, 409, "This booking is over"),
    ],
)
def test_check_in_outside_its_time_says_why(
    app: Flask, client: FlaskClient, booking: Booking, clock: Any, minutes: int, code: int, says: str
) -> None:
    link = path(app, CHECK_IN, booking)
    clock.move_to(START + minutes * MINUTE)
    assert says in client.get(link).text
    assert "I am here" not in client.get(link).text
    answer = client.post(link)
    assert answer.status_code == code
    assert says in answer.text
    assert status(app) == "confirmed"


def test_cancel_after_the_deadline_says_whom_to_ask(app: Flask, client: FlaskClient, clock: Any) -> None:
    people.add(app)
    home = house(app, rules={"cancel_deadline_minutes": 120}, phone="05156 1234")
    booking = book(home, start=START, end=END)
    link = path(app, CANCEL, booking)
    clock.move_to(START - 120 * MINUTE)
    assert "Yes, cancel the booking" in client.get(link).text
    clock.move_to(START - 119 * MINUTE)
    for answer in (client.get(link), client.post(link)):
        assert "2 hours before they start" in answer.text
        assert "05156 1234" in answer.text
        assert "Yes, cancel" not in answer.text
    assert answer.status_code == 409
    assert status(app) == "confirmed"


def test_cancelled_by_others_reads_as_cancelled(app: Flask, client: FlaskClient, home: House, booking: Booking) -> None:
    make_host(app)
    by_host(home, booking)
    answer = client.get(path(app, CHECK_IN, booking))
    assert "This booking has been cancelled." in answer.text
    assert "I am here" not in answer.text
    assert client.post(path(app, CHECK_IN, booking)).status_code == 409


def test_checked_in_cannot_be_cancelled(
    app: Flask, client: FlaskClient, home: House, booking: Booking, clock: Any
) -> None:
    clock.move_to(START)
    check_in(home, booking)
    answer = client.post(path(app, CANCEL, booking))
    assert answer.status_code == 409
    assert "already checked in" in answer.text
    assert status(app) == "checked_in"


def test_link_follows_a_booking_that_was_moved(
    app: Flask, client: FlaskClient, home: House, booking: Booking, clock: Any
) -> None:
    link = path(app, CHECK_IN, booking)
    later = START + timedelta(days=1)
    move(home, booking, "Platz 2", later, later + timedelta(hours=2))
    clock.move_to(START + timedelta(hours=1))
    assert client.post(link).status_code == 409
    clock.move_to(later)
    assert "Platz 2" in client.get(link).text
    assert client.post(link).status_code == 303
    assert status(app) == "checked_in"


def wrong_tokens(app: Flask, booking: Booking) -> list[str]:
    with app.app_context():
        right = token(CANCEL, booking.id)
        return [
            right[:-1],
            "x" + right,
            right.swapcase(),
            token(CHECK_IN, booking.id),
            sign("reset-password", booking.id.hex),
            sign("quick-cancel", "00000000000000000000000000000000"),
            booking.id.hex,
        ]


def test_altered_or_other_links_do_nothing(app: Flask, client: FlaskClient, booking: Booking) -> None:
    before = people.rows(app)
    for wrong in wrong_tokens(app, booking):
        for method in ("GET", "POST"):
            answer = client.open(f"/mails/bookings/cancel/{wrong}?lang=en", method=method)
            assert answer.status_code == 404, wrong
            assert "Please copy the whole link" in answer.text
            assert "Platz 1" not in answer.text
    assert people.rows(app) == before


def test_link_dies_with_time_and_with_the_account(
    app: Flask, client: FlaskClient, booking: Booking, clock: Any
) -> None:
    link = path(app, CANCEL, booking)
    with app.app_context(), transaction():
        member_actions.deactivate(member_id=people.member(app).id)
    assert [client.get(link).status_code, client.post(link).status_code] == [404, 404]
    with app.app_context(), transaction():
        db.session.query(Booking).update({"member_id": None, "anonymised_at": START})
    assert client.post(link).status_code == 404
    clock.move_to(START + timedelta(days=800))
    assert client.post(link).status_code == 404
    assert status(app) == "confirmed"


def test_link_acts_on_its_own_booking_only(app: Flask, client: FlaskClient, home: House, booking: Booking) -> None:
    other = book(home, "Platz 3", start=START, end=END, who="bert@example.org")
    client.post(path(app, CANCEL, other))
    assert {each.id: each.status for each in bookings(app)} == {booking.id: "confirmed", other.id: "cancelled"}


def test_page_shows_nobodys_name_and_is_kept_by_nobody(app: Flask, client: FlaskClient, booking: Booking) -> None:
    answer = client.get(path(app, CANCEL, booking))
    assert "Anna" not in answer.text
    assert "anna@" not in answer.text
    assert "Streng geheim" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_link_works_in_a_mail_program_without_cookies(
    app: Flask, client: FlaskClient, booking: Booking, csrf: None
) -> None:
    assert client.post(path(app, CANCEL, booking)).status_code == 303
    assert status(app) == "cancelled"


def test_secret_address_is_in_no_log(app: Flask, client: FlaskClient, booking: Booking, caplog: Any) -> None:
    link = path(app, CANCEL, booking)
    with caplog.at_level("INFO"):
        client.get(link)
        client.post(link)
    lines = [vars(record) for record in caplog.records]
    assert "/mails/bookings/cancel/<token>" in str(lines)
    with app.app_context():
        assert token(CANCEL, booking.id).partition(".")[0] not in str(lines)


def test_confirmation_has_a_link_that_cancels(app: Flask, client: FlaskClient, booking: Booking) -> None:
    [mail] = people.mails(app)
    [link] = {link for link in links_of(mail) if "/mails/bookings/cancel/" in link}
    assert client.post(link.removeprefix("http://localhost")).status_code == 303
    assert status(app) == "cancelled"


def test_confirmation_of_what_cannot_be_cancelled_any_more_has_none(app: Flask, clock: Any) -> None:
    people.add(app)
    home = house(app, rules={"cancel_deadline_minutes": 48 * 60})
    book(home, start=START, end=END)
    [mail] = people.mails(app)
    assert not [link for link in links_of(mail) if "/mails/bookings/" in link]


def test_receipts_can_be_done_without(app: Flask, clock: Any) -> None:
    people.add(app, muted=["confirmation", "invitation"])
    home = house(app, slug="fischbeck")
    booking = book(home, start=START, end=END)
    booking = move(home, booking, "Platz 2", START, END)
    cancel(home, booking)
    assert people.mails(app) == []


def test_what_hosts_decide_comes_all_the_same(app: Flask, clock: Any) -> None:
    people.add(app, muted=["confirmation", "invitation", "digest"])
    home = house(app)
    make_host(app)
    by_host(home, book(home, start=START, end=END))
    assert [mail["To"] for mail in people.mails(app)] == ["anna@example.org"]
