"""The job that looks who is to be reminded of the bookings of tomorrow."""

from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select

from bookings.models import Booking
from bookings.reminders import jobs
from core.db import db
from core.outbox import OutboxMail
from tests.support.hosts import do
from tests.support.house import House, at

START = at("2026-11-25", "9:00")
EVENING = at("2026-11-24", "18:00")


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


def by_host(home: House, booking: Booking) -> None:
    do(home, "cancel", booking, reason="Rohrbruch")
