from datetime import timedelta
from typing import Any

import pytest
import time_machine
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from core.clock import now
from core.transactions import transaction
from members import actions
from tests.support import people
from tests.support.people import EMAIL, PASSWORD

FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:131.0) Gecko/131.0 Firefox/131.0"


def test_right_password_logs_in_whatever_the_case_of_the_address(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    assert people.log_in(client, email=" ANNA@Example.org").status_code == 303
    assert people.is_logged_in(client)


def test_all_refusals_look_the_same(app: Flask) -> None:
    people.add(app)
    people.add(app, "waiting@example.org", email_confirmed_at=None)
    people.add(app, "closed@example.org", is_active=False)
    tries = [(EMAIL, "wrong"), ("nobody@example.org", PASSWORD), ("waiting@example.org", PASSWORD)]
    tries += [("closed@example.org", PASSWORD), ("waiting@example.org", "wrong"), ("no address", PASSWORD)]
    answers = set()
    for email, password in tries:
        answer = people.log_in(app.test_client(), email, password)
        answers.add((answer.status_code, answer.text.replace(email, "EMAIL"), answer.headers.get("Set-Cookie")))
    assert len(answers) == 1
    assert answers.pop()[0] == 422


def test_refused_login_keeps_the_address_and_never_the_password(app: Flask, client: FlaskClient) -> None:
    answer = people.log_in(client, password="secret typed wrong")
    assert f'value="{EMAIL}"' in answer.text
    assert "secret typed wrong" not in answer.text


@pytest.mark.usefixtures("one_window")
def test_unconfirmed_member_with_the_right_password_gets_the_link_again(app: Flask, client: FlaskClient) -> None:
    people.add(app, email_confirmed_at=None)
    people.log_in(client, password="wrong")
    assert people.mails(app) == []
    for _ in range(5):
        assert people.log_in(client, next="/bookings").status_code == 422
    assert len(people.mails(app)) == 3
    assert client.post(people.mailed_path(app), data={"password": PASSWORD}).location == "/bookings"


@pytest.mark.parametrize("target", ["/bookings/new?space=7", "/hubs/coppenbruegge#desks", "/"])
def test_login_goes_on_to_a_path_of_this_site(app: Flask, client: FlaskClient, target: str) -> None:
    people.add(app)
    assert people.log_in(client, next=target).location == target


EVIL = ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)"]
EVIL += ["/\t/evil.example", " //evil.example", "/\r\nLocation: //evil.example", "http:evil.example", "evil.example"]
EVIL += ["/" * 5 + "evil.example", "/x" * 400]


@pytest.mark.one_database
@pytest.mark.parametrize("target", EVIL)
def test_login_goes_nowhere_else(app: Flask, client: FlaskClient, target: str) -> None:
    people.add(app)
    assert people.log_in(client, next=target).location == "/"
    assert people.log_in(client, next=target).location == "/"  # logged in already
    assert client.get("/login", query_string={"next": target}).location == "/"


@pytest.mark.one_database
@pytest.mark.parametrize("target", EVIL)
def test_signup_link_goes_nowhere_else(app: Flask, client: FlaskClient, target: str) -> None:
    form = {"name": "Anna", "email": EMAIL, "password": PASSWORD, "next": target}
    client.post("/signup", data=form)
    assert client.post(people.mailed_path(app)).location == "/"


