"""What Stripe posts: believed only when it is signed, done once, and never a server error. (The numbers are those of
the list of faults that payments must stand.)"""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe as sdk
from flask import Flask

from core.clock import now
from core.db import db
from core.outbox import OutboxMail
from tests.support.money import paid_house, payments, refunds
from tests.support.payer import Payer, events_kept, payer, post, post_event
from tests.support.stripe import SECRET, FakeStripe

COMPLETED = "checkout.session.completed"


@pytest.fixture
def site(stripe_app: Flask, anna: int, bert: int) -> Flask:
    return stripe_app


@pytest.fixture
def anna_pays(site: Flask, fake_stripe: FakeStripe) -> Payer:
    return payer(site, fake_stripe, paid_house(site))


def signed(body: bytes, *, secret: str = SECRET, ago: int = 0) -> str:
    moment = int(now().timestamp()) - ago
    digest = sdk.WebhookSignature._compute_signature(f"{moment}.{body.decode('latin-1')}", secret)
    return f"t={moment},v1={digest}"


def mails(app: Flask) -> list[str]:
    with app.app_context():
        return [mail.template for mail in db.session.query(OutboxMail).order_by(OutboxMail.id)]


@pytest.mark.each_database
def test_event_posted_ten_times_at_once_pays_once(anna_pays: Payer, site: Flask) -> None:
    """10"""
    booking = anna_pays.books()
    anna_pays.pays(booking)
    [event] = anna_pays.fake.events(COMPLETED)
    body, signature = anna_pays.fake.signed(event)
    with ThreadPoolExecutor(5) as pool:
        statuses = list(pool.map(lambda _: post(site, body, signature), range(10)))
    assert set(statuses) <= {200, 503}
    assert post(site, body, signature) == 200
    [payment] = payments(anna_pays.home)
    assert (payment.status, anna_pays.status(booking)) == ("paid", "confirmed")
    assert len(events_kept(site)) == 1
    assert mails(site).count("booking-confirmed") == 1


@pytest.mark.each_database
def test_event_and_return_page_at_once_pay_once(anna_pays: Payer, site: Flask) -> None:
    """11"""
    booking = anna_pays.books()
    anna_pays.pays(booking)
    [event] = anna_pays.fake.events(COMPLETED)
    path = f"{anna_pays.path(booking)}/settlement"

    def one(number: int) -> int:
        return post_event(site, anna_pays.fake, event) if number % 2 else anna_pays.client.post(path).status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(one, range(8))) <= {200, 303, 409, 503}
    [payment] = payments(anna_pays.home)
    assert (payment.status, anna_pays.status(booking)) == ("paid", "confirmed")
    assert mails(site).count("booking-confirmed") == 1


@pytest.mark.one_database
def test_events_in_the_wrong_order_end_the_same(anna_pays: Payer, site: Flask) -> None:
    """12: that it ran out is told after it was paid; nothing of it is believed."""
    booking = anna_pays.books()
    session = anna_pays.pays(booking)
    anna_pays.fake.pull("emit", type="checkout.session.expired", about=session)
    [completed], [expired] = (anna_pays.fake.events(f"checkout.session.{type}") for type in ("completed", "expired"))
    assert [post_event(site, anna_pays.fake, event) for event in (expired, completed, expired)] == [200] * 3
    assert anna_pays.status(booking) == "confirmed"
    [payment] = payments(anna_pays.home)
    assert payment.status == "paid"


@pytest.mark.one_database
def test_event_about_an_unknown_payment_is_kept_and_that_of_another_site_is_not(site: Flask, anna_pays: Payer) -> None:
    """13"""
    about = {"object": "checkout.session", "id": "cs_unknown", "metadata": {"payment": "x", "site": "localhost"}}
    ours = event_body("evt_ours", about)
    assert post(site, ours, signed(ours)) == 200
    theirs = event_body("evt_theirs", about | {"metadata": {"payment": "x", "site": "elsewhere.example"}})
    assert post(site, theirs, signed(theirs)) == 200
    [kept] = events_kept(site)
    assert (kept.id, kept.error) == ("evt_ours", "unknown-payment")


@pytest.mark.one_database
def test_what_is_not_signed_rightly_is_refused_and_nothing_is_written(site: Flask, anna_pays: Payer) -> None:
    """14"""
    body = event_body("evt_1", {"object": "checkout.session", "id": "cs_1"})
    good = signed(body)
    wrong = {
        "altered": (body + b" ", good),
        "old": (body, signed(body, ago=301)),
        "of the future": (body, signed(body, ago=-301)),
        "missing": (body, ""),
        "another secret": (body, signed(body, secret="whsec_another")),
    }
    assert {name: post(site, *given) for name, given in wrong.items()} == dict.fromkeys(wrong, 400)
    assert events_kept(site) == []


