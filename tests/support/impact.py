"""What is left behind when a booking has to give way."""

from flask import Flask
from sqlalchemy import select

from core.db import db
from core.outbox import OutboxMail
from hubs.models import Closure


def waiting(app: Flask) -> list[OutboxMail]:
    """The mails of hubs that wait."""
    with app.app_context():
        query = select(OutboxMail).where(OutboxMail.key.startswith("impact:")).order_by(OutboxMail.id)
        return list(db.session.scalars(query))


def closures(app: Flask) -> list[Closure]:
    with app.app_context():
        return list(db.session.scalars(select(Closure)))
