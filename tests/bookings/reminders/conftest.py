"""Bookings of tomorrow, and the job that looks who is to be reminded."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import insert, select

from bookings.models import Booking
from bookings.reminders import jobs
from core.db import db, transaction
from core.identifiers import new_id
from core.outbox import OutboxMail
from members.models import Member
from tests.support import people
from tests.support.house import NOW, House, at, house

START = at("2026-11-25", "9:00")
EVENING = at("2026-11-24", "18:00")


@pytest.fixture
def clock() -> Iterator[Any]:
    """Tuesday, 24.11.2026, 7 o'clock; it stands still until `clock.move_to(moment)`."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app)
    people.add(app, "bert@example.org", "Bert Beispiel")
    return house(app)


@dataclass
class Reminders:
    """`run()` is one round of the job; `queued()` are the keys of the reminders in the outbox, as they came."""

    app: Flask

    def run(self) -> int:
        with self.app.app_context():
            return jobs.remind()

    def queued(self) -> list[str]:
        return [mail.key for mail in self.mails()]

    def kinds(self) -> list[str]:
        return [key.split(":")[1].removeprefix("reminder-") for key in self.queued()]

    def mails(self) -> list[OutboxMail]:
        query = select(OutboxMail).where(OutboxMail.template == "booking-reminder").order_by(OutboxMail.id)
        with self.app.app_context():
            return list(db.session.scalars(query))


@pytest.fixture
def reminders(app: Flask) -> Reminders:
    return Reminders(app)


def many(home: House, number: int, start: datetime = START, booked: datetime = NOW, **values: Any) -> None:
    """Anna's confirmed bookings, written past the rules; a minute apart."""
    with home.app.app_context(), transaction():
        member = db.session.scalars(select(Member).where(Member.email == "anna@example.org")).one()
        space = home.spaces["Platz 1"]
        hub_id = db.session.execute(select(Booking.metadata.tables["space"].c.hub_id).limit(1)).scalar_one()
        same = {"hub_id": hub_id, "space_id": space, "member_id": member.id, "status": "confirmed"}
        same |= {"created_at": booked, "changed_at": booked, "price_cents": 0, "origin": "member"} | values
        rows = [
            {"id": new_id(), "starts_at": begin, "ends_at": begin + timedelta(hours=1), **same}
            for begin in (start + timedelta(minutes=n % 60) for n in range(number))
        ]
        db.session.execute(insert(Booking), rows)
