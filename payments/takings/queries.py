"""What came in and what was given back, added up per day, way and VAT rate.

By the day on which the money came or went (§ 20 UStG, what most small operators have); who is taxed by what was agreed
goes by the invoices. What was noted before an operator took money here (`covered_by` "none") is left out.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, select

from core.clock import day_bounds, local
from core.db import db
from core.formats import DEFAULT_ZONE
from hubs.operators.rules import Vat
from payments.models import Fee, Payment, Refund
from payments.money import net_of


class TakingKey(NamedTuple):
    """By what takings are told apart; `treatment` and `rate` as in `hubs.operators.rules.Vat`."""

    day: date
    way: str
    treatment: str
    rate: int


@dataclass(frozen=True, slots=True)
class Taking:
    """Gross cents that came in and went back on one day, by one way, at one rate."""

    key: TakingKey
    received_cents: int
    returned_cents: int

    @property
    def gross_cents(self) -> int:
        return self.received_cents - self.returned_cents

    @property
    def net_cents(self) -> int:
        return net_of(self.gross_cents, self.key.rate)

    @property
    def vat_cents(self) -> int:
        return self.gross_cents - self.net_cents

    @property
    def vat(self) -> Vat:
        return Vat(self.key.treatment, self.key.rate)


def takings(operator_id: int, first: date, last: date) -> list[Taking]:
    """Of these local days, by day, way and rate; two queries."""
    start, end = day_bounds(first, DEFAULT_ZONE).start, day_bounds(last, DEFAULT_ZONE).end
    came = _query(Payment.paid_at, Payment.amount_cents).where(Payment.paid_at >= start, Payment.paid_at < end)
    went = _query(Refund.changed_at, Refund.amount_cents).join(Refund, Refund.payment_id == Payment.id)
    went = went.where(Refund.status == "done", Refund.changed_at >= start, Refund.changed_at < end)
    received = _sums(came.where(Payment.status == "paid"), operator_id)
    returned = _sums(went, operator_id)
    return [Taking(key, received.get(key, 0), returned.get(key, 0)) for key in sorted({*received, *returned})]


def by_rate(rows: Iterable[Taking]) -> list[tuple[Vat, int, int]]:
    """All together: each rate with its gross cents and the VAT in them."""
    sums: dict[tuple[str, int], int] = defaultdict(int)
    for row in rows:
        sums[row.key.treatment, row.key.rate] += row.gross_cents
    return [(Vat(*key), gross, gross - net_of(gross, key[1])) for key, gross in sorted(sums.items())]


def _query(moment: object, cents: object) -> Select[tuple[object, ...]]:
    columns = (moment, Payment.way, Fee.vat_treatment, Fee.vat_rate, cents)
    query: Select[tuple[object, ...]] = select(*columns).select_from(Payment)  # type: ignore[call-overload]
    return query.join(Fee, Fee.id == Payment.fee_id).where(Fee.covered_by != "none")


def _sums(query: Select[tuple[object, ...]], operator_id: int) -> dict[TakingKey, int]:
    found: dict[TakingKey, int] = defaultdict(int)
    rows: Iterable[tuple[object, ...]] = db.session.execute(query.where(Fee.operator_id == operator_id)).all()
    for moment, way, treatment, rate, cents in rows:
        found[TakingKey(local(moment, DEFAULT_ZONE).date(), way, treatment, rate)] += cents  # type: ignore[arg-type,operator]
    return found
