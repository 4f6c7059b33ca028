"""The way to Stripe, by the real SDK against the fake over HTTP: sessions, refunds, lists, the webhook's endpoint."""

import subprocess
from typing import Any

import pytest
import stripe as sdk
from flask import Flask

from core.db import db
from core.transactions import is_open, reading
from payments.stripe.errors import GatewayRefused, NotOpen
from payments.stripe.gateway import API_VERSION, EVENTS, Gateway
from tests.support import stripe
from tests.support.processes import ROOT, python
from tests.support.stripe import FakeStripe, in_minutes

HOOK = "https://hubs.example.org/payments/webhook"


@pytest.fixture
def gateway(fake_stripe: FakeStripe) -> Gateway:
    return stripe.gateway(fake_stripe)


def paid(gateway: Gateway, fake: FakeStripe, payment_id: str = "pay-1", **how: Any) -> str:
    """A session that somebody has paid; the id of its intent."""
    session = gateway.create_session(stripe.params(payment_id), payment_id, **how)
    fake.pull("pay", session=session.id)
    intent = gateway.retrieve_session(session.id, **how).intent
    assert intent
    return intent


def test_session_is_what_was_asked_for(gateway: Gateway, fake_stripe: FakeStripe) -> None:
    session = gateway.create_session(stripe.params(), "pay-1")
    assert (session.status, session.payment_status) == ("open", "unpaid")
    assert (session.amount_total, session.currency, session.livemode) == (1200, "eur", False)
    assert session.metadata == {"payment": "pay-1", "site": "hubs.example.org"}
    assert session.expires_at == in_minutes(31).replace(microsecond=0)
    assert (session.intent, session.charge) == (None, None)
    assert session.url
    assert session.url.startswith(fake_stripe.url)
    [kept] = fake_stripe.known("checkout.session")
    assert kept["adaptive_pricing"] == {"enabled": False}
    assert "sepa_debit" in kept["excluded_payment_method_types"]


def test_session_that_is_paid_has_intent_and_charge(gateway: Gateway, fake_stripe: FakeStripe) -> None:
    session = gateway.create_session(stripe.params(), "pay-1")
    fake_stripe.pull("pay", session=session.id)
    seen = gateway.retrieve_session(session.id)
    assert (seen.status, seen.payment_status, seen.url) == ("complete", "paid", None)
    [intent], [charge] = fake_stripe.known("payment_intent"), fake_stripe.known("charge")
    assert (seen.intent, seen.charge) == (intent["id"], charge["id"])
    assert intent["metadata"] == session.metadata
    gateway.create_refund(intent["id"], 500, "refund-1", "refund-1")
    fake_stripe.pull("dispute", session=session.id)
    later = gateway.retrieve_session(session.id)
    assert (later.refunded_cents, later.is_disputed) == (500, True)


def test_delayed_method_is_complete_and_unpaid_until_it_arrives(gateway: Gateway, fake_stripe: FakeStripe) -> None:
    session = gateway.create_session(stripe.params(delayed=True), "pay-1")
    fake_stripe.pull("pay", session=session.id, delayed=True)
    assert gateway.retrieve_session(session.id).payment_status == "unpaid"
    fake_stripe.pull("async", session=session.id, succeeds=False)
    assert gateway.retrieve_session(session.id).payment_status == "unpaid"
    fake_stripe.pull("async", session=session.id, succeeds=True)
    assert gateway.retrieve_session(session.id).payment_status == "paid"


def test_open_session_expires_and_nobody_can_pay(gateway: Gateway, fake_stripe: FakeStripe) -> None:
    session = gateway.create_session(stripe.params(), "pay-1")
    assert gateway.expire_session(session.id).status == "expired"
    status, _, _ = fake_stripe.request("POST", "/_test/pay", b'{"session": "%s"}' % session.id.encode())
    assert status == 400


@pytest.mark.parametrize(("lever", "status"), [("pay", "complete"), ("expire", "expired")])
def test_session_that_is_over_cannot_expire_and_is_shown(
    gateway: Gateway, fake_stripe: FakeStripe, lever: str, status: str
) -> None:
    session = gateway.create_session(stripe.params(), "pay-1")
    fake_stripe.pull(lever, session=session.id)
    with pytest.raises(NotOpen) as over:
        gateway.expire_session(session.id)
    assert (over.value.session.id, over.value.session.status) == (session.id, status)
    assert over.value.message()


def test_session_ends_by_itself(gateway: Gateway, fake_stripe: FakeStripe) -> None:
    session = gateway.create_session(stripe.params(), "pay-1")
    fake_stripe.pull("clock", offset=31 * 60 + 1)
    assert gateway.retrieve_session(session.id).status == "expired"


