"""What Stripe tells leads to the same end, however often and in whatever order it comes."""

import random
from typing import Any

import pytest
from flask import Flask

from payments.stripe import reconciling
from tests.support.booking import cancel
from tests.support.paying import Till


def state(shop: Till) -> tuple[Any, ...]:
    return (
        [(one.status, one.refunded_cents) for one in shop.payments()],
        [(one.status, one.amount_cents) for one in shop.refunds()],
        sorted(shop.mails()),
        shop.charged(),
    )


@pytest.mark.parametrize("seed", range(6))
def test_events_in_any_order_and_twice_lead_to_one_state(shop: Till, seed: int) -> None:
    booking = shop.book()
    shop.pay(shop.fee_of(booking))
    shop.charge()
    shop.run_jobs(1)
    cancel(shop.home, booking)
    shop.run_jobs(1)
    shop.fake.pull("emit", type="checkout.session.expired", about=shop.session())
    shuffle = random.Random(seed).shuffle
    assert all(shop.tell(shuffled=shuffle))
    assert all(shop.tell(shuffled=shuffle))
    mails = ["booking-cancelled", "booking-confirmed", "refund-sent"]
    assert state(shop)[:2] == ([("paid", 600)], [("done", 600)])
    assert [mail for mail in state(shop)[2] if mail in mails] == mails
    assert (shop.charged(), shop.found()) == (0, [])


def test_event_for_a_payment_that_is_unknown_is_kept_and_listed(shop: Till) -> None:
    shop.pay(shop.fee_of(shop.book()))
    session = shop.fake.known("checkout.session")[0]
    named = session["metadata"] | {"payment": "00000000-0000-4000-8000-000000000000"}
    shop.fake.pull("change", id=session["id"], values={"metadata": named, "id": "cs_test_other"})
    shop.fake.pull("emit", type="checkout.session.completed", about=session["id"])
    assert shop.tell() == [True]
    assert [one.kind for one in shop.differences()] == ["session-unknown"]


def test_event_of_another_site_is_left_alone(shop: Till) -> None:
    shop.pay(shop.fee_of(shop.book()))
    shop.fake.pull("change", id=shop.session(), values={"metadata": {"site": "other.example.org", "payment": "1"}})
    shop.fake.pull("emit", type="checkout.session.completed", about=shop.session())
    assert shop.tell() == [True]
    assert shop.differences() == []


def test_event_that_cannot_be_looked_up_is_applied_by_the_job(shop: Till) -> None:
    booking = shop.book()
    shop.pay(shop.fee_of(booking))
    shop.charge()
    shop.fake.pull("fault", path="/v1/checkout/sessions", method="GET", what="answer", status=500, times=3)
    assert shop.tell("checkout.session.completed") == [False]
    shop.fake.pull("no-faults")
    shop.run_jobs(1)
    assert shop.booking(booking).status == "confirmed"
    assert shop.mails() == ["booking-confirmed"]


def compared(shop: Till) -> list[str]:
    with shop.app.app_context():
        return [one.kind for one in reconciling.compare(shop.gateway)]


def test_comparing_finds_what_no_webhook_told(shop: Till) -> None:
    booking = shop.book()
    shop.pay(shop.fee_of(booking))
    shop.charge()
    assert compared(shop) == []
    assert shop.booking(booking).status == "confirmed"


def test_comparing_finds_what_stripe_does_not_have_or_has_otherwise(shop: Till) -> None:
    shop.pay(shop.fee_of(shop.book()))
    shop.charge()
    assert compared(shop) == []
    [entry] = shop.fake.known("balance_transaction")
    shop.fake.pull("change", id=entry["id"], values={"amount": 599})
    assert compared(shop) == ["balance"]
    shop.fake.pull("reset")
    assert compared(shop) == ["session-missing"]
    assert sorted(one.kind for one in shop.differences()) == ["balance", "session-missing"]


def test_command_compares_and_says_what_is_wrong(shop: Till, app: Flask) -> None:
    runner = shop.app.test_cli_runner()
    done = runner.invoke(args=["payments", "reconcile"])
    assert (done.exit_code, "All agrees" in done.output) == (0, True)
    alone = app.test_cli_runner().invoke(args=["payments", "reconcile"])
    assert (alone.exit_code, "no Stripe" in alone.output) == (0, True)
    shop.pay(shop.fee_of(shop.book()))
    shop.charge()
    shop.run_jobs(1)
    shop.fake.pull("reset")
    wrong = runner.invoke(args=["payments", "reconcile"])
    assert (wrong.exit_code, "session-missing" in wrong.output) == (1, True)


def test_command_sets_the_webhook_up(shop: Till) -> None:
    done = shop.app.test_cli_runner().invoke(args=["payments", "webhook"])
    assert done.exit_code == 0
    assert "STRIPE_WEBHOOK_SECRET=whsec_" in done.output
