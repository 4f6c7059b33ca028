"""T6: what Stripe says about refunds, ours and others'. Flushes and never commits."""

from uuid import UUID

from sqlalchemy import select, update

from core.clock import now
from core.db import db
from payments import difference_actions, mails, payment_actions, refund_actions
from payments.models import Fee, Payment, Refund
from payments.rules import REFUND_STEPS
from payments.stripe.seen import RefundSeen

FROM_STRIPE = {
    "pending": "sent",
    "requires_action": "sent",
    "succeeded": "done",
    "failed": "failed",
    "canceled": "failed",
}
"""Our status by Stripe's (docs.stripe.com/refunds): only what has succeeded is done."""


def key_used(*, refund_id: UUID) -> None:
    """From now on Stripe may know of it."""
    first = update(Refund).where(Refund.id == refund_id, Refund.key_used_at.is_(None))
    changed = first.values(key_used_at=now(), tries=Refund.tries + 1)
    db.session.execute(changed, execution_options={"synchronize_session": False})


def apply(*, refund_id: UUID, seen: RefundSeen) -> str:
    """The refund goes on as Stripe says; a second time changes nothing. The refund's status."""
    refund = _locked(refund_id)
    status = FROM_STRIPE[seen.status]
    if refund.provider_id is None and status == refund.status:
        refund.provider_id = seen.id
        db.session.flush()
    if status != refund.status and status in _later(refund.status):
        refund_actions.step(refund=refund, to_status=status, provider_id=seen.id, error=seen.failure_reason or "")
        _follow(refund, status)
    return refund.status


def _locked(refund_id: UUID) -> Refund:
    """In turn with all who change what is owed or paid."""
    fee = select(Payment.fee_id).join(Refund, Refund.payment_id == Payment.id).where(Refund.id == refund_id)
    payment_actions.lock_chains(fee_ids=db.session.scalars(fee).all())
    query = select(Refund).where(Refund.id == refund_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _later(status: str) -> frozenset[str]:
    """Events come in any order: what is done does not become sent again."""
    return REFUND_STEPS[status]


def _follow(refund: Refund, status: str) -> None:
    payment = db.session.get_one(Payment, refund.payment_id)
    if status == "done":
        mails.refunded(refund, payment)
    elif status == "failed":
        operator = db.session.scalars(select(Fee.operator_id).where(Fee.id == payment.fee_id)).one()
        difference_actions.list_one("refund-failed", str(refund.id), str(refund.amount_cents), "", operator_id=operator)
        mails.refund_failed(refund, payment)


def refused(*, refund_id: UUID, code: str) -> str:
    """Stripe will not do it: listed for a person, the money counts as kept again."""
    refund = _locked(refund_id)
    if refund.status == "wanted":
        refund_actions.step(refund=refund, to_status="failed", error=code)
        _follow(refund, "failed")
    return refund.status


def apply_if_known(*, refund_id: UUID, seen: RefundSeen) -> str | None:
    """`apply`, for what names a refund that may be another site's."""
    return apply(refund_id=refund_id, seen=seen) if db.session.get(Refund, refund_id) is not None else None


def found_elsewhere(*, intent: str, seen: RefundSeen) -> None:
    """Money was given back in Stripe's own dashboard: it is kept as a refund of ours, the booking stays, and somebody
    is told. What has failed there is none."""
    status = FROM_STRIPE[seen.status]
    fees = db.session.scalars(select(Payment.fee_id).where(Payment.intent_id == intent)).all()
    payment_actions.lock_chains(fee_ids=fees)
    query = select(Payment).where(Payment.intent_id == intent).with_for_update()
    payment = db.session.scalars(query.execution_options(populate_existing=True)).first()
    known = db.session.scalars(select(Refund).where(Refund.provider_id == seen.id)).first()
    if payment is None or payment.status != "paid":
        return
    if known is not None:
        if status != known.status and status in REFUND_STEPS[known.status]:
            refund_actions.step(refund=known, to_status=status, error=seen.failure_reason or "")
            _follow(known, status)
        return
    operator = db.session.scalars(select(Fee.operator_id).where(Fee.id == payment.fee_id)).one()
    left = payment.amount_cents - payment.refunded_cents
    if status != "failed" and seen.amount_cents <= left:
        refund = refund_actions.want(payment=payment, cents=seen.amount_cents, why="elsewhere")
        refund_actions.step(refund=refund, to_status=status, provider_id=seen.id)
    difference_actions.list_one("refund-elsewhere", seen.id, "", str(seen.amount_cents), operator_id=operator)