@pytest.mark.parametrize(
    ("changed", "reason", "param"),
    [
        ({"cents": 49}, "amount_too_small", "line_items"),
        ({"expires_at": in_minutes(-1)}, "invalid", "expires_at"),
        ({"expires_at": in_minutes(29)}, "invalid", "expires_at"),
        ({"expires_at": in_minutes(24 * 60 + 1)}, "invalid", "expires_at"),
        ({"locale": "plattdeutsch"}, "parameter_invalid", "locale"),
    ],
)
def test_session_that_cannot_be_is_refused_with_its_reason(
    gateway: Gateway, fake_stripe: FakeStripe, changed: dict[str, Any], reason: str, param: str
) -> None:
    with pytest.raises(GatewayRefused) as refused:
        gateway.create_session(stripe.params(**changed), "pay-1")
    assert (refused.value.reason, refused.value.param) == (reason, param)
    assert refused.value.message()
    assert fake_stripe.known("checkout.session") == []


def test_parameter_that_stripe_does_not_know_is_refused(gateway: Gateway) -> None:
    """The SDK sends whatever it is given."""
    wrong = stripe.params()
    wrong["line_items"][0]["price_data"]["unit_amout"] = 3
    with pytest.raises(GatewayRefused) as refused:
        gateway.create_session(wrong, "pay-1")
    assert refused.value.param == "line_items[0][price_data][unit_amout]"


def test_what_is_not_there_and_who_is_not_known_are_told_apart(fake_stripe: FakeStripe) -> None:
    with pytest.raises(GatewayRefused) as missing:
        stripe.gateway(fake_stripe).retrieve_session("cs_test_none")
    with pytest.raises(GatewayRefused) as unknown:
        stripe.gateway(fake_stripe, secret_key="nonsense").retrieve_session("cs_test_none")
    assert (missing.value.reason, unknown.value.reason) == ("resource_missing", "unauthorized")


def test_connected_account_is_another_world(gateway: Gateway, fake_stripe: FakeStripe) -> None:
    session = gateway.create_session(stripe.params(), "pay-1", account="acct_1")
    assert gateway.retrieve_session(session.id, account="acct_1").id == session.id
    assert [each.id for each in gateway.find_sessions(in_minutes(-5), "acct_1")] == [session.id]
    assert list(gateway.find_sessions(in_minutes(-5))) == []
    with pytest.raises(GatewayRefused):
        gateway.retrieve_session(session.id)
    assert gateway.create_session(stripe.params(), "pay-1").id != session.id


def test_all_pages_of_sessions_are_found_the_newest_first(gateway: Gateway, fake_stripe: FakeStripe) -> None:
    made = [gateway.create_session(stripe.params(f"pay-{n}"), f"pay-{n}").id for n in range(101)]
    assert [each.id for each in gateway.find_sessions(in_minutes(-5))] == made[::-1]
    assert list(gateway.find_sessions(in_minutes(5))) == []


def test_refund_is_found_again_by_our_id(gateway: Gateway, fake_stripe: FakeStripe) -> None:
    intent, other = paid(gateway, fake_stripe), paid(gateway, fake_stripe, "pay-2")
    refund = gateway.create_refund(intent, 700, "refund-1", "refund-1")
    assert (refund.status, refund.amount_cents, refund.intent) == ("succeeded", 700, intent)
    assert gateway.find_refunds(intent) == [refund]
    assert refund.metadata == {"refund": "refund-1"}
    assert gateway.find_refunds(other) == []
    assert list(gateway.refunds(in_minutes(-5))) == [refund]


def test_refund_in_the_dashboard_has_no_id_of_ours(gateway: Gateway, fake_stripe: FakeStripe) -> None:
    intent = paid(gateway, fake_stripe)
    fake_stripe.pull("refund-in-the-dashboard", intent=intent, amount=100)
    [refund] = gateway.find_refunds(intent)
    assert (refund.amount_cents, refund.metadata) == (100, {})


def test_refund_twice_with_one_key_is_one_refund_while_the_key_is_known(
    gateway: Gateway, fake_stripe: FakeStripe
) -> None:
    intent = paid(gateway, fake_stripe)
    first = gateway.create_refund(intent, 300, "refund-1", "refund-1")
    assert gateway.create_refund(intent, 300, "refund-1", "refund-1") == first
    fake_stripe.pull("prune-keys")
    assert gateway.create_refund(intent, 300, "refund-1", "refund-1") != first  # why one looks it up before


def test_refund_of_more_than_is_left_is_refused(gateway: Gateway, fake_stripe: FakeStripe) -> None:
    intent = paid(gateway, fake_stripe)
    gateway.create_refund(intent, 1200, "refund-1", "refund-1")
    with pytest.raises(GatewayRefused) as refused:
        gateway.create_refund(intent, 1, "refund-2", "refund-2")
    assert refused.value.reason == "charge_already_refunded"


def test_refund_that_waits_may_fail_days_later(gateway: Gateway, fake_stripe: FakeStripe) -> None:
    fake_stripe.pull("refund-outcomes", outcomes=["pending"])
    intent = paid(gateway, fake_stripe)
    refund = gateway.create_refund(intent, 700, "refund-1", "refund-1")
    assert (refund.status, refund.pending_reason) == ("pending", "insufficient_funds")
    for status in ("succeeded", "failed"):
        fake_stripe.pull("refund", refund=refund.id, status=status)
        assert gateway.find_refunds(intent)[0].status == status


