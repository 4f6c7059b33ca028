"""What comes to the webhook: only what Stripe signed a moment ago and is an event is taken; nothing else is a 500."""

import hmac
import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.clock import now
from core.errors import DomainError
from payments.stripe.errors import BadEvent, BadSignature
from payments.stripe.gateway import API_VERSION, Gateway
from payments.stripe.incoming import check_signature, event_of
from payments.stripe.settings import StripeSettings
from tests.support import stripe
from tests.support.stripe import SECRET, FakeStripe

GATEWAY_SETTINGS = StripeSettings("sk_test_x", ("whsec_other", SECRET))
EVENT: dict[str, Any] = {
    "id": "evt_1",
    "object": "event",
    "type": "checkout.session.completed",
    "created": 1_795_500_000,
    "livemode": False,
    "api_version": API_VERSION,
    "data": {"object": {"id": "cs_test_1", "object": "checkout.session", "metadata": {"payment": "pay-1"}}},
}


@pytest.fixture(scope="module")
def gateway() -> Gateway:
    return Gateway(GATEWAY_SETTINGS)


def header(body: bytes, secret: str = SECRET, ago: float = 0) -> str:
    """As Stripe signs it, whatever the bytes are."""
    moment = int(now().timestamp() - ago)
    return f"t={moment},v1={hmac.new(secret.encode(), b'%d.%b' % (moment, body), sha256).hexdigest()}"


def written(**changed: Any) -> bytes:
    return json.dumps(EVENT | changed).encode()


def test_event_of_the_fake_is_read(fake_stripe: FakeStripe) -> None:
    gateway = stripe.gateway(fake_stripe)
    session = gateway.create_session(stripe.params(), "pay-1")
    fake_stripe.pull("pay", session=session.id)
    seen = gateway.retrieve_session(session.id)
    [told] = fake_stripe.events("checkout.session.completed")
    event = gateway.read_event(*fake_stripe.signed(told))
    assert (event.id, event.type, event.object_id) == (told["id"], "checkout.session.completed", session.id)
    assert event.metadata == session.metadata
    assert (event.intent, event.account, event.livemode) == (seen.intent, "", False)
    [charged] = fake_stripe.events("charge.succeeded")
    assert gateway.read_event(*fake_stripe.signed(charged)).charge == seen.charge


def test_each_event_that_we_ask_for_is_read_with_what_it_is_about(fake_stripe: FakeStripe) -> None:
    gateway = stripe.gateway(fake_stripe)
    session = gateway.create_session(stripe.params(), "pay-1")
    fake_stripe.pull("pay", session=session.id)
    intent = gateway.retrieve_session(session.id).intent
    assert intent
    refund = gateway.create_refund(intent, 100, "refund-1", "refund-1")
    fake_stripe.pull("refund", refund=refund.id, status="failed")
    disputed = fake_stripe.pull("dispute", intent=intent)
    fake_stripe.pull("close-dispute", dispute=disputed["id"], won=False)
    told = fake_stripe.events()
    types = {event["type"] for event in told}
    assert {"refund.created", "refund.failed", "charge.refunded", "charge.dispute.created"} < types
    assert {gateway.read_event(*fake_stripe.signed(event)).intent for event in told} == {intent}


def test_event_of_a_connected_account_says_which(fake_stripe: FakeStripe) -> None:
    gateway = stripe.gateway(fake_stripe)
    secrets = gateway.set_up_webhook("http://127.0.0.1:9/hook", connected=True)
    session = gateway.create_session(stripe.params(), "pay-1", account="acct_1")
    fake_stripe.pull("pay", session=session.id)
    [told] = fake_stripe.events("checkout.session.completed")
    both = stripe.gateway(fake_stripe, webhook_secrets=tuple(secrets.split(",")))
    assert both.read_event(*fake_stripe.signed(told)).account == "acct_1"


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "nonsense",
        "t=,v1=",
        "t=1,v1=",
        f"t={10**30},v1=00",
        "v1=00",
        "t=abc,v1=00",
        "t=1795500000",
        "t=1795500000,v0=00",
        "t=1795500000,v1=\u00e4\u20ac",
        "\ud800",
        "=,=,=",
        "t=1795500000,v1",
    ],
)
def test_header_that_is_none_is_refused(gateway: Gateway, signature: str) -> None:
    with pytest.raises(BadSignature):
        gateway.read_event(written(), signature)


def test_signature_with_other_letters_than_digits_is_refused(gateway: Gateway) -> None:
    """hmac.compare_digest takes no such text."""
    with pytest.raises(BadSignature):
        gateway.read_event(written(), f"t={int(now().timestamp())},v1=\u00e4")


