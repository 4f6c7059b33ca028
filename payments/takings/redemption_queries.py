"""Which visits with multi-purpose vouchers an operator has to tax."""

from datetime import date

from sqlalchemy import or_, select

from core.clock import today
from core.db import db
from core.formats import DEFAULT_ZONE
from payments.models import Fee
from payments.passes.models import Pass, PassUse
from payments.takings.rules import Redemption


def redeemed_months(operator_id: int) -> set[date]:
    """The first days of the months with such visits."""
    query = select(PassUse.used_on).join(Pass, Pass.id == PassUse.pass_id).where(PassUse.operator_id == operator_id)
    query = query.where(Pass.voucher == "multi", PassUse.given_back_at.is_(None)).distinct()
    return {day.replace(day=1) for day in db.session.scalars(query) if day <= today(DEFAULT_ZONE)}


def redemptions(operator_id: int, first: date, last: date) -> list[Redemption]:
    """Visits at the operator's hubs on these local days, up to today, by day and by how they are taxed; visits that
    were given back do not count, those that were cancelled too late do. One query."""
    query = (
        select(PassUse.id, PassUse.used_on, PassUse.value_cents, Fee.vat_treatment, Fee.vat_rate)
        .join(Pass, Pass.id == PassUse.pass_id)
        .join(Fee, or_(Fee.booking_id == PassUse.booking_id, Fee.id == PassUse.fee_id))
        .where(Pass.voucher == "multi", PassUse.operator_id == operator_id, PassUse.given_back_at.is_(None))
        .where(PassUse.used_on.between(first, min(last, today(DEFAULT_ZONE))), Fee.covered_by == "pass")
        .order_by(Fee.created_at, Fee.id)
    )
    visits = {key: (day, treatment, rate, cents) for key, day, cents, treatment, rate in db.session.execute(query)}
    sums: dict[tuple[date, str, int], list[int]] = {}
    for day, treatment, rate, cents in visits.values():
        sums.setdefault((day, treatment, rate), []).append(cents)
    return [Redemption(*key, len(values), sum(values)) for key, values in sorted(sums.items())]
