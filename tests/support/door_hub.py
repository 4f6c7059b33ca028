"""A hub with three desks, a host who may put up signs, and signs at its door. It is Tuesday, 9:07 in the hub."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from bookings.door import actions
from core.db import db
from core.transactions import transaction
from hubs.queries import any_hub
from members import passwords
from members.models import MemberRole
from tests.support import people
from tests.support.door import DAY, PIN, PIN_HASH
from tests.support.house import House, at, house


@pytest.fixture
def nine() -> Iterator[Any]:
    with time_machine.travel(at(DAY, "9:07"), tick=False) as traveller:
        yield traveller


@pytest.fixture
def anna(app: Flask, nine: Any) -> int:
    return people.add(app)


@pytest.fixture
def bert(app: Flask, nine: Any) -> int:
    return people.add(app, "bert@example.org", "Bert Beispiel")


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    """Bert is its host."""
    made = house(app, name="Am Bahnhof", prices={"desk": 200})
    with app.app_context(), transaction():
        db.session.add(MemberRole(member_id=bert, role="host", hub_slug=made.slug))
    return made


@pytest.fixture
def member(client: FlaskClient, home: House) -> FlaskClient:
    people.log_in(client)
    client.set_cookie("lang", "en")
    return client


@pytest.fixture
def put_up(app: Flask, home: House) -> Callable[..., str]:
    """`put_up(space=…, shows_names=…, pin=…)`: a sign; returns the path of its address."""

    def make(space: str | None = None, shows_names: bool = False, pin: str | None = PIN, slug: str = home.slug) -> str:
        with app.app_context(), transaction():
            hub = any_hub(slug)
            assert hub is not None
            space_id = home.spaces[space] if space else None
            pin_hash = (PIN_HASH if pin == PIN else passwords.hash_password(pin)) if pin else None
            values = {"name": "Eingang", "space_id": space_id, "shows_names": shows_names, "pin_hash": pin_hash}
            _id, secret = actions.put_up(hub=hub, **values)  # type: ignore[arg-type]
            return f"/door/{secret}"

    return make
