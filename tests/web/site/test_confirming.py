"""Before a secret is shown the password is asked for again, when the log-in is older than 10 minutes."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from calendars.models import Feed
from core.db import db
from core.transactions import transaction
from members import limits
from members.models import ApiToken, MemberRole
from tests.support import people, places
from tests.support.people import PASSWORD

START = datetime(2026, 11, 25, 8, tzinfo=UTC)
LATER = timedelta(minutes=10)
TOKEN = "/profile/tokens"
ASKS = "Please enter your password"
SECRETS = {
    TOKEN: {"token_name": "Mein <Skript>"},
    "/profile/calendar": {},
    "/host/coppenbruegge/feeds": {"space": ""},
    "/host/coppenbruegge/door-signs": {"name": "Tür", "space": ""},
}
"""Whatever shows a secret this once, and a form for it."""


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def host(app: Flask, client: FlaskClient, clock: Any) -> FlaskClient:
    member_id = people.add(app, locale="en")
    with app.app_context(), transaction():
        places.a_hub()
        db.session.add(MemberRole(member_id=member_id, role="host", hub_slug="coppenbruegge"))
    people.log_in(client)
    return client


@pytest.mark.parametrize("path", SECRETS)
def test_secret_is_shown_after_the_password_only(host: FlaskClient, clock: Any, path: str) -> None:
    clock.shift(LATER)
    asked = host.post(path, data=SECRETS[path])
    assert asked.status_code == 403
    assert ASKS in asked.text
    wrong = host.post(path, data=carried(asked.text) | {"password_again": "wrong"})
    assert wrong.status_code == 422
    assert "not your current password" in wrong.text
    shown = host.post(path, data=carried(wrong.text) | {"password_again": PASSWORD})
    assert shown.status_code == 200
    assert ASKS not in shown.text
    assert PASSWORD not in asked.text + wrong.text + shown.text


@pytest.mark.parametrize("path", SECRETS)
def test_log_in_of_the_last_minutes_is_asked_nothing(host: FlaskClient, clock: Any, path: str) -> None:
    clock.shift(LATER - timedelta(seconds=1))
    assert ASKS not in host.post(path, data=SECRETS[path]).text


def test_every_view_that_makes_a_secret_asks_again(app: Flask) -> None:
    asking = {name for name, view in app.view_functions.items() if getattr(view, "asks_again", False)}
    assert asking == {
        "members.make_token",
        "feeds.give_own",
        "host_feeds.give",
        "door_signs.create",
        "door_signs.renew",
    }


def test_new_address_of_a_door_sign_asks_again(host: FlaskClient, clock: Any) -> None:
    host.post("/host/coppenbruegge/door-signs", data={"name": "Tür", "space": ""})
    clock.shift(LATER)
    assert ASKS in host.post("/host/coppenbruegge/door-signs/1/renewal").text


def test_password_holds_for_ten_minutes(app: Flask, host: FlaskClient, clock: Any) -> None:
    clock.shift(timedelta(hours=1))
    assert host.post(TOKEN, data=SECRETS[TOKEN] | {"password_again": PASSWORD}).status_code == 200
    clock.shift(LATER - timedelta(seconds=1))
    assert ASKS not in host.post(TOKEN, data=SECRETS[TOKEN]).text
    clock.shift(timedelta(seconds=1))
    assert ASKS in host.post(TOKEN, data=SECRETS[TOKEN]).text
    assert count(app, ApiToken) == 2


def test_password_counts_also_when_the_form_has_a_mistake(host: FlaskClient, clock: Any) -> None:
    clock.shift(LATER)
    answer = host.post(TOKEN, data={"token_name": "\u200b", "password_again": PASSWORD})
    assert answer.status_code == 422
    assert "Please fill this in" in answer.text
    assert ASKS not in host.post(TOKEN, data=SECRETS[TOKEN]).text


def test_it_holds_for_this_log_in_only(app: Flask, host: FlaskClient, clock: Any) -> None:
    other = app.test_client()
    people.log_in(other)
    clock.shift(LATER)
    host.post(TOKEN, data=SECRETS[TOKEN] | {"password_again": PASSWORD})
    assert ASKS in other.post("/profile/calendar").text
    assert count(app, Feed) == 0


def test_tries_are_limited(host: FlaskClient, clock: Any) -> None:
    clock.shift(LATER)
    tries = [host.post(TOKEN, data={"password_again": "wrong"}).status_code for _ in range(12)]
    most = limits.PASSWORD_PER_MEMBER.count
    assert tries == [422] * most + [429] * (12 - most)


def test_nothing_is_made_for_whom_may_not(app: Flask, clock: Any) -> None:
    people.add(app)
    client = app.test_client()
    people.log_in(client)
    clock.shift(LATER)
    assert client.post("/host/coppenbruegge/feeds", data={"password_again": PASSWORD}).status_code == 404


def test_asking_works_with_form_tokens(app: Flask, host: FlaskClient, clock: Any, csrf: None) -> None:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', host.get("/profile").text)
    assert token
    clock.shift(LATER)
    asked = host.post(TOKEN, data=SECRETS[TOKEN] | {"csrf_token": token[1]})
    assert asked.status_code == 403
    fresh = carried(asked.text) | {"password_again": PASSWORD}
    assert host.post(TOKEN, data=fresh).status_code == 200


def carried(page: str) -> dict[str, str]:
    """The hidden fields of the page that asks."""
    form = page[page.index("<form", page.index("<main")) :]
    form = form[: form.index("</form>")]
    found = {}
    for field in re.findall(r"<input[^>]*>", form):
        if 'type="hidden"' in field:
            name, value = (re.search(f'{key}="([^"]*)"', field) for key in ("name", "value"))
            found[name[1]] = (value[1] if value else "").replace("&lt;", "<").replace("&gt;", ">")  # type: ignore[index]
    return found


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return int(db.session.query(model).count())
