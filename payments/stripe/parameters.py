"""What a checkout session is made of: frozen with the payment, so that a repeated call says the same."""

from datetime import datetime
from typing import Any

from core.text import one_line

CURRENCY = "eur"
LONGEST_TITLE = 250
SHORTEST_MINUTES, LONGEST_HOURS = 30, 24
"""So long after it was made a session may end."""
DELAYED = (
    "acss_debit",
    "au_becs_debit",
    "bacs_debit",
    "boleto",
    "customer_balance",
    "konbini",
    "multibanco",
    "nz_bank_account",
    "oxxo",
    "payto",
    "sepa_debit",
    "sofort",
    "us_bank_account",
)
"""Ways to pay whose money comes days later, or not at all. An operator may allow them."""


def session_params(
    *,
    payment_id: str,
    site: str,
    amount_cents: int,
    title: str,
    locale: str,
    success_url: str,
    cancel_url: str,
    expires_at: datetime,
    delayed: bool,
    email: str,
) -> dict[str, Any]:
    """The parameters of `Gateway.create_session`: JSON can keep them. `site` tells ours from other sites' payments in
    the same account; `email` may be empty. The amounts are all in euro cents.

    Adaptive pricing is off, or the amount might come back in another currency.
    """
    metadata = {"payment": payment_id, "site": site}
    product = {"name": one_line(title)[:LONGEST_TITLE] or payment_id}
    price = {"currency": CURRENCY, "unit_amount": amount_cents, "product_data": product}
    params: dict[str, Any] = {
        "mode": "payment",
        "line_items": [{"price_data": price, "quantity": 1}],
        "client_reference_id": payment_id,
        "metadata": metadata,
        "payment_intent_data": {"metadata": metadata},
        "locale": locale,
        "submit_type": "book",
        "adaptive_pricing": {"enabled": False},
        "success_url": success_url,
        "cancel_url": cancel_url,
        "expires_at": int(expires_at.timestamp()),
    }
    if not delayed:
        params["excluded_payment_method_types"] = list(DELAYED)
    if email:
        params["customer_email"] = email
    return params
