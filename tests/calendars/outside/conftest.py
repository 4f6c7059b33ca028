"""A hub whose hosts keep calendars elsewhere, and the server on which these are."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from calendars.outside.looking import GATE
from tests.calendars.outside import hostile
from tests.calendars.outside.hostile import Server
from tests.support import people
from tests.support.hosts import HOST, make_host
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
