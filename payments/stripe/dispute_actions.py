"""A cardholder has asked their bank for the money. Flushes and never commits."""

from sqlalchemy import select

from core.clock import now
from core.db import db
from payments import difference_actions, queries
from payments.models import Dispute, Fee
from payments.stripe.seen import DisputeSeen

WON, LOST = {"won", "warning_closed", "prevented"}, {"lost"}


def apply(*, seen: DisputeSeen) -> str:
    """Keep what Stripe says of it; what was odd, in a word. While it is open nothing is given back automatically (see
    `refund_actions.want_from`); a lost one leaves the fee open, for somebody to look at."""
    payment = queries.payment_by_intent(seen.intent) if seen.intent else None
    if payment is None:
        return "unknown-payment"
    status = "won" if seen.status in WON else "lost" if seen.status in LOST else "open"
    known = db.session.scalars(select(Dispute).where(Dispute.provider_id == seen.id).with_for_update()).first()
    if known is None:
        known = Dispute(provider_id=seen.id, payment_id=payment.id, amount_cents=seen.amount_cents, status="open")
        db.session.add(known)
        db.session.flush()
        _list(known, "dispute-opened", payment.fee_id)
    if known.status == "open" and status != "open":
        known.status, known.changed_at = status, now()
        db.session.flush()
        if status == "lost":
            _list(known, "dispute-lost", payment.fee_id)
    return ""


def _list(dispute: Dispute, kind: str, fee_id: object) -> None:
    operator = db.session.scalars(select(Fee.operator_id).where(Fee.id == fee_id)).one()
    difference_actions.list_one(kind, dispute.provider_id, str(dispute.amount_cents), "", operator_id=operator)
