"""A calendar from outside: put in, read, and what came of it."""

from datetime import datetime
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from bookings.models import Blocking
from calendars.models import OutsideCalendar
from calendars.outside import jobs
from core.db import db
from core.outbox import OutboxMail
from core.transactions import transaction
from hubs.models import Hub
from tests.support.house import House
from tests.support.ics import berlin, calendar

URL = "/host/coppenbruegge/calendars"
WEEKLY = calendar(berlin("20261125", "0900", "1100", "RRULE:FREQ=WEEKLY;COUNT=14"))


def run_job(app: Flask) -> int:
    with app.app_context():
        return jobs.read_due()


def add(client: FlaskClient, space_id: int, url: str = "", **more: Any) -> Any:
    """What the form sends."""
    values = {"form_key": "k", "space": str(space_id), "name": "Gemeinde", "url": url} | more
    return client.post("/host/coppenbruegge/calendars", data=values, content_type="multipart/form-data")


def a_calendar(app: Flask, home: House, url: str | None = None, space: str = "Platz 1", **values: Any) -> int:
    with app.app_context(), transaction():
        hub = db.session.scalars(select(Hub).where(Hub.slug == home.slug)).one()
        row = OutsideCalendar(hub_id=hub.id, space_id=home.spaces[space], name="Gemeinde", url=url, **values)
        db.session.add(row)
        db.session.flush()
        return row.id


def state(app: Flask) -> OutsideCalendar:
    with app.app_context():
        return db.session.scalars(select(OutsideCalendar)).one()


def reports(app: Flask) -> list[OutboxMail]:
    with app.app_context():
        query = select(OutboxMail).where(OutboxMail.template == "calendar-conflict")
        return list(db.session.scalars(query.order_by(OutboxMail.id)))


def blocked(app: Flask) -> list[tuple[datetime, datetime]]:
    with app.app_context():
        query = select(Blocking.starts_at, Blocking.ends_at).where(Blocking.calendar_id.is_not(None))
        return [(row[0], row[1]) for row in db.session.execute(query.order_by(Blocking.starts_at))]


def file_of(content: bytes) -> tuple[BytesIO, str]:
    return BytesIO(content), "hall.ics"
