"""T3: that Stripe has told something is written down once; applying it is another step. Flushes and never commits."""

from sqlalchemy import update

from core.clock import now
from core.db import db, insert_into
from payments.models import StripeEvent
from payments.stripe.seen import Event


def take(*, event: Event) -> bool:
    """Write it down; False when it was there already and is done with."""
    row = {
        "id": event.id,
        "type": event.type,
        "object_id": event.object_id,
        "named": (event.metadata.get("payment") or event.metadata.get("refund") or "")[:64] or None,
        "intent": event.intent,
        "account": event.account or None,
        "created_at": event.created,
        "livemode": event.livemode,
        "received_at": now(),
        "tries": 0,
        "error": "",
    }
    new = insert_into(StripeEvent).values(row).on_conflict_do_nothing().returning(StripeEvent.id)
    if db.session.scalars(new).first() is not None:
        return True
    known = db.session.get(StripeEvent, event.id, populate_existing=True)
    return known is None or known.applied_at is None


def applied(*, event_id: str, error: str = "") -> None:
    done = update(StripeEvent).where(StripeEvent.id == event_id, StripeEvent.applied_at.is_(None))
    done = done.values(applied_at=now(), tries=StripeEvent.tries + 1, error=error[:200])
    db.session.execute(done, execution_options={"synchronize_session": False})


def not_applied(*, event_id: str, error: str) -> None:
    """It is tried again by the job, and by Stripe."""
    failed = update(StripeEvent).where(StripeEvent.id == event_id, StripeEvent.applied_at.is_(None))
    failed = failed.values(tries=StripeEvent.tries + 1, error=error[:200])
    db.session.execute(failed, execution_options={"synchronize_session": False})
