"""Which passes somebody has, what is left of them, and what is sold."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Uuid, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased, lazyload

from bookings.models import Booking
from core.db import db
from hubs.models import Hub
from hubs.operators.models import Operator
from members.models import Member
from payments.models import Fee
from payments.passes import rules
from payments.passes.models import Pass, PassProduct, PassUse


class Balance(NamedTuple):
    """A pass with what is left of it; `left` None: as much as one wants while it holds."""

    id: uuid.UUID
    size: int | None
    left: int | None
    kinds: tuple[str, ...]
    scope: str
    valid_from: date
    valid_until: date
    use_value_cents: int

    def more(self, visits: int) -> "Balance":
        """The same with so many visits more left."""
        return self if self.left is None else self._replace(left=self.left + visits)

    def covers(self, kind: str, day: date) -> bool:
        return (
            kind in self.kinds and self.valid_from <= day <= self.valid_until and (self.left is None or self.left > 0)
        )


_VISITS = select(func.count()).where(PassUse.pass_id == Pass.id, PassUse.given_back_at.is_(None)).scalar_subquery()
_BALANCE = (
    Pass.id,
    Pass.size,
    case((Pass.size.is_(None), None), else_=Pass.size - _VISITS).label("left"),
    Pass.kinds,
    Pass.scope,
    Pass.valid_from,
    Pass.valid_until,
    Pass.use_value_cents,
)
"""A `Balance` as a row. Visits are counted only where they are limited: of a month pass there may be many."""
_HERE = or_(
    and_(Pass.scope == "hub", Pass.hub_id == bindparam("hub_id")),
    and_(Pass.scope == "operator", Pass.operator_id == bindparam("operator_id")),
    Pass.scope == "district",
)
_USABLE = (
    select(*_BALANCE)
    .where(Pass.member_id == bindparam("member_id"), Pass.status == "active", _HERE)
    .order_by(Pass.valid_until, Pass.id)
)
"""Written once: each booking that costs something asks it."""


def usable(member_id: int, hub_id: int, operator_id: int) -> list[Balance]:
    """The member's paid passes that hold at the hub, in the order in which they are used: the soonest to end first, a
    hub's before its operator's before the district's. One query."""
    asked = {"member_id": member_id, "hub_id": hub_id, "operator_id": operator_id}
    found = [_balance(row) for row in db.session.execute(_USABLE, asked)]
    return sorted(found, key=lambda one: (one.valid_until, _NARROW.index(one.scope)))


_ONLY_THE_HUB = lazyload(Hub.municipality)
"""Joined to it, a pass that is for no single hub would be left out."""
_NARROW = ("hub", "operator", "district")


def _balance(row: Sequence[Any]) -> Balance:
    id, size, left, kinds, scope, valid_from, valid_until, use_value_cents = row
    return Balance(id, size, left, tuple(kinds), scope, valid_from, valid_until, use_value_cents)


_OF_PASSES = (PassUse.pass_id.in_(bindparam("pass_ids", expanding=True, type_=Uuid)), PassUse.given_back_at.is_(None))
_SLOTS = select(PassUse.pass_id, PassUse.slot).where(*_OF_PASSES)
_COUNTED = select(PassUse.pass_id, func.count(), func.max(PassUse.slot)).where(*_OF_PASSES).group_by(PassUse.pass_id)


def used_slots(pass_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, set[int]]:
    """The numbers of the visits that are taken, by pass. One query, and one more where visits between others were given
    back: of a month pass there may be many, and mostly they are all from 1 to the last."""
    found: dict[uuid.UUID, set[int]] = {key: set() for key in pass_ids}
    gaps: list[uuid.UUID] = []
    for key, count, last in db.session.execute(_COUNTED, {"pass_ids": list(pass_ids)}):
        if count == last:
            found[key] = set(range(1, last + 1))
        else:
            gaps.append(key)
    if gaps:
        for key, slot in db.session.execute(_SLOTS, {"pass_ids": gaps}):
            found[key].add(slot)
    return found


def passes_of_bookings(booking_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Balance]:
    """By booking, the pass that it uses, with what is left of it besides. One query, none for none."""
    if not booking_ids:
        return {}
    uses = aliased(PassUse)
    query = select(uses.booking_id, *_BALANCE).join(Pass, Pass.id == uses.pass_id)
    query = query.where(uses.booking_id.in_(booking_ids), uses.given_back_at.is_(None))
    return {key: _balance(row) for key, *row in db.session.execute(query)}


def last_pass_of_booking(booking_id: uuid.UUID) -> uuid.UUID | None:
    """The pass that the booking has used last, also if it was given back."""
    uses = select(PassUse.pass_id).where(PassUse.booking_id == booking_id).order_by(PassUse.id.desc())
    return db.session.scalars(uses.limit(1)).first()


class OwnPass(NamedTuple):
    """A pass of somebody's as they see it: the product's names, who sells it, and how many visits are used."""

    row: Pass
    product: PassProduct
    operator: Operator
    hub: Hub | None
    used: int

    @property
    def left(self) -> int | None:
        return None if self.row.size is None else self.row.size - self.used

    def state(self, today: date) -> str:
        """ "held", "cancelled", "over", "used_up", "coming" or "active"."""
        if self.row.status != "active":
            return self.row.status
        if self.row.valid_until < today:
            return "over"
        if self.left == 0:
            return "used_up"
        return "coming" if today < self.row.valid_from else "active"


class Visited(NamedTuple):
    """A visit with a pass: the booking (None when that was confidential and is nobody's any more), where it was,
    whether it was given back, and its current fee."""

    use: PassUse
    booking: Booking | None
    hub: Hub
    fee_id: uuid.UUID | None

    @property
    def is_confidential(self) -> bool:
        return self.booking is None or self.booking.is_confidential


