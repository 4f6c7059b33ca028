"""Settling between operators, month by month: written once. Flushes and never commits."""

from datetime import date

from core.clock import now
from core.db import StaleState, db
from payments.passes import rules, settlement_queries
from payments.passes.models import Settlement


def settle(*, month: date) -> int:
    """Write down what is owed for the month that begins on that day, where it was not yet; how many. What is settled
    stays as it is: a visit that is given back later is no longer counted by anybody."""
    _share_out(month)
    known = settlement_queries.known_pairs(month)
    new = [one for one in settlement_queries.owed_for(month) if one[:2] not in known]
    db.session.add_all(Settlement(month=month, created_at=now(), **one._asdict()) for one in new)
    db.session.flush()
    return len(new)


def _share_out(month: date) -> None:
    """What the visits of the month with month passes are worth, now that one knows how many there are."""
    for shared in settlement_queries.month_passes_to_share(month):
        hosts = [visit.operator_id for visit in shared.visits]
        values = rules.visit_shares(shared.row.price_cents, shared.row.parts, shared.settled, hosts)
        for visit, value in zip(shared.visits, values, strict=True):
            visit.value_cents = value
    db.session.flush()


def note_paid(*, settlement: Settlement) -> None:
    """The operator to whom it is owed has the money. StaleState when that was noted before."""
    if settlement.paid_at is not None:
        raise StaleState
    settlement.paid_at = now()
    db.session.flush()
