"""A hub with three desks, its host Hanna, and a browser in which she is logged in. It is Tuesday, 7 o'clock."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.db import db, transaction
from members.models import MemberRole
from tests.support import people
from tests.support.house import House, house

HOST = "hanna@example.org"


def add_host(app: Flask, slug: str, email: str = HOST, name: str = "Hanna Wirtin", **values: Any) -> int:
    host = people.add(app, email, name, **values)
    with app.app_context(), transaction():
        db.session.add(MemberRole(member_id=host, role="host", hub_slug=slug))
    return host


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    made = house(app, name="Am Bahnhof", prices={"desk": 200}, phone="030 23125-104")
    add_host(app, "coppenbruegge")
    return made


@pytest.fixture
def hanna(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client, HOST)
    client.set_cookie("lang", "en")
    return client
