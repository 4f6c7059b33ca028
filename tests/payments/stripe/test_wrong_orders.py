"""Orders of steps that look right and are not: each is shown to lose money, so that the proofs of ours count."""

from typing import Any
from uuid import uuid4

import pytest

from core.transactions import transact
from payments import payment_actions, queries, refund_actions
from payments.stripe.attempts import Attempt
from payments.stripe.parameters import session_params
from tests.support.paying import BACK, Till, crash_after


def test_session_before_its_row_is_paid_and_not_booked(shop: Till) -> None:
    booking, key = shop.book(), str(uuid4())
    asked: dict[str, Any] = {"payment_id": key, "site": "localhost", "amount_cents": 600, "title": "x", "locale": "de"}
    asked |= {"success_url": BACK.success, "cancel_url": BACK.cancel, "delayed": False, "email": ""}
    shop.gateway.create_session(session_params(**asked, expires_at=shop.in_half_an_hour()), key)
    shop.charge()  # and the process dies before it has written the row
    shop.after(minutes=40)
    shop.run_jobs()
    shop.tell()
    assert (shop.charged(), shop.booking(booking).status, shop.payments()) == (600, "expired", [])


def test_new_key_when_tried_again_charges_twice(shop: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    fee = shop.fee_of(shop.book())
    monkeypatch.setattr(Attempt, "key", property(lambda _self: str(uuid4())))
    with crash_after("S1"):
        shop.pay(fee)
    shop.pay(fee)
    for session in shop.fake.known("checkout.session"):
        shop.charge(session["id"])
    shop.tell()
    shop.run_jobs()
    assert (shop.charged(), shop.kept(fee)) == (1200, 600)


def test_late_money_that_does_not_go_back_is_kept_for_nothing(shop: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    booking = shop.book()
    shop.pay(shop.fee_of(booking))
    shop.charge()
    shop.after(minutes=40)
    shop.book(who="ben@example.org")
    monkeypatch.setattr(refund_actions, "want", lambda **_asked: None)
    shop.run_jobs()
    assert (shop.charged(), shop.booking(booking).status) == (600, "expired")
    assert shop.found() == ["paid-not-booked"]


def test_payment_and_booking_in_two_transactions_is_paid_and_not_booked(
    shop: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = shop.book()
    shop.pay(shop.fee_of(booking))
    shop.charge()
    [payment] = shop.payments()
    with shop.app.app_context():  # the first of the two, and then the process dies
        transact(lambda: payment_actions.step(payment=queries.payment(payment.id), to_status="paid"))  # type: ignore[arg-type]
    shop.tell()
    shop.after(minutes=40)
    shop.run_jobs()
    assert (shop.charged(), shop.booking(booking).status) == (600, "expired")
