from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from core.clock import now
from core.transactions import transaction
from members import actions
from tests.support import people
from tests.support.mail import text_of
from tests.support.people import EMAIL

NEW = "fünf graue Gänse rufen"


def ask(client: FlaskClient, email: str = EMAIL) -> Any:
    return client.post("/password/forgot", data={"email": email})


def reset(client: FlaskClient, path: str, password: str = NEW) -> Any:
    return client.post(path, data={"password": password})


def with_token(app: Flask, email: str = EMAIL) -> str:
    """The secret of a new API token."""
    if email == EMAIL:
        people.add(app, locale="en")
    with app.app_context(), transaction():
        return actions.make_token(member_id=people.member(app, email).id, name="My calendar")


def opens_api(app: Flask, token: str) -> bool:
    answer = app.test_client().get("/api/v1/bookings", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code == 200


def test_mailed_link_sets_a_new_password(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    assert ask(client).location == "/password/forgot/sent"
    path = people.mailed_path(app)
    assert client.get(path).status_code == 200
    assert reset(client, path).location == "/login"
    assert people.log_in(client).status_code == 422
    assert people.log_in(client, password=NEW).status_code == 303


def test_link_works_once(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    ask(client)
    path = people.mailed_path(app)
    reset(client, path)
    assert client.get(path).status_code == 410
    assert reset(client, path, "another password").status_code == 410
    assert people.log_in(client, password=NEW).status_code == 303


def test_two_links_are_both_ended_by_the_first_use(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    ask(client)
    first = people.mailed_path(app)
    ask(client)
    reset(client, people.mailed_path(app))
    assert reset(client, first).status_code == 410


def test_link_ends_after_two_hours(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    with time_machine.travel(now() - timedelta(hours=2, minutes=1)):
        ask(client)
        path = people.mailed_path(app)
    page = client.get(path)
    assert page.status_code == 410
    assert 'href="/password/forgot"' in page.text
    assert reset(client, path).status_code == 410


@pytest.mark.parametrize("change", [lambda p: p[:-1], lambda p: p.replace("/reset/", "/reset/W"), lambda p: p + "."])
def test_altered_link_is_no_link(app: Flask, client: FlaskClient, change: Any) -> None:
    people.add(app)
    ask(client)
    path = change(people.mailed_path(app))
    assert client.get(path).status_code == 404
    assert reset(client, path).status_code == 404
    assert people.log_in(client).status_code == 303


def test_opening_the_link_writes_nothing(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    ask(client)
    path, before = people.mailed_path(app), people.rows(app)
    client.get(path)
    assert people.rows(app) == before


def test_weak_password_is_told_at_the_field_and_the_link_goes_on_working(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    ask(client)
    path = people.mailed_path(app)
    answer = reset(client, path, "kurz")
    assert answer.status_code == 422
    assert "password-error" in answer.text
    assert reset(client, path).status_code == 303


def test_reset_ends_all_login_sessions_and_tells_by_mail(app: Flask, client: FlaskClient) -> None:
    people.add(app, locale="en")
    people.log_in(client)
    other = app.test_client()
    ask(other)
    reset(other, people.mailed_path(app))
    assert not people.is_logged_in(client)
    assert not people.is_logged_in(other)
    assert people.mails(app)[-1]["Subject"] == "Your password was changed"


def test_reset_ends_all_tokens_and_says_so(app: Flask, client: FlaskClient) -> None:
    client.get("/?lang=en")
    token = with_token(app)
    people.add(app, "bert@example.org")
    others = with_token(app, "bert@example.org")
    ask(client)
    path = people.mailed_path(app)
    assert "Your tokens for programs are revoked, too" in client.get(path).text
    page = client.get(reset(client, path).location).text
    assert "Your tokens for programs no longer work" in page
    assert opens_api(app, token) is False
    assert opens_api(app, others) is True
    assert "create new ones" in text_of(people.mails(app)[-1])


def test_reset_without_tokens_does_not_speak_of_them(app: Flask, client: FlaskClient) -> None:
    client.get("/?lang=en")
    people.add(app, locale="en")
    ask(client)
    path = people.mailed_path(app)
    pages = client.get(path).text + client.get(reset(client, path).location).text
    assert "oken" not in pages.replace("csrf_token", "")
    assert "oken" not in text_of(people.mails(app)[-1])


def test_reset_that_is_refused_ends_no_token(app: Flask, client: FlaskClient) -> None:
    token = with_token(app)
    ask(client)
    path = people.mailed_path(app)
    assert reset(client, path, "kurz").status_code == 422
    assert reset(client, path + "x").status_code == 404
    assert opens_api(app, token) is True


def test_reset_confirms_the_address_that_the_link_was_mailed_to(app: Flask, client: FlaskClient) -> None:
    people.add(app, email_confirmed_at=None)
    ask(client)
    reset(client, people.mailed_path(app))
    assert people.log_in(client, password=NEW).status_code == 303


def test_known_and_unknown_addresses_get_the_same_answer(app: Flask) -> None:
    people.add(app)
    people.add(app, "closed@example.org", is_active=False)
    answers = set()
    for email in (EMAIL, "nobody@example.org", "closed@example.org"):
        client = app.test_client()
        answer = ask(client, email)
        answers.add((answer.status_code, answer.location, answer.text, client.get(answer.location).text))
    assert len(answers) == 1


def test_every_address_gets_one_mail_and_so_costs_the_same(app: Flask, client: FlaskClient) -> None:
    client.get("/?lang=en")
    people.add(app, locale="en")
    people.add(app, "closed@example.org", is_active=False)
    for email in (EMAIL, "nobody@example.org", "closed@example.org"):
        ask(client, email)
    assert [(m["To"], m["Subject"]) for m in people.mails(app)] == [
        (EMAIL, "Set a new password"),
        ("nobody@example.org", "No account with this email address"),
        ("closed@example.org", "No account with this email address"),
    ]


def test_deactivated_member_cannot_use_an_older_link(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    ask(client)
    path = people.mailed_path(app)
    people.add(app, is_active=False)
    assert reset(client, path).status_code == 410


@pytest.mark.usefixtures("one_window")
def test_forgot_limit_holds_per_mailbox_from_everywhere(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    answers = []
    for i in range(6):
        sender = {"REMOTE_ADDR": f"192.0.2.{i}"}
        answers.append(client.post("/password/forgot", data={"email": EMAIL}, environ_base=sender).status_code)
    assert answers == [303] * 5 + [429]
    assert len(people.mails(app)) == 5


@pytest.mark.parametrize("email", ["", "nobody", "x" * 5000])
def test_what_is_no_address_is_told_at_the_field(app: Flask, client: FlaskClient, email: str) -> None:
    answer = ask(client, email)
    assert answer.status_code == 422
    assert "email-error" in answer.text
    assert people.mails(app) == []


def test_new_password_may_be_used_at_once_after_too_many_tries(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    for _ in range(12):
        people.log_in(client, password="not the right one")
    refused = people.log_in(client)
    assert refused.status_code == 429
    assert "/password/forgot" in refused.text
    ask(client)
    assert reset(client, people.mailed_path(app)).status_code == 303
    assert people.log_in(client, password=NEW).status_code == 303
