"""Refunds leave in steps: S3 asks Stripe while no transaction is open, T6 keeps what it said.

A refund's id is its idempotency key. Stripe may forget keys after a day, so what may have been sent long ago is looked
for first: money is never given back twice.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from core.clock import now
from core.transactions import reading, transact
from payments import queries
from payments.stripe import refunding_actions
from payments.stripe.checkout_actions import TOO_OLD
from payments.stripe.errors import GatewayRefused
from payments.stripe.gateway import Gateway
from payments.stripe.seen import RefundSeen

NOT_ALLOWED = frozenset(("unauthorized", "forbidden"))
"""A wrong key says nothing about the refund: it is sent when the key is right again."""


class Sending(NamedTuple):
    """A refund as Stripe is asked for it."""

    refund_id: UUID
    intent: str
    amount_cents: int
    account: str | None
    key_used_at: datetime | None


def send(gateway: Gateway, refund_id: UUID) -> str | None:
    """Give the money back, if that was not done yet; the refund's status, None when it is nothing for Stripe."""
    with reading():
        found = queries.sending(refund_id)
    if found is None:
        return None
    sending = Sending(*found)
    if sending.key_used_at is None:
        transact(lambda: refunding_actions.key_used(refund_id=refund_id))
    try:
        seen = _sent_before(gateway, sending) or gateway.create_refund(
            sending.intent, sending.amount_cents, str(refund_id), str(refund_id), sending.account
        )
    except GatewayRefused as refusal:
        if refusal.reason in NOT_ALLOWED:
            raise
        code = refusal.reason
        return transact(lambda: refunding_actions.refused(refund_id=refund_id, code=code))
    return transact(lambda: refunding_actions.apply(refund_id=refund_id, seen=seen))


def _sent_before(gateway: Gateway, sending: Sending) -> RefundSeen | None:
    if sending.key_used_at is None or now() - sending.key_used_at < TOO_OLD:
        return None
    found = gateway.find_refunds(sending.intent, sending.account)
    return next((one for one in found if one.metadata.get("refund") == str(sending.refund_id)), None)
