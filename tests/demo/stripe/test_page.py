"""The payment page: it says that it is a test, takes a test card, refuses others, and leads back."""

from typing import Any
from urllib.parse import urlencode

import pytest

from demo.stripe.page import BAD_CARD, GOOD_CARD, money
from payments.stripe.seen import Session
from tests.support import stripe
from tests.support.stripe import FakeStripe

BACK = "https://hubs.example.org/payments/pay-1"


def begin(fake: FakeStripe, **changed: Any) -> tuple[Session, str]:
    session = stripe.gateway(fake).create_session(stripe.params(**changed), "pay-1")
    return session, (session.url or "").removeprefix(fake.url)


def send(fake: FakeStripe, path: str, **fields: str) -> tuple[int, dict[str, str], str]:
    return fake.request("POST", path, urlencode(fields).encode())


@pytest.mark.parametrize(("locale", "title"), [("de", "Probezahlung"), ("en", "Test payment")])
def test_page_says_that_it_is_a_test_and_what_is_paid(fake_stripe: FakeStripe, locale: str, title: str) -> None:
    _, path = begin(fake_stripe, locale=locale, cents=1250)
    status, headers, text = fake_stripe.request("GET", path)
    assert status == 200
    assert f"<title>{title}</title>" in text
    assert f'<html lang="{locale}">' in text
    assert money(1250, "eur", locale) in text
    assert "Schreibtisch 3, Coppenbrügge" in text
    assert GOOD_CARD in text
    assert BACK in text
    assert "https://hubs.example.org" in headers["Content-Security-Policy"]


def test_good_card_pays_and_leads_back(fake_stripe: FakeStripe) -> None:
    session, path = begin(fake_stripe)
    status, headers, _ = send(fake_stripe, path, card="4242424242424242", way="card")
    assert (status, headers["Location"]) == (303, BACK)
    assert stripe.gateway(fake_stripe).retrieve_session(session.id).payment_status == "paid"
    assert "abgeschlossen" in fake_stripe.request("GET", path)[2]


def test_paying_twice_is_paying_once(fake_stripe: FakeStripe) -> None:
    _, path = begin(fake_stripe)
    for _ in range(2):
        assert send(fake_stripe, path, card=GOOD_CARD, way="card")[0] == 303
    assert len(fake_stripe.known("charge")) == 1


def test_bad_card_is_declined_and_another_may_be_tried(fake_stripe: FakeStripe) -> None:
    session, path = begin(fake_stripe)
    status, _, text = send(fake_stripe, path, card=BAD_CARD, way="card")
    assert status == 422
    assert "abgelehnt. Bitte" in text
    assert stripe.gateway(fake_stripe).retrieve_session(session.id).status == "open"
    assert send(fake_stripe, path, card=GOOD_CARD, way="card")[0] == 303
    assert [each["status"] for each in fake_stripe.known("charge")] == ["failed", "succeeded"]
    assert len(fake_stripe.known("payment_intent")) == 1


@pytest.mark.parametrize("card", ["", "4000 0025 0000 3155", "5555555555554444", "abc"])
def test_no_other_number_is_taken(fake_stripe: FakeStripe, card: str) -> None:
    _, path = begin(fake_stripe)
    status, _, text = send(fake_stripe, path, card=card, way="card")
    assert status == 422
    assert "keine Testkarte" in text
    assert fake_stripe.known("charge") == []


def test_direct_debit_only_where_it_is_allowed(fake_stripe: FakeStripe) -> None:
    _, path = begin(fake_stripe)
    assert "SEPA" not in fake_stripe.request("GET", path)[2]
    assert send(fake_stripe, path, way="sepa_debit")[0] == 422
    session = stripe.gateway(fake_stripe).create_session(stripe.params("pay-2", delayed=True), "pay-2")
    path = (session.url or "").removeprefix(fake_stripe.url)
    assert "SEPA" in fake_stripe.request("GET", path)[2]
    assert send(fake_stripe, path, way="sepa_debit")[0] == 303
    seen = stripe.gateway(fake_stripe).retrieve_session(session.id)
    assert (seen.status, seen.payment_status) == ("complete", "unpaid")


def test_session_that_is_over_cannot_be_paid(fake_stripe: FakeStripe) -> None:
    _, path = begin(fake_stripe)
    fake_stripe.pull("clock", offset=3600)
    status, _, text = send(fake_stripe, path, card=GOOD_CARD, way="card")
    assert status == 200
    assert "abgelaufen" in text
    assert "<form" not in text
    assert fake_stripe.known("charge") == []


def test_unknown_session_has_a_page(fake_stripe: FakeStripe) -> None:
    status, _, text = fake_stripe.request("GET", "/c/pay/cs_test_none", headers={"Accept-Language": "en-GB,en"})
    assert status == 404
    assert "There is no such test payment" in text


def test_title_of_somebody_hostile_is_text(fake_stripe: FakeStripe) -> None:
    _, path = begin(fake_stripe, title="<script>alert(1)</script>")
    assert "<script" not in fake_stripe.request("GET", path)[2]


def test_id_of_the_session_is_put_into_the_address_of_success(fake_stripe: FakeStripe) -> None:
    session, path = begin(fake_stripe, success_url=f"{BACK}?session={{CHECKOUT_SESSION_ID}}")
    assert send(fake_stripe, path, card=GOOD_CARD, way="card")[1]["Location"] == f"{BACK}?session={session.id}"


@pytest.mark.parametrize(
    ("cents", "currency", "locale", "shown"),
    [(5, "eur", "de", "0,05\xa0€"), (123_456, "eur", "en", "€1234.56"), (1200, "chf", "de", "12.00 CHF")],
)
def test_money_is_written_as_people_do(cents: int, currency: str, locale: str, shown: str) -> None:
    assert money(cents, currency, locale) == shown
