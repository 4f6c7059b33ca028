"""A pass's own life: sold (held until it is paid), active, cancelled. Flushes and never commits."""

from uuid import UUID

from sqlalchemy import select

from core.clock import now
from core.db import db
from payments import payment_actions, signals
from payments.models import Fee, Payment
from payments.passes.models import Pass


def activate(*, pass_id: UUID) -> bool:
    """The pass is paid: from now on it can be used, and also what had run out meanwhile. False for one that was
    cancelled. A second time changes nothing."""
    found = _locked(pass_id)
    if found.status == "cancelled":
        return False
    if found.status == "held":
        found.status, found.expires_at = "active", None
        db.session.flush()
        signals.pass_changed.send(passes=[found])
    return True


def drop(*, pass_id: UUID) -> None:
    """Nobody has paid for it: it never was, and nothing is owed."""
    found = _locked(pass_id)
    if found.status != "held":
        return
    found.status = "cancelled"
    db.session.flush()
    fees = db.session.scalars(select(Fee).where(Fee.pass_id == pass_id, Fee.superseded_at.is_(None))).all()
    payment_actions.cancel_open([fee.id for fee in fees])
    payment_actions.supersede(fees)
    signals.superseded.send(changes=[(fee, None) for fee in fees])


def expire_unpaid(limit: int = 200) -> int:
    """Drop passes that were never paid; how many. Where somebody may be paying, that has to be settled first."""
    paying = select(Payment.id).join(Fee, Fee.id == Payment.fee_id).where(Fee.pass_id == Pass.id)
    paying = paying.where(Payment.status.in_(("open", "processing")))
    due = select(Pass.id).where(Pass.status == "held", Pass.expires_at <= now(), ~paying.exists())
    found = db.session.scalars(due.order_by(Pass.id).limit(limit)).all()
    for key in found:
        drop(pass_id=key)
    return len(found)


def _locked(pass_id: UUID) -> Pass:
    query = select(Pass).where(Pass.id == pass_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()
