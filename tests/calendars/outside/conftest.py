"""A hub whose hosts keep calendars elsewhere, and the server on which these are."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from calendars.outside import jobs
from calendars.outside.looking import GATE
from tests.bookings.displacing.conftest import HOST, make_host
from tests.calendars.outside import hostile
from tests.calendars.outside.hostile import Server
from tests.support import people
from tests.support.house import House, house


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    return house(app)


@pytest.fixture
def outside(app: Flask) -> Iterator[Server]:
    """The app reaches this server, whatever the name, and no other."""
    usual = app.extensions[GATE]
    with hostile.serving() as known:
        app.extensions[GATE] = known.gate(seconds=2.0)
        yield known
    app.extensions[GATE] = usual


@pytest.fixture
def host(app: Flask, client: FlaskClient, home: House) -> FlaskClient:
    make_host(app)
    people.log_in(client, HOST)
    client.set_cookie("lang", "en")
    return client


def run_job(app: Flask) -> int:
    with app.app_context():
        return jobs.read_due()


def add(client: FlaskClient, space_id: int, url: str = "", **more: Any) -> Any:
    """What the form sends."""
    values = {"form_key": "k", "space": str(space_id), "name": "Gemeinde", "url": url} | more
    return client.post("/host/coppenbruegge/calendars", data=values, content_type="multipart/form-data")