def test_logout_ends_a_copied_cookie(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    people.log_in(client)
    thief = _with_cookie_of(client, app)
    assert people.is_logged_in(thief)
    client.post("/logout")
    assert not people.is_logged_in(thief)
    assert not people.is_logged_in(client)


def test_logout_by_get_is_refused(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    people.log_in(client)
    assert client.get("/logout").status_code == 405
    assert people.is_logged_in(client)


def test_logout_leaves_other_devices_alone(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    other = app.test_client()
    people.log_in(client)
    people.log_in(other)
    client.post("/logout")
    assert people.is_logged_in(other)


def test_deactivation_ends_a_copied_cookie_at_once(app: Flask, client: FlaskClient) -> None:
    member_id = people.add(app)
    people.log_in(client)
    with app.app_context(), transaction():
        actions.deactivate(member_id=member_id)
    assert not people.is_logged_in(client)
    assert people.log_in(client).status_code == 422


def test_login_session_ends_after_thirty_days(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    with time_machine.travel(now() - timedelta(days=30, minutes=1)):
        people.log_in(client)
    thief = _with_cookie_of(client, app)
    assert not people.is_logged_in(thief)


def test_cookie_that_was_altered_logs_nobody_in(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    people.log_in(client)
    value = client.get_cookie("session").value
    client.set_cookie("session", value[:-3] + "abc")
    assert not people.is_logged_in(client)


def test_cookie_holds_no_digest_and_row_no_secret(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    people.log_in(client)
    with client.session_transaction() as session:
        secret = session["_user_id"]
    assert all(secret not in map(str, row) for row in people.rows(app)["login_session"])


def test_outdated_hash_is_made_anew_at_login(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    people.add(app, password_hash=weak)
    assert people.log_in(client).status_code == 303
    assert people.member(app).password_hash != weak
    assert people.log_in(app.test_client()).status_code == 303


def test_password_changed_between_check_and_login_is_refused(app: Flask) -> None:
    from members import queries
    from members.errors import WrongCredentials

    people.add(app)
    with app.app_context():
        seen = queries.check_credentials(EMAIL, PASSWORD)
    people.add(app, password_hash="$argon2id$changed")
    with app.app_context(), pytest.raises(WrongCredentials), transaction():
        actions.log_in(credentials=seen, device="")


def test_device_is_named_and_nothing_more_is_kept(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    client.post("/login", data={"email": EMAIL, "password": PASSWORD}, headers={"User-Agent": FIREFOX})
    assert people.rows(app)["login_session"][0][2] == "Firefox · Android"


@pytest.mark.parametrize("agent", ["", "curl/8", "<script>", "x" * 100_000])
def test_unknown_device_is_no_problem(app: Flask, client: FlaskClient, agent: str) -> None:
    people.add(app)
    answer = client.post("/login", data={"email": EMAIL, "password": PASSWORD}, headers={"User-Agent": agent})
    assert answer.status_code == 303
    assert "Unknown device" in client.get("/profile?lang=en").text


@pytest.mark.usefixtures("one_window")
def test_guessing_is_stopped_in_all_processes_and_the_right_password_waits_too(app: Flask, make_app: Any) -> None:
    people.add(app)
    clients = [app.test_client(), make_app().test_client()]
    answers = [people.log_in(clients[i % 2], password="wrong").status_code for i in range(11)]
    assert answers == [422] * 10 + [429]
    refused = people.log_in(clients[0])
    assert refused.status_code == 429
    assert "Retry-After" in refused.headers
    assert people.log_in(clients[0], email="bert@example.org").status_code == 422


@pytest.mark.usefixtures("one_window")
def test_guessing_from_elsewhere_does_not_lock_the_member_out(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    guesser = {"REMOTE_ADDR": "192.0.2.7"}
    form = {"email": EMAIL, "password": "wrong"}
    answers = [client.post("/login", data=form, environ_base=guesser).status_code for _ in range(12)]
    assert answers[-1] == 429
    assert people.log_in(client).status_code == 303


def test_right_passwords_do_not_count(app: Flask) -> None:
    people.add(app)
    assert {people.log_in(app.test_client()).status_code for _ in range(15)} == {303}


@pytest.mark.usefixtures("one_window")
def test_neighbours_in_one_ipv6_network_count_together(app: Flask, client: FlaskClient) -> None:
    form = {"email": EMAIL, "password": "wrong"}
    for i in range(11):
        last = client.post("/login", data=form, environ_base={"REMOTE_ADDR": f"2001:db8:1:2::{i + 1:x}"})
    assert last.status_code == 429


def _with_cookie_of(client: FlaskClient, app: Flask) -> FlaskClient:
    copy = app.test_client()
    copy.set_cookie("session", client.get_cookie("session").value)
    return copy
