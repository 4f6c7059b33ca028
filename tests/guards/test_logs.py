"""The logs are JSON lines and hold no secret, no name and no address, whatever people do."""

import json
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.access import PUBLIC, access
from core.clock import today
from core.db import db
from core.logs import JsonLines
from core.requests import commit_once
from tests.support import house, places
from tests.support.mail import MailServer, links_of

EMAIL, NAME, PASSWORD, TITLE = "geheim@example.org", "Gesine Geheim", "vier bunte Enten baden", "Geheimes Treffen"
NEW_PASSWORD, WRONG, FORM_KEY = "neues langes Kennwort", "falsches Kennwort 123", "geheimer-schluessel"


@pytest.fixture
def log() -> Iterator[StringIO]:
    """All that is logged from now on, down to INFO, as it is written in production."""
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


@pytest.fixture
def site(make_app: Any, smtp: MailServer) -> Flask:
    app: Flask = make_app(smtp_url=smtp.url)
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # the test's own mail server
    return app


@pytest.mark.one_database
def test_journey_leaves_no_secret_in_the_logs(site: Flask, smtp: MailServer, log: StringIO) -> None:
    home = house.house(site, hours="Mo-Su 00:00-24:00")
    secrets = walk(site, smtp, home)
    text = log.getvalue()
    assert all(len(secret) > 8 for secret in secrets)
    assert [secret for secret in secrets if secret in text] == []
    lines = [json.loads(line) for line in text.splitlines()]
    assert {"/signup/confirm/<token>", "/bookings", "/login"} <= {line.get("route") for line in lines}
    assert {line["level"] for line in lines} <= {"info", "warning", "error"}
    assert "127.0.0.1" not in text, "addresses of people are not written down"


def test_error_with_a_secret_in_its_statement_keeps_it(site: Flask, log: StringIO) -> None:
    """A database error brings its statement's values along; they are people's."""
    with site.app_context():
        places.a_member(EMAIL)
        db.session.commit()
    site.config["PROPAGATE_EXCEPTIONS"] = False

    @access(PUBLIC)
    def twice() -> str:
        places.a_member(EMAIL)
        return "done"

    site.add_url_rule("/twice", "twice", access(PUBLIC)(commit_once(twice)), methods=["POST"])
    assert site.test_client().post("/twice").status_code == 500
    assert "IntegrityError" in log.getvalue()
    assert [secret for secret in (EMAIL, "Mira Muster") if secret in log.getvalue()] == []


@pytest.mark.one_database
def test_mail_that_cannot_be_sent_does_not_write_its_recipient(site: Flask, smtp: MailServer, log: StringIO) -> None:
    smtp.refuse = f"550 no mailbox {EMAIL}"
    client = site.test_client()
    client.post("/signup", data={"email": EMAIL, "name": NAME, "password": PASSWORD})
    send(site)
    assert "mail not sent" in log.getvalue()
    assert [secret for secret in (EMAIL, NAME, PASSWORD) if secret in log.getvalue()] == []


def walk(app: Flask, smtp: MailServer, home: house.House) -> list[str]:
    """Everything that a person does with something that others must not know; returns these things."""
    client = app.test_client()
    confirm = signs_up(app, smtp, client)
    login_secret, cookie = secrets_of(client)
    token = makes_token(client)
    books(client, home)
    feed = subscribes(client)
    client.post("/logout")
    client.post("/login", data={"email": EMAIL, "password": WRONG})
    reset = resets_password(app, smtp, client)
    client.get(f"/no/such/page/{EMAIL}?token={token}")
    about = [EMAIL, NAME, PASSWORD, NEW_PASSWORD, WRONG, TITLE]
    return [*about, FORM_KEY, login_secret, cookie, token, feed, confirm, reset]


def signs_up(app: Flask, smtp: MailServer, client: FlaskClient) -> str:
    client.post("/signup", data={"email": EMAIL, "name": NAME, "password": PASSWORD})
    send(app)
    path = urlsplit(links_of(smtp.mails[-1])[0]).path
    client.get(path)
    assert client.post(path).status_code == 303
    return path.rsplit("/", 1)[1]


def secrets_of(client: FlaskClient) -> tuple[str, str]:
    cookie = client.get_cookie("session")
    assert cookie
    with client.session_transaction() as session:
        return session["_user_id"], cookie.value


def makes_token(client: FlaskClient) -> str:
    """A token of 256 bits, used once rightly and once spoilt."""
    shown = client.post("/profile/tokens", data={"token_name": "Rechner"}).text
    token = next(found for found in re.findall(r"[\w-]{43}", shown) if works(client, found))
    client.get("/api/v1/bookings", headers={"Authorization": f"Bearer {token}x"})
    return token


def works(client: FlaskClient, token: str) -> bool:
    answer = client.get("/api/v1/bookings", headers={"Authorization": f"Bearer {token}"})
    return bool(answer.status_code == 200)


def books(client: FlaskClient, home: house.House) -> None:
    day = (today(house.ZONE) + timedelta(days=2)).isoformat()
    wish = {"space": str(home.spaces["Platz 1"]), "date": day, "from": "09:00", "to": "11:00", "title": TITLE}
    client.get("/bookings/new", query_string=wish)
    assert client.post("/bookings", data=wish | {"form_key": FORM_KEY}).status_code == 303


def subscribes(client: FlaskClient) -> str:
    """The secret of a calendar feed, asked for rightly, spoilt, and after it is switched off."""
    secret = re.findall(r"/feeds/([\w-]{43})\.ics", client.post("/profile/calendar").text)[0]
    for path in (f"/feeds/{secret}.ics", f"/feeds/{secret}x.ics", f"/feeds/{secret}"):
        client.get(path)
    client.post("/profile/calendar/off")
    assert client.get(f"/feeds/{secret}.ics").status_code == 404
    return str(secret)


def resets_password(app: Flask, smtp: MailServer, client: FlaskClient) -> str:
    client.post("/password/forgot", data={"email": EMAIL})
    send(app)
    path = urlsplit(links_of(smtp.mails[-1])[0]).path
    client.get(path)
    assert client.post(path, data={"password": NEW_PASSWORD}).status_code == 303
    return path.rsplit("/", 1)[1]


def send(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["jobs", "once", "outbox"])
    assert result.exit_code == 0, result.output
