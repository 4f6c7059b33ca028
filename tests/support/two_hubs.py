"""A hub with its host, a second hub with another host, and a browser for whoever is wanted."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from core.db import db
from members.models import Member, MemberRole
from tests.support import people
from tests.support.hosts import appoint
from tests.support.house import NOW, House, house

HERE, THERE = "coppenbruegge", "fischbeck"


@pytest.fixture
def tuesday() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def hub(app: Flask, tuesday: Any) -> House:
    """coppenbruegge with its host hanna@example.org; fischbeck with fritz@example.org."""
    here = house(app)
    house(app, THERE)
    appoint(app, people.add(app, "hanna@example.org", "Hanna Wirt"), HERE)
    appoint(app, people.add(app, "fritz@example.org", "Fritz Fremdwirt"), THERE)
    return here


@pytest.fixture
def browser_of(app: Flask, hub: House) -> Callable[[str], FlaskClient]:
    """`browser_of("hanna@example.org")`: logged in."""

    def make(email: str) -> FlaskClient:
        client = app.test_client()
        assert people.log_in(client, email).status_code == 303
        return client

    return make


@pytest.fixture
def hanna(browser_of: Callable[[str], FlaskClient]) -> FlaskClient:
    return browser_of("hanna@example.org")


def hosts(app: Flask, slug: str = HERE) -> set[str]:
    with app.app_context():
        query = db.select(Member.email).join(MemberRole).where(MemberRole.hub_slug == slug)
        return set(db.session.scalars(query))
