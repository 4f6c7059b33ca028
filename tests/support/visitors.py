"""Book without an account as visitors do: the form, the mail, its link."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from bookings.unconfirmed import links
from bookings.unconfirmed.models import UnconfirmedBooking
from core.db import db
from core.outbox import OutboxMail
from members.models import Member
from tests.support.house import NOW, House

NORA = "nora@example.org"


@pytest.fixture
def clock() -> Iterator[Any]:
    """Tuesday, 24.11.2026, 7 o'clock; it goes on."""
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


def typed(home: House, place: str = "Platz 1", **more: Any) -> dict[str, Any]:
    """What a visitor fills in: tomorrow from 9 to 11."""
    times = {"date": "2026-11-25", "from": "09:00", "to": "11:00"}
    who = {"name": "Nora Neu", "email": NORA, "price": "0"}
    return {"space": home.spaces[place], **times, **who, **more}


def send(client: FlaskClient, values: dict[str, Any]) -> TestResponse:
    return client.post("/bookings/first", data=values)


def unconfirmed(app: Flask) -> list[UnconfirmedBooking]:
    with app.app_context():
        return list(db.session.scalars(select(UnconfirmedBooking).order_by(UnconfirmedBooking.mailed_at)))


def mails_to(app: Flask, email: str = NORA) -> list[str]:
    """The templates of the mails to an address, in their order."""
    with app.app_context():
        query = select(OutboxMail.template).where(OutboxMail.recipient == email).order_by(OutboxMail.id)
        return list(db.session.scalars(query))


def link_of(app: Flask, email: str = NORA) -> str:
    """The path of the link in the last mail to the address."""
    with app.app_context():
        query = select(OutboxMail).where(OutboxMail.recipient == email, OutboxMail.template == "confirm-booking")
        mail = db.session.scalars(query.order_by(OutboxMail.id.desc())).first()
        assert mail is not None
        assert links.read(mail.context["token"])
        return f"/bookings/first/{mail.context['token']}"


def confirm(client: FlaskClient, path: str) -> TestResponse:
    """Open the link and press its button."""
    assert client.get(path).status_code == 200
    return client.post(path)


def member_named(app: Flask, email: str = NORA) -> Member | None:
    with app.app_context():
        return db.session.scalars(select(Member).where(Member.email == email)).one_or_none()


def said(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
