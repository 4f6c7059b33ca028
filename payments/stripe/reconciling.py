"""Each day: what Stripe has, against what we have, for the last days and in both directions.

What Stripe knows better is asked about by `settling` and `events`, as always; all that does not agree afterwards is
listed for people, and nothing is put right silently.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from flask import current_app

from core.clock import now
from core.transactions import reading, transact
from payments import difference_actions, queries, reconciling
from payments.reconciling import Disagreement
from payments.stripe import dispute_actions, events, pages, settling
from payments.stripe.gateway import Gateway
from payments.stripe.seen import RefundSeen, Session

DAYS = timedelta(days=3)
SURELY = timedelta(days=1, hours=12)
"""What we did within that time Stripe must have among what it made in the last DAYS: a session lives for a day at
most."""


def compare(gateway: Gateway) -> list[Disagreement]:
    """All that does not agree between Stripe and us, listed until somebody has looked at it. The gateway's errors, when
    it cannot be asked."""
    since = now() - DAYS
    with reading():
        accounts = queries.stripe_accounts()
    found: list[Disagreement] = []
    for account in accounts:
        found += _of_account(gateway, account, since)
    transact(lambda: _list(found))
    return found


def compare_own_books() -> list[Disagreement]:
    """All that does not agree within our own books, listed as well; what agrees again is closed by itself."""
    with reading():
        found = reconciling.all_found()
    transact(lambda: _list(found))
    still = {(one.kind, one.about) for one in found}
    transact(lambda: difference_actions.close_those_gone(reconciling.KINDS, still))
    return found


def _list(found: list[Disagreement]) -> None:
    for one in found:
        difference_actions.list_one(one.kind, one.about, one.expected, one.found, operator_id=one.operator_id)


def _of_account(gateway: Gateway, account: str | None, since: datetime) -> Iterator[Disagreement]:
    sessions = list(gateway.find_sessions(since, account))
    for session in sessions:
        yield from _session(gateway, session)
    refunds = list(gateway.refunds(since, account))
    for intent in sorted({one.intent for one in refunds if one.intent}):
        with reading():
            is_ours = queries.payment_by_intent(intent) is not None
        if is_ours:
            events.look_at_refunds(gateway, intent, account)
    for dispute in list(gateway.disputes(since, account)):
        transact(partial(dispute_actions.apply, seen=dispute))
    moved = {one.source: one.amount_cents for one in gateway.balance_transactions(since, account) if one.source}
    with reading():
        yield from _ours_without_theirs(sessions, refunds, moved, account)


def _session(gateway: Gateway, session: Session) -> Iterator[Disagreement]:
    """A session of ours with money: it is settled, and then our row says the same."""
    if session.metadata.get("site") != pages.site(current_app) or session.status != "complete":
        return
    with reading():
        payment_id = queries.payment_id_of(session.metadata.get("payment"), session.id)
    if payment_id is None:
        yield Disagreement("session-unknown", session.id, "", str(session.amount_total))
        return
    settling.settle(gateway, payment_id)
    with reading():
        payment = queries.payment(payment_id)
        known = (payment.session_id, payment.status) if payment else (None, "")
    if known[0] != session.id:
        yield Disagreement("session-second", session.id, str(known[0] or ""), str(session.amount_total))
    elif session.payment_status == "paid" and known[1] != "paid":
        yield Disagreement("session-second", session.id, known[1], "paid")


def _ours_without_theirs(
    sessions: list[Session], refunds: list[RefundSeen], moved: dict[str, int], account: str | None
) -> Iterator[Disagreement]:
    """What we have written down and Stripe does not know, or knows otherwise."""
    by_id, refund_by_id = {one.id: one for one in sessions}, {one.id: one for one in refunds}
    for payment in queries.paid_online_since(now() - SURELY, account):
        session = by_id.get(payment.session_id or "")
        if session is None:
            yield Disagreement("session-missing", str(payment.id), str(payment.amount_cents), "")
        elif moved.get(session.charge or "") != payment.amount_cents:
            there = str(moved.get(session.charge or "", ""))
            yield Disagreement("balance", str(payment.id), str(payment.amount_cents), there)
    for refund in queries.refunds_at_stripe_since(now() - SURELY, account):
        seen = refund_by_id.get(refund.provider_id or "")
        if seen is None:
            yield Disagreement("refund-missing", str(refund.id), str(refund.amount_cents), "")
        elif seen.amount_cents != refund.amount_cents:
            yield Disagreement("refund-amount", str(refund.id), str(refund.amount_cents), str(seen.amount_cents))
