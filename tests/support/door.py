"""The place at which somebody stands: its code, its sign, and the ends that a page offers."""

import re
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from core.db import db
from hubs.models import Space
from members import passwords

DAY = "2026-11-24"
PIN = "4711"
PIN_HASH = passwords.hash_password(PIN)


def code_of(app: Flask, name: str = "Platz 1", hub_id: int | None = None) -> str:
    with app.app_context():
        query = select(Space.qr_code).where(Space.name == name)
        return str(db.session.scalars(query if hub_id is None else query.where(Space.hub_id == hub_id)).one())


def ends(response: Any) -> list[datetime]:
    """The ends that a page offers, the first one first."""
    return [datetime.fromisoformat(found) for found in re.findall(r'name="end" value="([^"]+)"', response.text)]
