"""What a session is made of is what Stripe documents, and the same again after it was kept as JSON."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from demo.stripe.parameters import checked
from payments.stripe.parameters import LONGEST_TITLE
from tests.support.stripe import params

SHAPE = "checkout._session_create_params:SessionCreateParams"


@pytest.mark.parametrize("delayed", [True, False])
@pytest.mark.parametrize("locale", ["de", "en"])
@pytest.mark.parametrize("email", ["", "anna@example.org"])
def test_parameters_are_those_of_the_sdk(delayed: bool, locale: str, email: str) -> None:
    made = params(delayed=delayed, locale=locale, email=email)
    assert checked(SHAPE, made) == made
    assert ("excluded_payment_method_types" in made) is not delayed
    assert made.get("customer_email", "") == email


def test_parameters_are_the_same_after_they_were_kept() -> None:
    made = params()
    assert json.loads(json.dumps(made)) == made


def test_amount_is_one_price_in_cents_and_no_other_currency_is_offered() -> None:
    made = params(cents=1234)
    [line] = made["line_items"]
    assert (line["quantity"], line["price_data"]["unit_amount"], line["price_data"]["currency"]) == (1, 1234, "eur")
    assert made["adaptive_pricing"] == {"enabled": False}
    assert "allow_promotion_codes" not in made
    assert "invoice_creation" not in made


def test_end_is_a_whole_second() -> None:
    assert params(expires_at=datetime(2026, 11, 24, 6, 31, 0, 999_999, UTC))["expires_at"] == 1_795_501_860


@given(title=some.text(max_size=400))
def test_title_is_one_line_that_stripe_takes(title: str) -> None:
    made = params(title=title)
    name = made["line_items"][0]["price_data"]["product_data"]["name"]
    assert 1 <= len(name) <= LONGEST_TITLE
    assert len(name.splitlines()) == 1