@pytest.mark.parametrize("ago", [301, -301, 86_400, -86_400])
def test_old_and_future_signatures_are_refused(gateway: Gateway, ago: float) -> None:
    body = written()
    with pytest.raises(BadSignature):
        gateway.read_event(body, header(body, ago=ago))


@pytest.mark.parametrize("ago", [0, 298, -298])
def test_signature_of_a_moment_ago_is_taken(gateway: Gateway, ago: float) -> None:
    body = written()
    assert gateway.read_event(body, header(body, ago=ago)).id == "evt_1"


def test_altered_body_and_foreign_secret_are_refused(gateway: Gateway) -> None:
    body = written()
    with pytest.raises(BadSignature):
        gateway.read_event(written(livemode=True), header(body))
    with pytest.raises(BadSignature):
        gateway.read_event(body, header(body, "whsec_foreign"))


def test_empty_secret_opens_nothing() -> None:
    body = written()
    with pytest.raises(BadSignature):
        Gateway(StripeSettings("sk_test_x", ("",))).read_event(body, header(body, ""))


def test_two_signatures_of_a_rolled_secret_are_taken(fake_stripe: FakeStripe) -> None:
    gateway = stripe.gateway(fake_stripe)
    session = gateway.create_session(stripe.params(), "pay-1")
    fake_stripe.pull("roll", url=stripe.NOWHERE, secret="whsec_new")
    fake_stripe.pull("pay", session=session.id)
    body, signature = fake_stripe.signed(fake_stripe.events("checkout.session.completed")[0])
    assert signature.count("v1=") == 2
    assert gateway.read_event(body, signature).object_id == session.id
    assert stripe.gateway(fake_stripe, webhook_secrets=("whsec_new",)).read_event(body, signature)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"no JSON",
        b"[]",
        b"null",
        b"3",
        b'"event"',
        b"{}",
        b"[" * 100_000,
        b'{"id": 1e999}',
        written(object="v2.core.event"),
        written(data=None),
        written(data=[]),
        written(data={}),
        written(data={"object": "cs_test_1"}),
        written(data={"object": {"id": 3, "object": "checkout.session"}}),
        written(data={"object": {"id": "a\0b", "object": "checkout.session"}}),
        written(id=None),
        written(id=["evt_1"]),
        written(id="evt\n1"),
        written(id="evt_1\n"),
        written(type=3),
        written(type="ä"),
        written(created="yesterday"),
        written(created=10**20),
        written(livemode="no"),
        written(account={}),
        json.dumps({name: value for name, value in EVENT.items() if name != "data"}).encode(),
    ],
    ids=lambda body: body[:40].decode("ascii", "replace"),
)
def test_signed_body_that_is_no_event_is_refused(gateway: Gateway, body: bytes) -> None:
    with pytest.raises((BadEvent, BadSignature)) as refused:  # what is no UTF-8 cannot even be verified
        gateway.read_event(body, header(body))
    assert refused.value.status == 400
    assert refused.value.message()


def test_event_of_another_version_is_read_with_a_warning(gateway: Gateway, caplog: pytest.LogCaptureFixture) -> None:
    body = written(api_version="2017-08-15")
    assert gateway.read_event(body, header(body)).api_version == "2017-08-15"
    assert "another API version" in caplog.text
    caplog.clear()
    gateway.read_event(written(), header(written()))
    assert "another API version" not in caplog.text


def test_event_says_whether_it_is_about_real_money(gateway: Gateway) -> None:
    body = written(livemode=True)
    assert gateway.read_event(body, header(body)).livemode is not gateway.is_live


def test_event_about_what_has_no_id_is_read(gateway: Gateway) -> None:
    body = written(type="balance.available", data={"object": {"object": "balance", "available": []}})
    assert gateway.read_event(body, header(body)).object_id == ""


@given(body=some.binary(max_size=200), signature=some.text(max_size=80))
def test_nothing_that_is_not_signed_passes_or_breaks(body: bytes, signature: str) -> None:
    with pytest.raises(BadSignature):
        check_signature(body, signature, ("whsec_other", SECRET))


JSONISH = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=9),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@given(some.sampled_from([*EVENT, "account"]), JSONISH)
def test_any_value_in_an_event_is_read_or_refused(name: str, value: Any) -> None:
    body = written(**{name: value})
    try:
        event = event_of(body)
    except DomainError as refused:
        assert isinstance(refused, BadEvent)  # noqa: PT017
    else:
        assert "\0" not in event.id + event.type + event.object_id + event.account
