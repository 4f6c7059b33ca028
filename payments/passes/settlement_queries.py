"""What operators owe one another for visits with passes that one has sold and another has honoured."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from core.db import db
from hubs.models import Hub
from hubs.operators.models import Operator
from payments.passes.models import Pass, PassUse, Settlement
from payments.passes.rules import month_after


class SettlementOwed(NamedTuple):
    """What the operator that sold passes owes the one where they were used, for a month."""

    from_operator_id: int
    to_operator_id: int
    uses: int
    amount_cents: int


class Settled(NamedTuple):
    """A settlement with both operators."""

    row: Settlement
    seller: Operator
    host: Operator


class UseLine(NamedTuple):
    """A visit of a settlement, without whose it was: the day, the hub, what it is worth."""

    used_on: date
    hub: str
    value_cents: int


def owed_for(month: date) -> list[SettlementOwed]:
    """By seller and user, for the month that begins on that day; visits that were given back do not count."""
    pair = (Pass.operator_id, PassUse.operator_id)
    query = select(*pair, func.count(), func.sum(PassUse.value_cents)).join(Pass, Pass.id == PassUse.pass_id)
    within = (PassUse.used_on >= month, PassUse.used_on < month_after(month), PassUse.given_back_at.is_(None))
    query = query.where(Pass.operator_id != PassUse.operator_id, *within).group_by(*pair).order_by(*pair)
    return [SettlementOwed(row[0], row[1], row[2], int(row[3])) for row in db.session.execute(query)]


def known_pairs(month: date) -> set[tuple[int, int]]:
    """Which settlements of the month were written already."""
    query = select(Settlement.from_operator_id, Settlement.to_operator_id).where(Settlement.month == month)
    return {(row[0], row[1]) for row in db.session.execute(query)}


class SharedPass(NamedTuple):
    """A month pass that was used elsewhere: its visits of the month that are not settled yet, and what earlier ones,
    and those that are settled, were worth."""

    row: Pass
    visits: list[PassUse]
    settled: list[int]


def month_passes_to_share(month: date) -> list[SharedPass]:
    """Month passes with visits of the month at other operators than their seller that are not settled yet. What was
    settled counts although it was given back later: it is paid. Three statements."""
    within = (PassUse.used_on >= month, PassUse.used_on < month_after(month), PassUse.given_back_at.is_(None))
    elsewhere = select(PassUse.pass_id, PassUse.operator_id, Pass.operator_id).join(Pass, Pass.id == PassUse.pass_id)
    elsewhere = elsewhere.where(Pass.size.is_(None), Pass.operator_id != PassUse.operator_id, *within)
    written = {(row.from_operator_id, row.to_operator_id, row.month): row.created_at for row in _settlements(month)}
    rows = db.session.execute(elsewhere)
    keys = {key for key, host, seller in rows if (seller, host, month) not in written}
    query = select(Pass, PassUse).join(PassUse, PassUse.pass_id == Pass.id).where(PassUse.used_on < month_after(month))
    found: dict[uuid.UUID, SharedPass] = {}
    for of, use in db.session.execute(query.where(Pass.id.in_(keys)).order_by(PassUse.used_on, PassUse.id)):
        shared = found.setdefault(of.id, SharedPass(of, [], []))
        settled_at = written.get((of.operator_id, use.operator_id, use.used_on.replace(day=1)))
        if use.given_back_at is None and use.used_on >= month and settled_at is None:
            shared.visits.append(use)
        elif use.given_back_at is None or (settled_at is not None and settled_at <= use.given_back_at):
            shared.settled.append(use.value_cents)
    return list(found.values())


def _settlements(until: date) -> Iterable[Settlement]:
    return db.session.scalars(select(Settlement).where(Settlement.month <= until))


def settlements_of(operator_id: int) -> list[Settled]:
    """What the operator owes others and others owe it, the latest month first."""
    seller, host = aliased(Operator), aliased(Operator)
    query = select(Settlement, seller, host).join(seller, seller.id == Settlement.from_operator_id)
    query = query.join(host, host.id == Settlement.to_operator_id)
    own = or_(Settlement.from_operator_id == operator_id, Settlement.to_operator_id == operator_id)
    rows = db.session.execute(query.where(own).order_by(Settlement.month.desc(), Settlement.id))
    return [Settled(*row) for row in rows]


def uses_of(settlement: Settlement) -> list[UseLine]:
    """The visits behind a settlement, by day."""
    query = select(PassUse.used_on, Hub.name, PassUse.value_cents).join(Pass, Pass.id == PassUse.pass_id)
    query = query.join(Hub, Hub.id == PassUse.hub_id).where(
        Pass.operator_id == settlement.from_operator_id,
        PassUse.operator_id == settlement.to_operator_id,
        PassUse.used_on >= settlement.month,
        PassUse.used_on < month_after(settlement.month),
        PassUse.given_back_at.is_(None),
    )
    return [UseLine(*row) for row in db.session.execute(query.order_by(PassUse.used_on, PassUse.id))]
