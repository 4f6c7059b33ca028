"""A member who pays in a browser without scripts, the fake Stripe at the other end, and what Stripe then posts."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient

from bookings.cover import Choice
from bookings.models import Booking
from core.db import db
from core.transactions import transaction
from payments import histories
from payments.models import StripeEvent
from tests.support import people
from tests.support.house import House
from tests.support.money import book_for_money, member
from tests.support.stripe import FakeStripe

ONLINE, TRANSFER, ON_SITE = Choice(way="online"), Choice(way="transfer"), Choice(way="on_site")
WEBHOOK = "/payments/webhook"


@dataclass
class Payer:
    """Anna, logged in; a booking of hers and the address of its page of paying."""

    client: FlaskClient
    fake: FakeStripe
    home: House

    def books(self, choice: Choice = ONLINE, **more: Any) -> Booking:
        return book_for_money(self.home, choice=choice, **more)

    def path(self, booking: Booking) -> str:
        return f"/payments/{fee_id(self.home.app, booking.id)}"

    def goes_to_stripe(self, booking: Booking) -> str:
        """The id of the session whose page one is led to."""
        answer = self.client.post(f"{self.path(booking)}/checkout")
        assert answer.status_code == 303, answer.text
        [*_, session] = self.fake.known("checkout.session")
        assert answer.location == session["url"]
        return str(session["id"])

    def pays(self, booking: Booking, **how: Any) -> str:
        """On Stripe's page; nothing has been told to us yet."""
        session = self.goes_to_stripe(booking)
        self.fake.pull("pay", session=session, **how)
        return session

    def status(self, booking: Booking) -> str:
        with self.home.app.app_context():
            return db.session.get_one(Booking, booking.id).status


def payer(app: Flask, fake: FakeStripe, home: House) -> Payer:
    client = app.test_client()
    people.log_in(client)
    with app.app_context(), transaction():
        member().locale = "en"  # in no cookie: then it has to be read, which must not be while Stripe is asked
    return Payer(client, fake, House(app, home.slug, home.spaces))


def fee_id(app: Flask, booking_id: UUID) -> UUID:
    with app.app_context():
        found = histories.last_fee_of(booking_id)
    assert found is not None
    return found


def post_event(app: Flask, fake: FakeStripe, event: dict[str, Any]) -> int:
    """As Stripe posts it; the answer's status."""
    body, signature = fake.signed(event)
    return post(app, body, signature)


def post(app: Flask, body: bytes, signature: str) -> int:
    headers = {"Stripe-Signature": signature, "Content-Type": "application/json"}
    return app.test_client().post(WEBHOOK, data=body, headers=headers).status_code


def events_kept(app: Flask) -> list[StripeEvent]:
    with app.app_context():
        return db.session.query(StripeEvent).order_by(StripeEvent.received_at, StripeEvent.id).all()
