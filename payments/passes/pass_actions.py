"""A pass's own life: sold (held until it is paid), active, cancelled. Flushes and never commits."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import exists, select

from core.clock import now, today
from core.db import StaleState, db
from core.formats import DEFAULT_ZONE
from payments import payment_actions, signals
from payments.models import Fee, Payment
from payments.passes.models import Pass


def paid(_sender: object, payments: Sequence[Payment], **_more: object) -> None:
    """What is paid can be used: a receiver of `signals.paid`, however the money came. StaleState when it was given up
    at the same moment."""
    fees = select(Fee.pass_id).where(Fee.id.in_({one.fee_id for one in payments}), Fee.pass_id.is_not(None))
    for key in sorted(filter(None, db.session.scalars(fees.distinct())), key=str):
        if not activate(pass_id=key):
            raise StaleState


def activate(*, pass_id: UUID) -> bool:
    """The pass is paid: from now on it can be used. Days that went by while it waited for its money are put on at its
    end. False for one that was cancelled; a second time changes nothing."""
    found = locked(pass_id)
    if found.status == "cancelled":
        return False
    if found.status == "held":
        found.status, found.expires_at = "active", None
        late = max(timedelta(), today(DEFAULT_ZONE) - found.valid_from)
        found.valid_from, found.valid_until = found.valid_from + late, found.valid_until + late
        db.session.flush()
        signals.pass_changed.send(passes=[found])
    return True


def drop(*, pass_id: UUID) -> None:
    """Nobody has paid for it: it never was, and nothing is owed."""
    lock_fee(pass_id)
    found = locked(pass_id)
    if found.status != "held":
        return
    found.status = "cancelled"
    db.session.flush()
    fees = db.session.scalars(select(Fee).where(Fee.pass_id == pass_id, Fee.superseded_at.is_(None))).all()
    payment_actions.cancel_open([fee.id for fee in fees])
    payment_actions.supersede(fees)
    signals.superseded.send(changes=[(fee, None) for fee in fees])


def expire_unpaid(limit: int = 200) -> int:
    """Drop passes that were never paid; how many. Where somebody may be paying at this moment, Stripe has to say first
    what became of it (`payments.stripe.settling_actions`), and drops it then."""
    may_be_paid = exists().where(
        Fee.pass_id == Pass.id,
        Payment.fee_id == Fee.id,
        Payment.way == "online",
        Payment.status.in_(("open", "processing")),
    )
    due = select(Pass.id).where(Pass.status == "held", Pass.expires_at <= now(), ~may_be_paid)
    found = db.session.scalars(due.order_by(Pass.id).limit(limit)).all()
    for key in found:
        drop(pass_id=key)
    return len(found)


def let_go(member_id: int) -> None:
    """The account ends: what was not paid is dropped; nothing says any more whose the others were."""
    held = select(Pass.id).where(Pass.member_id == member_id, Pass.status == "held")
    for key in db.session.scalars(held).all():
        drop(pass_id=key)


def lock_fee(pass_id: UUID) -> None:
    """First the fee, then the pass, as whoever settles a payment does."""
    db.session.execute(select(Fee.id).where(Fee.pass_id == pass_id).order_by(Fee.id).with_for_update())


def locked(pass_id: UUID) -> Pass:
    """As it is now, until the end of the transaction."""
    query = select(Pass).where(Pass.id == pass_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()
