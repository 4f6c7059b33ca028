"""A hub of three desks with its host logged in, and forms as the browser sends them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import people
from tests.support.hosts import HOST, make_host
from tests.support.house import House, house


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    return house(app)


@pytest.fixture
def host(app: Flask, client: FlaskClient, home: House) -> FlaskClient:
    make_host(app)
    people.log_in(client, HOST)
    client.set_cookie("lang", "en")
    return client
