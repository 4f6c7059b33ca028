"""The mailed link proves whose the address is, not who chose the password: a stranger may have begun the sign-up."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from core.clock import now
from tests.support import people
from tests.support.people import EMAIL, PASSWORD

FORM = {"name": "Anna Muster", "email": EMAIL, "password": PASSWORD}
BOOKING = "/bookings/new?hub=coppenbruegge&kind=desk&date=2026-11-25"
NEW = "fünf graue Gänse rufen"


@pytest.fixture
def link(app: Flask, client: FlaskClient) -> str:
    """Of a sign-up that was begun in `client`."""
    client.post("/signup", data=FORM | {"next": BOOKING})
    return people.mailed_path(app)


@pytest.fixture
def elsewhere(app: Flask, link: str) -> FlaskClient:
    """Another browser, in English."""
    other = app.test_client()
    other.get("/?lang=en")
    return other


def is_confirmed(app: Flask) -> bool:
    return people.member(app).email_confirmed_at is not None


def test_browser_of_the_signup_shows_one_button_and_no_field(client: FlaskClient, link: str) -> None:
    page = client.get(link).text
    assert 'type="password"' not in page
    assert page.count("<form") == 1
    assert client.post(link).location == BOOKING


def test_click_elsewhere_confirms_nothing(app: Flask, elsewhere: FlaskClient, link: str) -> None:
    assert 'type="password"' in elsewhere.get(link).text
    assert elsewhere.post(link).status_code == 422
    assert not is_confirmed(app)
    assert not people.is_logged_in(elsewhere)


def test_password_elsewhere_confirms_and_goes_back_to_the_booking(
    app: Flask, elsewhere: FlaskClient, link: str
) -> None:
    assert elsewhere.post(link, data={"password": PASSWORD}).location == BOOKING
    assert is_confirmed(app)
    assert people.is_logged_in(elsewhere)


@pytest.mark.parametrize("password", ["", "wrong", "x" * 100_000, "\x00", PASSWORD.upper()])
def test_wrong_password_elsewhere_is_told_at_its_field(
    app: Flask, elsewhere: FlaskClient, link: str, password: str
) -> None:
    answer = elsewhere.post(link, data={"password": password})
    assert answer.status_code == 422
    assert 'id="password-error"' in answer.text
    assert f'value="{password}"' not in answer.text or not password
    assert not is_confirmed(app)
    assert people.rows(app)["login_session"] == []


def test_signup_begun_in_the_other_browser_too_does_not_make_it_the_right_one(
    app: Flask, elsewhere: FlaskClient, link: str
) -> None:
    elsewhere.post("/signup", data=FORM | {"email": "bert@example.org"})
    assert elsewhere.post(link).status_code == 422
    assert not is_confirmed(app)


def test_owner_of_the_address_gets_rid_of_a_strangers_password(app: Flask, elsewhere: FlaskClient, link: str) -> None:
    """The whole story: a stranger signs up as Anna; Anna follows the link, knows no password and chooses one."""
    assert f'action="{link}/new-password"' in elsewhere.get(link).text
    assert elsewhere.post(f"{link}/new-password").location == "/password/forgot/sent"
    assert not is_confirmed(app)
    answer = elsewhere.post(people.mailed_path(app), data={"password": NEW})
    assert answer.location.startswith("/login?next=/bookings/new")
    assert is_confirmed(app)
    assert people.log_in(app.test_client()).status_code == 422
    assert people.log_in(elsewhere, password=NEW, next=BOOKING).location == BOOKING


def test_stranger_is_not_let_in_by_the_owners_new_password(app: Flask, client: FlaskClient, link: str) -> None:
    owner = app.test_client()
    owner.post(f"{link}/new-password")
    owner.post(people.mailed_path(app), data={"password": NEW})
    assert client.post(link).location.startswith("/login")
    assert not people.is_logged_in(client)


def test_link_of_somebody_elses_account_does_not_log_in_with_a_click(elsewhere: FlaskClient, link: str) -> None:
    """A stranger sends Anna the link to an account of the stranger: what she books would be the stranger's."""
    elsewhere.post(link)
    assert not people.is_logged_in(elsewhere)


@pytest.mark.usefixtures("one_window")
def test_guessing_elsewhere_is_stopped(elsewhere: FlaskClient, link: str) -> None:
    answers = [elsewhere.post(link, data={"password": "wrong"}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


@pytest.mark.usefixtures("one_window")
def test_mails_for_a_new_password_are_limited(app: Flask, elsewhere: FlaskClient, link: str) -> None:
    before = len(people.mails(app))
    answers = [elsewhere.post(f"{link}/new-password").status_code for _ in range(4)]
    assert answers == [303] * 3 + [429]
    assert len(people.mails(app)) == before + 3


@pytest.mark.parametrize("change", [lambda p: p + "x", lambda p: p.replace("/confirm/", "/confirm/x")])
def test_altered_link_mails_no_new_password(app: Flask, elsewhere: FlaskClient, link: str, change: Any) -> None:
    before = len(people.mails(app))
    assert elsewhere.post(f"{change(link)}/new-password").status_code == 404
    assert len(people.mails(app)) == before


def test_closed_account_is_sent_no_new_password(app: Flask, elsewhere: FlaskClient, link: str) -> None:
    people.add(app, is_active=False, email_confirmed_at=None)
    before = len(people.mails(app))
    assert elsewhere.post(f"{link}/new-password").status_code == 410
    assert elsewhere.post(link, data={"password": PASSWORD}).status_code == 410
    assert len(people.mails(app)) == before


def test_renewed_link_is_one_click_in_the_first_browser_only(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(now() - timedelta(days=4)):
        client.post("/signup", data=FORM)
        old = people.mailed_path(app)
    client.post(f"{old}/renewal")
    new = people.mailed_path(app)
    assert app.test_client().post(new).status_code == 422
    assert client.post(new).location == "/"


def test_login_before_the_confirmation_mails_a_link_for_the_browser_of_the_signup(app: Flask, link: str) -> None:
    visitor = app.test_client()
    people.log_in(visitor)  # right, but not confirmed: the link comes again
    again = people.mailed_path(app)
    assert again != link
    assert visitor.post(again).status_code == 422
    assert visitor.post(again, data={"password": PASSWORD}).status_code == 303


def test_marker_is_in_no_link_and_in_no_table(app: Flask, client: FlaskClient, link: str) -> None:
    with client.session_transaction() as session:
        marker = session["signup"]
    assert marker not in link
    assert marker not in str(people.rows(app))


def test_log_out_takes_the_mark_off_a_shared_browser(app: Flask, client: FlaskClient, link: str) -> None:
    client.post("/logout")
    assert client.post(link).status_code == 422


def test_page_of_another_browser_works_with_form_tokens(app: Flask, csrf: None) -> None:
    first, other = app.test_client(), app.test_client()
    first.post("/signup", data=FORM | {"csrf_token": _form_token(first, "/signup")})
    path = people.mailed_path(app)
    token = _form_token(other, path)
    assert other.post(path, data={"password": PASSWORD}).status_code == 400
    assert other.post(path, data={"password": PASSWORD, "csrf_token": token}).status_code == 303


def _form_token(client: FlaskClient, path: str) -> str:
    return client.get(path).text.partition('name="csrf_token" type="hidden" value="')[2].partition('"')[0]
