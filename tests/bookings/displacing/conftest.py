"""A hub of three desks with its host logged in, and forms as the browser sends them."""

import html
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core.db import db, transaction
from members.models import MemberRole
from tests.support import people
from tests.support.house import House, house

HOST = "host@example.org"


def make_host(app: Flask, slug: str = "coppenbruegge", email: str = HOST) -> int:
    host_id = people.add(app, email, "Hanna Gastgeberin")
    with app.app_context(), transaction():
        db.session.add(MemberRole(member_id=host_id, role="host", hub_slug=slug))
    return host_id


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    return house(app)


@pytest.fixture
def host(app: Flask, client: FlaskClient, home: House) -> FlaskClient:
    make_host(app)
    people.log_in(client, HOST)
    client.set_cookie("lang", "en")
    return client


def fields(page: Any) -> dict[str, Any]:
    """What the last form of a page with the button to save would send: hidden inputs, each as often as it stands."""
    text = page.get_data(as_text=True)
    found: dict[str, Any] = {}
    main = text[text.index("lr-host__page") :]
    for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', main):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name:
            found.setdefault(name[1], []).append(html.unescape(value[1]) if value else "")
    return found
