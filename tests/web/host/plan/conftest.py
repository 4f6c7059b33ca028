"""A hub with its host, who is logged in."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support import people, picture_files
from tests.support.hosts import HOST, make_host
from tests.support.house import House, house


@pytest.fixture
def home(app: Flask) -> House:
    """ "Besprechung" with "Platz 1" inside, and two more desks."""
    home = house(app, room_of=("Platz 1",))
    make_host(app)
    return home


@pytest.fixture
def host(home: House, client: FlaskClient) -> FlaskClient:
    people.log_in(client, HOST)
    return client


@pytest.fixture
def upload(host: FlaskClient, home: House) -> Callable[..., Any]:
    """`upload(data, name="x.jpg", alt_de="…", purpose="photo")` → the answer."""

    def send(data: bytes, name: str = "x.jpg", **values: str) -> Any:
        body, content_type = picture_files.multipart(
            {"alt_de": "Der große Raum", "purpose": "photo"} | values, data, name
        )
        return host.post(f"/host/{home.slug}/pictures", data=body, content_type=content_type)

    return send
