"""Withdrawals that somebody has to look at, and whose they are."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from core.db import db
from payments.withdrawals import matching
from payments.withdrawals.matching import WithdrawalMatch
from payments.withdrawals.models import Withdrawal

MOST = 200
MOST_SETTLED = 20


class WithdrawalListed(NamedTuple):
    """A withdrawal with what it may be about, of all operators."""

    withdrawal: Withdrawal
    matches: list[WithdrawalMatch]

    def of_operator(self, operator_id: int) -> list[WithdrawalMatch]:
        return [one for one in self.matches if one.operator_id == operator_id]

    @property
    def operator_ids(self) -> list[int]:
        """Whom it may concern."""
        return sorted({one.operator_id for one in self.matches})


def to_settle() -> list[Withdrawal]:
    """Those of which nobody has said what became, the oldest first; at most MOST."""
    query = select(Withdrawal).where(Withdrawal.outcome == "open").order_by(Withdrawal.received_at, Withdrawal.id)
    return list(db.session.scalars(query.limit(MOST)))


def open_ones() -> list[WithdrawalListed]:
    """All that are to be settled with what they may be about; for admins."""
    return _listed(to_settle())


def open_since(moment: datetime) -> list[WithdrawalListed]:
    """Those to be settled that have come since."""
    query = select(Withdrawal).where(Withdrawal.received_at >= moment, Withdrawal.outcome == "open")
    return _listed(list(db.session.scalars(query.order_by(Withdrawal.received_at, Withdrawal.id))))


def _listed(found: Sequence[Withdrawal]) -> list[WithdrawalListed]:
    matches = matching.matches_of(found) if found else {}
    return [WithdrawalListed(one, matches[one.id]) for one in found]


def open_of(operator_id: int) -> list[WithdrawalListed]:
    """Those that concern the operator."""
    return [one for one in open_ones() if one.of_operator(operator_id)]


def settled_by(operator_id: int) -> list[Withdrawal]:
    """What the operator's people have settled, the latest first."""
    query = select(Withdrawal).where(Withdrawal.operator_id == operator_id, Withdrawal.outcome != "open")
    return list(db.session.scalars(query.order_by(Withdrawal.settled_at.desc(), Withdrawal.id).limit(MOST_SETTLED)))


def was_settled_by(operator_id: int, withdrawal_id: uuid.UUID) -> bool:
    """Whether the operator's people have answered it."""
    found = db.session.get(Withdrawal, withdrawal_id, populate_existing=True)
    return found is not None and found.outcome != "open" and found.operator_id == operator_id


def open_one(withdrawal_id: uuid.UUID) -> WithdrawalListed | None:
    """None when there is no such withdrawal, or it is settled."""
    found = db.session.get(Withdrawal, withdrawal_id, populate_existing=True)
    if found is None or found.outcome != "open":
        return None
    return WithdrawalListed(found, matching.matches_of([found])[found.id])
