"""What became of a payment: Stripe is asked (S2), then all that follows is written in one transaction (T4).

Webhooks, the page to which Stripe leads back, jobs and the reconciliation call `settle` and nothing else: whoever comes
first does the work, all others find it done.
"""

from datetime import timedelta
from uuid import UUID

from core.clock import now
from core.transactions import reading, transact
from payments import queries
from payments.stripe import checkout, settling_actions
from payments.stripe.attempts import Attempt, attempt_of
from payments.stripe.checkout_actions import TOO_OLD
from payments.stripe.errors import GatewayRefused, NotOpen
from payments.stripe.gateway import Gateway
from payments.stripe.seen import Session

CLOCKS_DIFFER = timedelta(hours=3)
"""So far ours may be ahead of Stripe's."""


def settle(gateway: Gateway, payment_id: UUID) -> str | None:
    """Find out what became of an online payment and do what follows; returns its status, None when there is none."""
    with reading():
        payment = queries.payment(payment_id)
        attempt = attempt_of(payment) if payment is not None and payment.session_params is not None else None
    if attempt is None:
        return None
    session = look(gateway, attempt)
    return transact(lambda: settling_actions.apply(payment_id=payment_id, seen=session))


def look(gateway: Gateway, attempt: Attempt) -> Session | None:
    """The session of the attempt as Stripe has it; None when Stripe never made one, and never will."""
    if attempt.session_id is not None:
        return gateway.retrieve_session(attempt.session_id, attempt.account)
    if now() - attempt.created_at < TOO_OLD:
        return _ask_again(gateway, attempt)
    return _find(gateway, attempt)


def _ask_again(gateway: Gateway, attempt: Attempt) -> Session | None:
    """With the same key: if Stripe has made one it is that; if it has not, and it would be over already, it refuses."""
    try:
        session = checkout.ask(gateway, attempt)
    except GatewayRefused as refused:
        if refused.param == "expires_at":
            return None
        raise
    return gateway.retrieve_session(session.id, attempt.account)


def _find(gateway: Gateway, attempt: Attempt) -> Session | None:
    for session in gateway.find_sessions(attempt.created_at - CLOCKS_DIFFER, attempt.account):
        if session.metadata.get("payment") == attempt.key:
            return gateway.retrieve_session(session.id, attempt.account)
    return None


def close(gateway: Gateway, payment_id: UUID) -> str | None:
    """Nobody is to pay this any more: the session ends if it is still open, then `settle`."""
    with reading():
        payment = queries.payment(payment_id)
        attempt = attempt_of(payment) if payment is not None and payment.session_params is not None else None
    if attempt is None:
        return None
    session = look(gateway, attempt)
    if session is not None and session.status == "open":
        try:
            session = gateway.expire_session(session.id, attempt.account)
        except NotOpen as over:
            session = over.session
    return transact(lambda: settling_actions.apply(payment_id=payment_id, seen=session))
