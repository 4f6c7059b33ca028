"""A hub, a member, and a program that calls the API for the member. Time stands still on a Monday."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask

from core import wrong_tokens
from core.db import db
from tests.support import places
from tests.support.api import ApiClient
from tests.support.monday import MONDAY, at


@pytest.fixture
def monday() -> Iterator[Any]:
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def api(app: Flask, monday: Any) -> ApiClient:
    """As the member of the hub `coppenbruegge`, which has two desks."""
    wrong_tokens.forget()
    with app.app_context():
        places.a_hub()
        token = places.a_token(places.a_member())
        db.session.commit()
    return ApiClient(app, token)


@pytest.fixture
def visitor(api: ApiClient) -> ApiClient:
    """Without a token, in the same world."""
    return ApiClient(api.app)


@pytest.fixture
def another(api: ApiClient) -> Callable[..., ApiClient]:
    """`another(email, locale=…)`: another member's program."""

    def make(email: str = "other@example.org", **values: Any) -> ApiClient:
        with api.app.app_context():
            token = places.a_token(places.a_member(email, **values))
            db.session.commit()
        return ApiClient(api.app, token)

    return make


@pytest.fixture
def desks(api: ApiClient) -> list[str]:
    """The ids of the hub's desks, as the API gives them."""
    return [space["id"] for space in api.get("/hubs/coppenbruegge").json["spaces"]]


@pytest.fixture
def booked(api: ApiClient, desks: list[str]) -> dict[str, Any]:
    """A booking of the first desk, tomorrow from 9 to 11 UTC."""
    response = api.post("/bookings", {"space": desks[0], "starts_at": at(9), "ends_at": at(11), "title": "Writing"})
    assert response.status_code == 201, response.data
    return dict(response.json or {})
