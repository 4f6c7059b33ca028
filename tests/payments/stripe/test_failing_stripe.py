"""Stripe that does not answer, or answers wrongly: one session, one charge, and an error that says what to do."""

import threading
from typing import Any

import pytest

from payments.stripe.errors import GatewayBug, GatewayRefused, GatewayUnavailable
from tests.support import stripe
from tests.support.stripe import FakeStripe

SESSIONS = "/v1/checkout/sessions"
BROKEN: list[dict[str, Any]] = [
    {"what": "answer", "status": 500, "body": '{"error": {"type": "api_error"}}', "content_type": "application/json"},
    {"what": "answer", "status": 502},
    {"what": "answer", "status": 200, "body": "no JSON"},
    {"what": "answer", "status": 200, "body": "[]", "content_type": "application/json"},
    {"what": "answer", "status": 200, "body": '{"object": "checkout.session"}', "content_type": "application/json"},
    {"what": "cut"},
]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("fault", BROKEN, ids=lambda fault: f"{fault.get('status', '')}{fault.get('body', 'html')[:9]}")
def test_broken_answer_is_an_error_and_the_key_leads_to_one_session(
    fake_stripe: FakeStripe, fault: dict[str, Any], when: str
) -> None:
    gateway, frozen = stripe.gateway(fake_stripe), stripe.params()
    fake_stripe.pull("fault", times=3, path=SESSIONS, when=when, **fault)
    with pytest.raises(GatewayUnavailable) as error:
        gateway.create_session(frozen, "pay-1")
    assert error.value.status < 500
    assert int(error.value.headers["Retry-After"]) > 0
    assert error.value.message()
    fake_stripe.pull("no-faults")
    session = gateway.create_session(frozen, "pay-1")
    assert [each["id"] for each in fake_stripe.known("checkout.session")] == [session.id]


@pytest.mark.parametrize(
    "fault", [{"what": "cut"}, {"what": "delay", "seconds": 0.6}, {"what": "answer", "status": 503}], ids=str
)
def test_answer_that_is_lost_once_is_had_by_trying_again(fake_stripe: FakeStripe, fault: dict[str, Any]) -> None:
    gateway = type(stripe.gateway(fake_stripe))(stripe.gateway(fake_stripe).settings, seconds=(3, 0.3))
    fake_stripe.pull("fault", path=SESSIONS, when="after", **fault)
    session = gateway.create_session(stripe.params(), "pay-1")
    assert [each["id"] for each in fake_stripe.known("checkout.session")] == [session.id]


def test_key_in_use_is_waited_for(fake_stripe: FakeStripe) -> None:
    fake_stripe.pull("fault", path=SESSIONS, what="delay", seconds=0.5)
    made, frozen = list[str](), stripe.params()

    def create() -> None:
        made.append(stripe.gateway(fake_stripe).create_session(frozen, "pay-1").id)

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 4
    assert {each["id"] for each in fake_stripe.known("checkout.session")} == set(made)


@pytest.mark.parametrize(("said", "pause"), [({"Retry-After": "7"}, 7), ({}, 5), ({"Retry-After": "soon"}, 5)])
def test_too_many_requests_are_not_tried_again_at_once(
    fake_stripe: FakeStripe, said: dict[str, str], pause: int
) -> None:
    """The SDK does not: the second fault is still there."""
    gateway = stripe.gateway(fake_stripe)
    limit = {"status": 429, "body": '{"error": {"code": "rate_limit"}}', "content_type": "application/json"}
    fake_stripe.pull("fault", times=2, path=SESSIONS, what="answer", headers=said, **limit)
    for _ in range(2):
        with pytest.raises(GatewayUnavailable) as error:
            gateway.create_session(stripe.params(), "pay-1")
        assert (error.value.facts["retry_after"], error.value.status) == (pause, 409)
    assert gateway.create_session(stripe.params(), "pay-1").status == "open"


def test_key_with_other_parameters_is_a_bug_and_no_second_session(
    fake_stripe: FakeStripe, caplog: pytest.LogCaptureFixture
) -> None:
    gateway = stripe.gateway(fake_stripe)
    gateway.create_session(stripe.params(cents=1200), "pay-1")
    with pytest.raises(GatewayBug):
        gateway.create_session(stripe.params(cents=1300), "pay-1")
    assert len(fake_stripe.known("checkout.session")) == 1
    assert [record.levelname for record in caplog.records if "idempotency key" in record.message] == ["CRITICAL"]


def test_nobody_listens(fake_stripe: FakeStripe) -> None:
    gateway = stripe.gateway(fake_stripe, api_base="http://127.0.0.1:9")
    with pytest.raises(GatewayUnavailable):
        gateway.retrieve_session("cs_test_1")


def test_what_was_sent_is_in_no_log(fake_stripe: FakeStripe, caplog: pytest.LogCaptureFixture) -> None:
    gateway = stripe.gateway(fake_stripe)
    body = '{"error": {"type": "invalid_request_error", "message": "no such mail: geheim@example.org"}}'
    answer = {"status": 400, "body": body, "content_type": "application/json"}
    fake_stripe.pull("fault", path=SESSIONS, what="answer", **answer)
    with pytest.raises(GatewayRefused) as error:
        gateway.create_session(stripe.params(email="geheim@example.org"), "pay-1")
    logged = " ".join(str(vars(record)) for record in caplog.records)
    assert "Stripe refused" in logged
    assert "geheim" not in logged + str(error.value)
    assert stripe.KEY not in caplog.text
