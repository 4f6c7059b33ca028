"""Withdrawals that somebody has to look at."""

from sqlalchemy import select

from core.db import db
from payments.withdrawals.models import Withdrawal

MOST = 200


def to_settle() -> list[Withdrawal]:
    """Those of which nobody has said what became, the oldest first; at most MOST."""
    query = select(Withdrawal).where(Withdrawal.outcome == "open").order_by(Withdrawal.received_at, Withdrawal.id)
    return list(db.session.scalars(query.limit(MOST)))