@pytest.mark.one_database
@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe{}",
        b"no json",
        b"[]",
        b"null",
        b'"text"',
        b"[" * 50_000,
        b'{"object": "v2.core.event", "id": "evt_1", "type": "v1.x", "created": 1}',
        b'{"object": "event", "id": "evt_1", "type": "checkout.session.completed", "created": 1, "livemode": false}',
        b'{"object": "event", "id": "evt_\\u0000", "type": "x", "created": 1e400, "livemode": false, "data": {}}',
    ],
)
def test_signed_nonsense_is_refused_and_no_server_error(site: Flask, anna_pays: Payer, body: bytes) -> None:
    """15"""
    assert post(site, body, signed_bytes(body)) == 400
    assert events_kept(site) == []


@pytest.mark.one_database
def test_header_of_strange_signs_is_refused(site: Flask, anna_pays: Payer) -> None:
    """15"""
    answer = site.test_client().post("/payments/webhook", data=b"{}", headers={"Stripe-Signature": "t=1,v1=ä€"})
    assert answer.status_code == 400
    assert site.test_client().post("/payments/webhook", data=b"x" * 300_000).status_code in {400, 413}


@pytest.mark.one_database
def test_rolled_secret_is_taken_with_the_old_one(
    make_app: Callable[..., Flask], fake_stripe: FakeStripe, anna_pays: Payer
) -> None:
    """16"""
    rolled = make_app(**fake_stripe.settings | {"stripe_webhook_secret": f"whsec_new,{SECRET}"})
    body = event_body("evt_1", {"object": "checkout.session", "id": "cs_1"})
    assert post(rolled, body, signed(body)) == 200
    again = event_body("evt_2", {"object": "checkout.session", "id": "cs_1"})
    assert post(rolled, again, signed(again, secret="whsec_new")) == 200


@pytest.mark.one_database
def test_event_of_another_version_or_mode_confirms_nothing_by_itself(site: Flask, anna_pays: Payer) -> None:
    """17, 18: it is looked up, and what Stripe then says holds: nobody has paid."""
    booking = anna_pays.books()
    session = anna_pays.goes_to_stripe(booking)
    [payment] = payments(anna_pays.home)
    about = {"object": "checkout.session", "id": session, "payment_status": "paid", "status": "complete"}
    about["metadata"] = {"payment": str(payment.id), "site": "localhost"}
    old = event_body("evt_old", about, api_version="2020-01-01")
    live = event_body("evt_live", about, livemode=True)
    assert [post(site, body, signed(body)) for body in (old, live)] == [200, 200]
    assert anna_pays.status(booking) == "held"
    assert {event.id: event.error for event in events_kept(site)} == {"evt_old": "", "evt_live": "other-mode"}


@pytest.mark.one_database
def test_event_is_asked_for_again_while_stripe_cannot_be_asked(site: Flask, anna_pays: Payer) -> None:
    booking = anna_pays.books()
    anna_pays.pays(booking)
    [event] = anna_pays.fake.events(COMPLETED)
    anna_pays.fake.pull("fault", what="answer", method="*", status=500, times=9)
    assert post_event(site, anna_pays.fake, event) == 503
    assert anna_pays.status(booking) == "held"
    anna_pays.fake.pull("no-faults")
    assert post_event(site, anna_pays.fake, event) == 200
    assert anna_pays.status(booking) == "confirmed"


@pytest.mark.one_database
def test_money_for_a_place_that_is_gone_goes_back(site: Flask, anna_pays: Payer, tuesday: Any) -> None:
    from datetime import timedelta

    from tests.support.booking import book
    from tests.support.house import NOW

    booking = anna_pays.books()
    anna_pays.pays(booking)
    tuesday.move_to(NOW + timedelta(minutes=40))
    book(anna_pays.home, who="bert@example.org")
    [event] = anna_pays.fake.events(COMPLETED)
    assert post_event(site, anna_pays.fake, event) == 200
    [refund] = refunds(anna_pays.home)
    assert (refund.amount_cents, refund.why) == (600, "late")
    assert mails(site).count("payment-returned") == 1
    shown = anna_pays.client.get(anna_pays.path(booking)).text
    assert "Your money is on its way back" in shown


@pytest.mark.one_database
def test_webhook_needs_no_form_token_and_keeps_no_session(site: Flask, anna_pays: Payer, csrf: None) -> None:
    site.config["WTF_CSRF_ENABLED"] = True
    body = event_body("evt_1", {"object": "checkout.session", "id": "cs_1"})
    answer = site.test_client().post("/payments/webhook", data=body, headers={"Stripe-Signature": signed(body)})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers


def event_body(key: str, about: dict[str, Any], **more: Any) -> bytes:
    event = {"object": "event", "id": key, "type": COMPLETED, "created": int(time.time()), "livemode": False}
    return json.dumps(event | {"data": {"object": about}} | more).encode()


def signed_bytes(body: bytes) -> str:
    """For what is no text: no secret makes a signature that could be checked."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return "t=1,v1=00"
    moment = int(now().timestamp())
    return f"t={moment},v1={sdk.WebhookSignature._compute_signature(f'{moment}.{text}', SECRET)}"
