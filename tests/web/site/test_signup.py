from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from core.clock import now
from tests.support import people
from tests.support.mail import links_of, text_of
from tests.support.people import EMAIL, PASSWORD

FORM = {"name": "Anna Muster", "email": EMAIL, "password": PASSWORD}
BOOKING = "/bookings/new?hub=coppenbruegge&kind=desk&date=2026-11-25"


def sign_up(client: FlaskClient, path: str = "/signup", **changes: str) -> Any:
    return client.post(path, data=FORM | changes)


def test_signup_makes_an_account_that_waits_for_its_confirmation(app: Flask, client: FlaskClient) -> None:
    answer = sign_up(client, email=" Anna@Example.org ")
    assert (answer.status_code, answer.location) == (303, "/signup/sent")
    assert people.member(app).email_confirmed_at is None
    assert people.log_in(client).status_code == 422


def test_confirmation_logs_in_and_goes_back_to_the_booking(app: Flask, client: FlaskClient) -> None:
    page = client.get("/signup", query_string={"next": BOOKING})
    assert BOOKING.replace("&", "&amp;") in page.text
    sign_up(client, next=BOOKING)
    answer = client.post(people.mailed_path(app))
    assert (answer.status_code, answer.location) == (303, BOOKING)
    assert people.is_logged_in(client)
    assert people.member(app).email_confirmed_at is not None


def test_booking_survives_login_page_signup_and_another_device(app: Flask, client: FlaskClient) -> None:
    assert "/signup?next=/bookings/new" in client.get("/login", query_string={"next": BOOKING}).text.replace("%2F", "/")
    sign_up(client, next=BOOKING)
    other = app.test_client()
    assert other.post(people.mailed_path(app), data={"password": PASSWORD}).location == BOOKING


def test_opening_the_link_writes_nothing_and_logs_nobody_in(app: Flask, client: FlaskClient) -> None:
    sign_up(client)
    path, before = people.mailed_path(app), people.rows(app)
    page = client.get(path)
    assert page.status_code == 200
    assert page.text.count("<form") == 1
    assert people.rows(app) == before
    assert not people.is_logged_in(client)


def test_link_used_twice_logs_nobody_in_and_says_why(app: Flask, client: FlaskClient) -> None:
    sign_up(client, next=BOOKING)
    path = people.mailed_path(app)
    client.post(path)
    other = app.test_client()
    other.get("/?lang=en")
    answer = other.post(path)
    assert answer.location.startswith("/login?next=")
    assert "already confirmed" in other.get(answer.location).text
    assert not people.is_logged_in(other)
    assert other.get(path).location == answer.location
    assert client.get(path).location == BOOKING  # logged in already


