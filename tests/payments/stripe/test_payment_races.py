"""Two at once, in threads on PostgreSQL: clicks on “pay”, and the webhook beside the page to which one is led back."""

import os
from datetime import timedelta

import pytest

from core.errors import DomainError
from payments.models import Payment
from payments.stripe.errors import GatewayUnavailable
from tests.support.at_once import at_once
from tests.support.booking import NINE
from tests.support.paying import Till

CLICKS = 20
ROUNDS = 200 if os.environ.get("RACES") == "nightly" else 3


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


def test_webhook_beside_the_return_page_confirms_once(many: Till) -> None:
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