def test_dispute_is_seen_from_its_opening_to_its_end(gateway: Gateway, fake_stripe: FakeStripe) -> None:
    intent = paid(gateway, fake_stripe)
    opened = fake_stripe.pull("dispute", intent=intent)
    [dispute] = gateway.disputes(in_minutes(-5))
    assert (dispute.id, dispute.intent, dispute.amount_cents) == (opened["id"], intent, 1200)
    assert dispute.status not in ("won", "lost")
    with pytest.raises(GatewayRefused) as refused:
        gateway.create_refund(intent, 1200, "refund-1", "refund-1")
    assert refused.value.reason == "charge_disputed"
    fake_stripe.pull("close-dispute", dispute=opened["id"], won=True)
    assert [each.status for each in gateway.disputes(in_minutes(-5))] == ["won"]


def test_balance_adds_up_to_what_came_and_went(gateway: Gateway, fake_stripe: FakeStripe) -> None:
    intent, other = paid(gateway, fake_stripe), paid(gateway, fake_stripe, "pay-2")
    failed = gateway.create_refund(intent, 700, "refund-1", "refund-1")
    fake_stripe.pull("refund", refund=failed.id, status="failed")
    gateway.create_refund(intent, 500, "refund-2", "refund-2")
    fake_stripe.pull("dispute", intent=other)
    entries = list(gateway.balance_transactions(in_minutes(-5)))
    amounts = [(entry.type, entry.amount_cents) for entry in entries[::-1]]
    assert sum(entry.amount_cents for entry in entries) == 2400 - 500 - 1200
    assert amounts[:3] == [("charge", 1200), ("charge", 1200), ("refund", -700)]
    assert amounts[3:] == [("refund_failure", 700), ("refund", -500), ("adjustment", -1200)]
    assert {entry.fee_cents for entry in entries if entry.type == "charge"} == {43}
    assert all(entry.source for entry in entries)


def test_webhook_is_set_up_for_our_events_in_our_version(gateway: Gateway, fake_stripe: FakeStripe) -> None:
    secret = gateway.set_up_webhook(HOOK)
    [made] = [each for each in fake_stripe.known("webhook_endpoint") if each["url"] == HOOK]
    assert set(made["enabled_events"]) == set(EVENTS)
    assert (made["api_version"], made["connect"]) == (API_VERSION, False)
    assert secret.startswith("whsec_")


def test_webhook_set_up_again_replaces_its_own_only(gateway: Gateway, fake_stripe: FakeStripe) -> None:
    first, second = gateway.set_up_webhook(HOOK), gateway.set_up_webhook(HOOK, connected=True)
    ours = [each for each in fake_stripe.known("webhook_endpoint") if each["url"] == HOOK]
    assert [each["connect"] for each in ours] == [False, True]
    assert len(set(second.split(",")) - {first}) == 2
    assert len(fake_stripe.known("webhook_endpoint")) == 3


def test_events_speak_the_version_of_the_sdk() -> None:
    assert sdk.api_version == API_VERSION


def test_live_key_is_known_as_one(fake_stripe: FakeStripe) -> None:
    live = stripe.gateway(fake_stripe, secret_key="sk_live_of_the_tests")
    assert live.is_live
    assert live.create_session(stripe.params(), "pay-1").livemode
    assert not stripe.gateway(fake_stripe).is_live


def test_stripe_is_not_asked_while_a_transaction_is_open(app: Flask, fake_stripe: FakeStripe) -> None:
    gateway = stripe.gateway(fake_stripe)
    with app.app_context():
        with reading():
            db.session.connection()
            assert is_open()
            with pytest.raises(RuntimeError, match="transaction is open"):
                gateway.create_session(stripe.params(), "pay-1")
        assert not is_open()
        gateway.create_session(stripe.params("pay-2"), "pay-2")
    assert len(fake_stripe.known("checkout.session")) == 1


@pytest.mark.one_database
def test_next_page_is_not_asked_for_while_a_transaction_is_open(app: Flask, fake_stripe: FakeStripe) -> None:
    gateway = stripe.gateway(fake_stripe)
    for number in range(101):
        gateway.create_session(stripe.params(f"pay-{number}"), f"pay-{number}")
    with app.app_context():
        found = gateway.find_sessions(in_minutes(-5))
        assert next(found)
        with reading():
            db.session.connection()
            with pytest.raises(RuntimeError, match="transaction is open"):
                list(found)


def test_sdk_is_loaded_only_when_it_is_needed_and_tells_nothing_of_the_machine(tmp_path: Any) -> None:
    code = (
        "import sys, demo.stripe.beside, payments.stripe.gateway as g; assert 'stripe' not in sys.modules;"
        "g.Gateway(g.StripeSettings('sk_test_x', ('whsec_x',), 'http://127.0.0.1:9'));"
        "import stripe; print(stripe.enable_telemetry)"
    )
    done = subprocess.run(python("-c", code), cwd=ROOT, env={"HOME": str(tmp_path)}, capture_output=True, check=False)
    assert done.stdout.decode().strip() == "False", done.stderr.decode()
    assert list(tmp_path.iterdir()) == []
