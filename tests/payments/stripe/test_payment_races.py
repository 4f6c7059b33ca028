"""Two at once, in threads on PostgreSQL: clicks on “pay”, and the webhook beside the page to which one is led back."""

from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from core.clock import now
from core.db import db
from core.errors import DomainError
from payments import payment_actions, signals
from payments.models import Payment
from payments.stripe import settling_actions
from payments.stripe.errors import GatewayUnavailable
from tests.support.at_once import at_once
from tests.support.booking import NINE
from tests.support.night import IS_NIGHT
from tests.support.paying import Till

CLICKS = 20
ROUNDS = 200 if IS_NIGHT else 3


@pytest.fixture
def many(shop: Till, database_kind: str) -> Till:
    if database_kind != "postgresql":
        pytest.skip("On SQLite one writes at a time.")
    return shop


def test_twenty_clicks_on_pay_make_one_session(many: Till) -> None:
    fee = many.fee_of(many.book())

    def click() -> str:
        try:
            return many.pay(fee)
        except GatewayUnavailable:  # the key is in use: “try again in a moment”
            return ""

    urls = at_once([click] * CLICKS)
    assert len(set(urls) - {""}) == 1
    assert len(many.fake.known("checkout.session")) == 1
    assert len(many.payments()) == 1


def test_webhook_beside_the_return_page_confirms_once(many: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    confirmed = counted_paid(monkeypatch)
    for number in range(ROUNDS):
        begin = NINE + timedelta(days=7 * (number // 8), hours=number % 8)
        booking = many.book(start=begin, end=begin + timedelta(hours=1))
        many.pay(many.fee_of(booking))
        many.charge()
        payment = many.payments()[-1]
        event = many.fake.events("checkout.session.completed")[-1]

        def hear(event: dict[str, object] = event) -> object:
            return many.hear(event)

        def come_back(payment: Payment = payment) -> object:
            try:
                return many.settle(payment.id)
            except DomainError as error:
                return error

        at_once([hear, come_back, hear])
        assert many.booking(booking).status == "confirmed"
    assert many.mails().count("booking-confirmed") == ROUNDS
    assert many.charged() == 300 * ROUNDS
    assert many.found() == []
    assert len(confirmed) == ROUNDS


def test_webhook_and_page_that_look_before_it_is_their_turn_both_take_the_money(
    many: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: who reads the payment first, and writes by its id alone, settles what was settled."""
    both = Barrier(2)

    def look_at_once(payment_id: UUID) -> Payment:
        payment = db.session.get_one(Payment, payment_id)
        with suppress(BrokenBarrierError):
            both.wait(10)
        return payment

    def write(*, payment: Payment, to_status: str, **values: Any) -> None:
        given = {"status": to_status, "paid_at": now(), **values}
        db.session.execute(update(Payment).where(Payment.id == payment.id).values(given))
        db.session.refresh(payment)

    many.pay(many.fee_of(many.book()))
    many.charge()
    [payment] = many.payments()
    [event] = many.fake.events("checkout.session.completed")
    taken = counted_paid(monkeypatch)
    monkeypatch.setattr(settling_actions, "_locked", look_at_once)
    monkeypatch.setattr(payment_actions, "step", write)
    at_once([lambda: many.hear(event), lambda: many.settle(payment.id)])
    assert len(taken) == 2


def counted_paid(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows each time that money is taken note of."""
    found: list[object] = []
    send = signals.paid.send

    def count(**values: Any) -> Any:
        found.append(values)
        return send(**values)

    monkeypatch.setattr(signals.paid, "send", count)
    return found
