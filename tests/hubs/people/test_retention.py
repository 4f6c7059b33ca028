"""Invitations of hosts that nobody took are not kept for ever."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from core import retention
from core.db import db
from hubs.people.models import HostInvitation
from tests.support.house import House


def run(app: Flask) -> int:
    with app.app_context():
        rule = retention.registry(app)["invitations"]
        due, done = retention.due([rule]), retention.run([rule])
        assert due == done
        return done["invitations"]


def test_invitation_goes_30_days_after_it_ran_out(app: Flask, hub: House, hanna: FlaskClient, tuesday: Any) -> None:
    sent = hanna.post("/host/coppenbruegge/people/invitations", data={"email": "neu@example.org"})
    assert sent.status_code == 303
    with app.app_context():
        over = db.session.scalars(select(HostInvitation.expires_at)).one()
    tuesday.move_to(over + timedelta(days=30) - timedelta(minutes=1))
    assert run(app) == 0
    tuesday.move_to(over + timedelta(days=30, seconds=1))
    assert run(app) == 1
    assert run(app) == 0
