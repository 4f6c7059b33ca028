"""A hub with three desks, its host Hanna, and a browser in which she is logged in. It is Tuesday, 7 o'clock."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import people
from tests.support.hosts import HOST, make_host
from tests.support.house import House, house


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    made = house(app, name="Am Bahnhof", prices={"desk": 200}, phone="030 23125-104")
    make_host(app)
    return made


@pytest.fixture
def hanna(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client, HOST)
    client.set_cookie("lang", "en")
    return client
