"""The fake refuses what Stripe would: unknown names at any depth, wrong types, values outside an enumeration."""

from urllib.parse import parse_qsl

import pytest

from demo.stripe.parameters import checked, decoded
from demo.stripe.refusals import Refusal

SESSION = "checkout._session_create_params:SessionCreateParams"
LINE = "line_items[0]"


def read(query: str, what: str = SESSION) -> dict[str, object]:
    return checked(what, decoded(parse_qsl(query, keep_blank_values=True)))


def test_nested_names_become_objects_and_lists_with_numbers_and_booleans() -> None:
    found = read(
        f"mode=payment&{LINE}[quantity]=2&{LINE}[price_data][unit_amount]=1200&{LINE}[price_data][currency]=eur"
        "&adaptive_pricing[enabled]=false&metadata[payment]=1&excluded_payment_method_types[0]=sepa_debit"
    )
    assert found == {
        "mode": "payment",
        "line_items": [{"quantity": 2, "price_data": {"unit_amount": 1200, "currency": "eur"}}],
        "adaptive_pricing": {"enabled": False},
        "metadata": {"payment": "1"},
        "excluded_payment_method_types": ["sepa_debit"],
    }


@pytest.mark.parametrize(
    ("query", "param", "code"),
    [
        ("colour=red", "colour", "parameter_unknown"),
        (f"{LINE}[price_data][unit_amout]=3", f"{LINE}[price_data][unit_amout]", "parameter_unknown"),
        (f"{LINE}[price_data][product_data][nme]=x", f"{LINE}[price_data][product_data][nme]", "parameter_unknown"),
        ("idempotency_key=1", "idempotency_key", "parameter_unknown"),
        ("mode=gift", "mode", "parameter_invalid"),
        ("submit_type=buy", "submit_type", "parameter_invalid"),
        ("excluded_payment_method_types[0]=gold", "excluded_payment_method_types[0]", "parameter_invalid"),
        (f"{LINE}[quantity]=1.5", f"{LINE}[quantity]", "parameter_invalid"),
        (f"{LINE}[quantity]=many", f"{LINE}[quantity]", "parameter_invalid"),
        ("adaptive_pricing[enabled]=perhaps", "adaptive_pricing[enabled]", "parameter_invalid"),
    ],
)
def test_what_stripe_does_not_know_is_refused_by_its_name(query: str, param: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(query)
    assert refused.value.body["error"]["param"] == param
    assert refused.value.body["error"]["code"] == code


def test_enumeration_of_reasons_is_closed() -> None:
    with pytest.raises(Refusal, match="reason"):
        read("payment_intent=pi_1&reason=because", "_refund_create_params:RefundCreateParams")


def test_parameter_that_is_needed_is_named() -> None:
    with pytest.raises(Refusal) as refused:
        read("enabled_events[0]=*", "_webhook_endpoint_create_params:WebhookEndpointCreateParams")
    assert refused.value.body["error"]["param"] == "url"


@pytest.mark.parametrize("name", ["[a]", "a[b", "a]b", "a[b]c", "a" + "[b]" * 20, "", "a[[b]]"])
def test_name_that_cannot_be_read_is_refused(name: str) -> None:
    with pytest.raises(Refusal):
        decoded([(name, "x")])


def test_value_that_is_also_an_object_is_refused() -> None:
    with pytest.raises(Refusal):
        decoded([("a", "x"), ("a[b]", "y")])
