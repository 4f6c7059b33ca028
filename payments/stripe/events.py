"""What Stripe tells is a hint where to look: nothing that an event says is believed, all is looked up.

Events come twice, late and in any order; each leads to the same question (`settling.settle`, a refund's or a dispute's
look-up), whose answer is the same whoever asks.
"""

from datetime import timedelta
from functools import partial
from uuid import UUID

from flask import current_app

from core.transactions import reading, transact
from payments import difference_actions, queries
from payments.stripe import dispute_actions, event_actions, pages, refunding_actions, settling
from payments.stripe.errors import GatewayRefused, GatewayUnavailable
from payments.stripe.gateway import Gateway
from payments.stripe.seen import Event


def receive(gateway: Gateway, event: Event) -> bool:
    """Take an event whose signature holds and do what follows; False when it has to be tried again."""
    if event.metadata.get("site", pages.site(current_app)) != pages.site(current_app):
        return True
    if not transact(lambda: event_actions.take(event=event)):
        return True
    return apply(gateway, event.id)


def apply(gateway: Gateway, event_id: str) -> bool:
    """What follows from an event that was taken; its row says what stood in the way. False when that has to be tried
    again."""
    with reading():
        event = queries.event(event_id)
    try:
        error = _follow(gateway, event)
    except (GatewayUnavailable, GatewayRefused) as failed:
        name = type(failed).__name__
        transact(lambda: event_actions.not_applied(event_id=event.id, error=name))
        return False
    transact(lambda: event_actions.applied(event_id=event.id, error=error))
    return True


def _follow(gateway: Gateway, event: queries.EventTold) -> str:
    """What was odd about it, in a word."""
    if event.livemode != gateway.is_live:
        return "other-mode"
    if event.type.startswith("checkout.session."):
        return _session(gateway, event)
    if event.type.startswith(("refund.", "charge.refund")):
        return _refunds(gateway, event)
    if event.type.startswith("charge.dispute."):
        return _disputes(gateway, event)
    return "unknown-type"


def _session(gateway: Gateway, event: queries.EventTold) -> str:
    with reading():
        payment_id = queries.payment_id_of(event.named, event.object_id)
    if payment_id is None:
        if event.named:  # else it is no payment of ours, but of something else on the same account
            about = event.object_id
            transact(lambda: difference_actions.list_one("session-unknown", about, "", event.named or ""))
        return "unknown-payment"
    settling.settle(gateway, payment_id)
    return ""


def _refunds(gateway: Gateway, event: queries.EventTold) -> str:
    """All refunds of the charge: our own go on, others' are listed."""
    with reading():
        found = queries.payment_by_intent(event.intent) if event.intent else None
        intent, account = (found.intent_id, found.account) if found else (None, None)
    if intent is None:
        return "unknown-payment"
    look_at_refunds(gateway, intent, account)
    return ""


def look_at_refunds(gateway: Gateway, intent: str, account: str | None) -> None:
    """All refunds of a charge as Stripe has them now."""
    for seen in gateway.find_refunds(intent, account):
        refund_id = _ours(seen.metadata.get("refund"))
        known = refund_id and transact(partial(refunding_actions.apply_if_known, refund_id=refund_id, seen=seen))
        if not known:
            transact(partial(refunding_actions.found_elsewhere, intent=intent, seen=seen))


def _ours(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _disputes(gateway: Gateway, event: queries.EventTold) -> str:
    """Stripe lists disputes by when they were opened, which may be long before this event."""
    for seen in gateway.disputes(event.created - LONGEST_DISPUTE, event.account):
        if seen.id == event.object_id:
            return transact(partial(dispute_actions.apply, seen=seen))
    return "unknown-dispute"


LONGEST_DISPUTE = timedelta(days=180)
