"""A form whose page was overtaken, by a log-in in another tab or a link used twice, leads on and blames nobody."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import people
from tests.support.people import EMAIL, PASSWORD

pytestmark = pytest.mark.usefixtures("csrf")
SIGN_UP = {"name": "Anna", "email": EMAIL, "password": PASSWORD}


def token(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).text)
    assert found, path
    return found[1]


def send(client: FlaskClient, path: str, csrf_token: str, **data: str) -> Any:
    return client.post(path, data=data | {"csrf_token": csrf_token})


@pytest.fixture
def two_tabs(app: Flask, client: FlaskClient) -> str:
    """Two tabs had the log-in page; one of them logged in. The other's token."""
    people.add(app)
    stale = token(client, "/login")
    assert send(client, "/login", token(client, "/login"), email=EMAIL, password=PASSWORD).status_code == 303
    assert people.is_logged_in(client)
    return stale


@pytest.mark.parametrize(
    ("path", "data"),
    [("/login", {"email": EMAIL, "password": PASSWORD}), ("/signup", SIGN_UP), ("/login", {}), ("/signup", {})],
)
def test_form_of_whom_a_second_tab_has_logged_in_leads_on(
    client: FlaskClient, two_tabs: str, path: str, data: dict[str, str]
) -> None:
    answer = send(client, path, two_tabs, **data, next="/bookings")
    assert (answer.status_code, answer.location) == (303, "/bookings")
    assert client.get(f"{path}?next=/bookings").location == "/bookings"
    assert people.is_logged_in(client)


def test_other_persons_password_in_a_second_tab_changes_nobody(app: Flask, client: FlaskClient, two_tabs: str) -> None:
    people.add(app, "bert@example.org", "Bert Beispiel")
    assert send(client, "/login", two_tabs, email="bert@example.org", password=PASSWORD).status_code == 303
    assert "Anna Muster" in client.get("/profile").text


def test_logging_out_twice_is_logged_out(client: FlaskClient, two_tabs: str) -> None:
    stale = token(client, "/profile")
    for _ in range(2):
        answer = send(client, "/logout", stale)
        assert (answer.status_code, answer.location) == (303, "/")
    assert "Sie sind abgemeldet" in client.get("/").text


def test_other_sites_cannot_log_anybody_out(client: FlaskClient, two_tabs: str) -> None:
    assert send(client, "/logout", "made up").status_code == 400
    assert people.is_logged_in(client)


@pytest.mark.parametrize(
    ("path", "data"),
    [("/login", {"email": EMAIL, "password": PASSWORD}), ("/signup", SIGN_UP), ("/password/forgot", {"email": EMAIL})],
)
def test_form_that_was_open_for_long_comes_back_as_it_was_typed(
    app: Flask, client: FlaskClient, path: str, data: dict[str, str]
) -> None:
    answer = send(client, f"{path}?lang=en", "of an old session", **data)
    assert answer.status_code == 400
    assert "send it again" in answer.text
    assert f'value="{EMAIL}"' in answer.text
    assert PASSWORD not in answer.text
    assert people.mails(app) == []
    again = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.text)
    assert again
    assert "send it again" not in send(client, f"{path}?lang=en", again[1], **data).text


def test_confirmation_sent_twice_is_confirmed(app: Flask, client: FlaskClient) -> None:
    send(client, "/signup", token(client, "/signup"), **SIGN_UP)
    path = people.mailed_path(app)
    stale = token(client, path)
    assert send(client, path, stale).status_code == 303
    for _ in range(2):
        assert send(client, path, stale).status_code == 303
    assert people.is_logged_in(client)
    client.post("/logout", data={"csrf_token": token(client, "/profile")})
    assert send(client, path, stale).location.startswith("/login")


def test_password_reset_sent_twice_says_that_the_link_is_used(app: Flask, client: FlaskClient) -> None:
    people.add(app)
    send(client, "/password/forgot", token(client, "/password/forgot"), email=EMAIL)
    path = people.mailed_path(app)
    stale = token(client, path)
    assert send(client, path, stale, password="vier neue Enten baden").status_code == 303
    assert send(client, path, stale, password="vier neue Enten baden").status_code == 410
    assert (
        send(client, "/login", token(client, "/login"), email=EMAIL, password="vier neue Enten baden").status_code
        == 303
    )
