"""Giving money back: what is wanted is written down with the reason for it, in its own transaction. Sending it is
another step (`payments.stripe`), or, for money that came another way, a person's who then notes it.

Flushes and never commits.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select, update

from core.clock import now
from core.db import StaleState, db
from members.models import Member
from payments import payment_actions, rules
from payments.models import Dispute, Payment, Refund

WHYS = ("cancelled", "by_host", "moved", "late", "twice", "withdrawn", "mistake", "goodwill", "elsewhere")
"""For what reason money goes back; words for people in `payments.words`."""


def want(*, payment: Payment, cents: int, why: str, noted_by: Member | None = None) -> Refund:
    """So much of a payment is to go back. StaleState when somebody else was faster, or it is more than what is left.

    One conditional UPDATE holds the sum: of two that want the rest at once, one gets it.
    """
    raised = (
        update(Payment)
        .where(
            Payment.id == payment.id,
            Payment.status == "paid",
            Payment.refunded_cents + cents <= Payment.amount_cents,
        )
        .values(refunded_cents=Payment.refunded_cents + cents, changed_at=now())
        .returning(Payment.id)
    )
    if db.session.scalars(raised, execution_options={"synchronize_session": False}).first() is None:
        raise StaleState
    db.session.refresh(payment)
    refund = Refund(payment_id=payment.id, amount_cents=cents, why=why, noted_by=noted_by.id if noted_by else None)
    db.session.add(refund)
    db.session.flush()
    return refund


def want_from(*, payments: Iterable[Payment], cents: int, why: str) -> list[Refund]:
    """So much of these payments together, the latest first; what a bank is asked to take back is left alone.

    While a dispute is open, or lost, the bank has the money already: giving it back too would lose it twice.
    """
    wanted = []
    for payment in sorted(payments, key=lambda one: (one.paid_at is not None, one.paid_at), reverse=True):
        part = min(cents, payment.money.kept_cents)
        if part > 0 and not is_disputed(payment.id):
            wanted.append(want(payment=payment, cents=part, why=why))
            cents -= part
    return wanted


def is_disputed(payment_id: UUID) -> bool:
    """Whether a cardholder's bank has, or may have, taken the money back."""
    query = select(Dispute.id).where(Dispute.payment_id == payment_id, Dispute.status != "won")
    return db.session.scalars(query.limit(1)).first() is not None


def step(*, refund: Refund, to_status: str, provider_id: str | None = None, error: str = "") -> None:
    """A refund goes on: sent, done, failed. Failed gives the money back to the payment: a new try is a new refund.

    PaymentStepNotAllowed; StaleState when somebody else was faster.
    """
    rules.check_refund_step(refund.status, to_status)
    values = {"status": to_status, "changed_at": now(), "error": error[:200]}
    if provider_id is not None:
        values["provider_id"] = provider_id
    changed = update(Refund).where(Refund.id == refund.id, Refund.status == refund.status).values(values)
    if db.session.execute(changed, execution_options={"synchronize_session": False}).rowcount != 1:  # type: ignore[attr-defined]
        raise StaleState
    if to_status == "failed":
        _make_room(db.session.get_one(Payment, refund.payment_id, populate_existing=True))
        back = update(Payment).where(Payment.id == refund.payment_id)
        back = back.values(refunded_cents=Payment.refunded_cents - refund.amount_cents, changed_at=now())
        db.session.execute(back, execution_options={"synchronize_session": False})
        db.session.expire(db.session.get_one(Payment, refund.payment_id))
    db.session.refresh(refund)


def _make_room(payment: Payment) -> None:
    """A fee has one live payment: the money that is back here is too much where another has paid meanwhile."""
    others = select(Payment.id).where(Payment.fee_id == payment.fee_id, Payment.id != payment.id, Payment.is_live())
    if db.session.scalars(others.limit(1)).first() is not None:
        payment_actions.set_aside(payment=payment)
