"""A hub with three desks in a room of its own, and addresses of calendars that are asked without log-in."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import people
from tests.support.house import House, house


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    return house(app, name="Am Bahnhof", hours="Mo-Su 00:00-24:00", room_of=("Platz 3",))


@pytest.fixture
def host(app: Flask, home: House) -> int:
    """hanna@example.org hosts the hub; her id."""
    return people.add(app, "hanna@example.org", "Hanna Haus", roles=[people_role("host", home.slug)])


def people_role(role: str, hub_slug: str) -> object:
    from members.models import MemberRole

    return MemberRole(role=role, hub_slug=hub_slug)


@pytest.fixture
def program(app: Flask) -> FlaskClient:
    """A calendar program: no cookies, no account."""
    client: FlaskClient = app.test_client(use_cookies=False)
    return client