def test_expired_link_offers_a_new_one_which_works(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(now() - timedelta(days=3, minutes=5)):
        sign_up(client, next=BOOKING)
        old = people.mailed_path(app)
    assert client.get(old).status_code == 410
    assert client.post(old).status_code == 410
    assert people.member(app).email_confirmed_at is None
    assert f"{old}/renewal" in client.get(old).text
    assert client.post(f"{old}/renewal").location == "/signup/sent"
    new = people.mailed_path(app)
    assert new != old
    assert client.post(new).location == BOOKING


def test_link_of_almost_three_days_works(app: Flask, client: FlaskClient) -> None:
    with time_machine.travel(now() - timedelta(days=2, hours=23)):
        sign_up(client)
        path = people.mailed_path(app)
    assert client.post(path).status_code == 303
    assert people.is_logged_in(client)


@pytest.mark.parametrize(
    "change", [lambda p: p[:-2], lambda p: p + "x", lambda p: p.replace("/confirm/", "/confirm/x")]
)
def test_altered_link_is_no_link(app: Flask, client: FlaskClient, change: Any) -> None:
    sign_up(client)
    path = change(people.mailed_path(app))
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404
    assert client.post(f"{path}/renewal").status_code == 404
    assert people.member(app).email_confirmed_at is None


def test_reset_link_does_not_confirm(app: Flask, client: FlaskClient) -> None:
    sign_up(client)
    client.post("/password/forgot", data={"email": EMAIL})
    token = people.mailed_path(app).rpartition("/")[2]
    assert client.post(f"/signup/confirm/{token}").status_code == 404


def test_known_and_unknown_addresses_get_the_same_answer(app: Flask) -> None:
    people.add(app, "known@example.org")
    answers = []
    for email in ("known@example.org", "unknown@example.org"):
        client = app.test_client()
        answer = sign_up(client, email=email)
        page = client.get(answer.location)
        answers.append((answer.status_code, answer.location, answer.data, page.status_code, page.text))
    assert answers[0] == answers[1]


def test_known_address_learns_by_mail_only(app: Flask, client: FlaskClient) -> None:
    people.add(app, name="Anna Muster", locale="en")
    sign_up(client, name="Somebody Else", password="another password", next=BOOKING)
    mail = people.mails(app)[-1]
    assert mail["To"] == EMAIL
    assert mail["Subject"] == "You already have an account"
    assert "/login?next=" in links_of(mail)[0]
    assert people.member(app).name == "Anna Muster"
    assert people.log_in(client).status_code == 303


def test_second_signup_ends_the_links_of_the_first(app: Flask, client: FlaskClient) -> None:
    """Somebody signs up with Anna's address; then Anna does. Nobody gets in with the first password."""
    sign_up(client, password="password of the thief", name="Thief")
    first = people.mailed_path(app)
    sign_up(client)
    assert client.get(first).status_code == 410
    assert client.post(first).status_code == 410
    client.post(people.mailed_path(app))
    assert people.member(app).name == "Anna Muster"
    assert people.log_in(app.test_client(), password="password of the thief").status_code == 422
    assert people.log_in(app.test_client()).status_code == 303


def test_renewal_of_an_overtaken_link_lets_its_holder_set_a_password(app: Flask, client: FlaskClient) -> None:
    sign_up(client)
    first = people.mailed_path(app)
    sign_up(client, password="password of the thief")
    client.post(f"{first}/renewal")
    assert "/password/reset/" in people.mailed_path(app)


def test_deactivated_account_cannot_be_confirmed_or_taken_over(app: Flask, client: FlaskClient) -> None:
    people.add(app, is_active=False)
    sign_up(client)
    assert not people.member(app).is_active
    assert "/signup/confirm/" not in people.mailed_path(app)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", "", "Please fill this in."),
        ("name", "x" * 121, "at most 120"),
        ("email", "anna@", "not a complete email address"),
        ("password", "kurz", "at least 10"),
        ("password", EMAIL, "easy to guess"),
        ("password", "x" * 201, "at most 200"),
    ],
)
def test_wrong_input_is_told_at_the_field_and_keeps_what_was_typed(
    app: Flask, client: FlaskClient, field: str, value: str, says: str
) -> None:
    client.get("/?lang=en")
    answer = sign_up(client, next=BOOKING, **{field: value})
    assert answer.status_code == 422
    assert f'aria-describedby="{field}-hint {field}-error"' in answer.text
    assert says in answer.text
    assert BOOKING.replace("&", "&amp;") in answer.text
    kept = {"name": "Anna Muster", "email": EMAIL} | ({field: value} if field != "password" else {})
    assert all(f'value="{text}"' in answer.text for text in kept.values())
    assert PASSWORD not in answer.text
    assert people.rows(app)["member"] == []


def test_mail_is_written_in_the_language_of_the_page(app: Flask, client: FlaskClient) -> None:
    client.get("/signup?lang=en")
    sign_up(client)
    assert people.member(app).locale == "en"
    assert "three days" in text_of(people.mails(app)[-1])


@pytest.mark.usefixtures("one_window")
def test_signup_limit_holds_per_mailbox_and_answers_kindly(app: Flask, client: FlaskClient) -> None:
    answers = [sign_up(client).status_code for _ in range(6)]
    assert answers == [303] * 5 + [429]
    assert len(people.mails(app)) == 5
    client.get("/?lang=en")
    refused = sign_up(client)
    assert "Too many attempts" in refused.text
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert sign_up(client, email="bert@example.org").status_code == 303


@pytest.mark.usefixtures("one_window")
def test_signup_limit_holds_per_address_across_processes(app: Flask, make_app: Any) -> None:
    clients = [app.test_client(), make_app().test_client()]
    for client in clients:
        client.application.config["WTF_CSRF_ENABLED"] = False
    answers = [sign_up(clients[i % 2], email=f"p{i}@example.org").status_code for i in range(41)]
    assert answers == [303] * 40 + [429]