class Redeemed(NamedTuple):
    """A visit with a multi-purpose voucher: what it is worth gross, and from which day on that is known."""

    value_cents: int
    known_on: date


class Offered(NamedTuple):
    """A pass that is sold: by whom, and for which hub if for one only."""

    product: PassProduct
    operator: Operator
    hub: Hub | None


def passes_of(member_id: int) -> list[OwnPass]:
    """All passes of the member, those that hold longest first. One query."""
    return _own(Pass.member_id == member_id)


def own_pass(member_id: int, pass_id: uuid.UUID) -> OwnPass | None:
    """A pass of the member's; None for another's."""
    return next(iter(_own(and_(Pass.member_id == member_id, Pass.id == pass_id))), None)


def sold_by(operator_id: int, limit: int, offset: int = 0) -> list[tuple[OwnPass, Member | None]]:
    """What the operator has sold and what waits for its money, the latest first, with whose it is."""
    query = (
        _own_query(Pass.operator_id == operator_id).add_columns(Member).outerjoin(Member, Member.id == Pass.member_id)
    )
    rows = db.session.execute(query.order_by(Pass.created_at.desc(), Pass.id.desc()).limit(limit).offset(offset))
    return [(OwnPass(*row[:5]), row[5]) for row in rows]


def sold_pass(operator_id: int, pass_id: uuid.UUID) -> OwnPass | None:
    """A pass that this operator has sold."""
    return next(iter(_own(and_(Pass.operator_id == operator_id, Pass.id == pass_id))), None)


def visits_of(pass_id: uuid.UUID) -> list[Visited]:
    """The visits of a pass, the latest first, also those that were given back."""
    query = select(PassUse, Booking, Hub, Fee.id).outerjoin(Booking, Booking.id == PassUse.booking_id)
    query = query.join(Hub, Hub.id == PassUse.hub_id).where(PassUse.pass_id == pass_id)
    of_visit = or_(Fee.booking_id == PassUse.booking_id, Fee.id == PassUse.fee_id)
    query = query.outerjoin(Fee, of_visit & Fee.superseded_at.is_(None))
    rows = db.session.execute(query.order_by(PassUse.used_on.desc(), PassUse.id.desc()))
    return [Visited(*row) for row in rows]


def redeemed_by(fee_id: uuid.UUID, booking_id: uuid.UUID | None) -> Redeemed | None:
    """The visit with a multi-purpose voucher that the fee, of this booking, is about; None where there is none, or it
    is worth nothing."""
    of_fee = PassUse.fee_id == fee_id if booking_id is None else PassUse.booking_id == booking_id
    query = select(PassUse, Pass.size).join(Pass, Pass.id == PassUse.pass_id).where(of_fee)
    query = query.where(Pass.voucher == "multi", PassUse.given_back_at.is_(None), PassUse.value_cents > 0)
    row = db.session.execute(query).first()
    return Redeemed(row[0].value_cents, rules.value_known_on(row[1], row[0].used_on)) if row else None


def products_of(operator_id: int) -> list[Offered]:
    """What the operator sells or has sold, in the order of its kinds and prices."""
    return _offered(PassProduct.operator_id == operator_id)


def product(product_id: int) -> Offered | None:
    return next(iter(_offered(PassProduct.id == product_id)), None)


def sold_products() -> list[Offered]:
    """All that can be bought, by operator."""
    return _offered(and_(PassProduct.is_sold, Operator.takes_money))


def is_anything_sold() -> bool:
    """Whether anybody sells passes; without it no page speaks of them."""
    found = select(PassProduct.id).join(Operator, Operator.id == PassProduct.operator_id)
    return db.session.scalar(found.where(PassProduct.is_sold, Operator.takes_money).limit(1)) is not None


def sold_at(hub: Hub) -> list[Offered]:
    """What the hub's operator sells that holds at the hub."""
    here = or_(PassProduct.hub_id.is_(None), PassProduct.hub_id == hub.id)
    return _offered(and_(PassProduct.operator_id == hub.operator_id, PassProduct.is_sold, Operator.takes_money, here))


def operators_visited(member_id: int) -> list[int]:
    """The operators at whose hubs the member has booked, the most often booked first."""
    query = select(Hub.operator_id).join(Booking, Booking.hub_id == Hub.id).where(Booking.member_id == member_id)
    return list(db.session.scalars(query.group_by(Hub.operator_id).order_by(func.count().desc(), Hub.operator_id)))


def _offered(which: ColumnElement[bool]) -> list[Offered]:
    query = select(PassProduct, Operator, Hub).join(Operator, Operator.id == PassProduct.operator_id)
    query = query.outerjoin(Hub, Hub.id == PassProduct.hub_id).where(which)
    order = (Operator.legal_name, Operator.id, PassProduct.price_cents, PassProduct.id)
    return [Offered(*row) for row in db.session.execute(query.order_by(*order).options(_ONLY_THE_HUB))]


def _own(which: ColumnElement[bool]) -> list[OwnPass]:
    rows = db.session.execute(_own_query(which).order_by(Pass.valid_until.desc(), Pass.id.desc()))
    return [OwnPass(*row) for row in rows]


def _own_query(which: ColumnElement[bool]) -> Select[Any]:
    used = select(func.count()).where(PassUse.pass_id == Pass.id, PassUse.given_back_at.is_(None)).scalar_subquery()
    query = select(Pass, PassProduct, Operator, Hub, used).join(PassProduct, PassProduct.id == Pass.product_id)
    query = query.join(Operator, Operator.id == Pass.operator_id).outerjoin(Hub, Hub.id == Pass.hub_id)
    return query.where(which).options(_ONLY_THE_HUB)
