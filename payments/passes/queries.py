"""Which passes somebody has, and what is left of them."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select

from core.db import db
from payments.passes.models import Pass, PassUse


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

    def covers(self, kind: str, day: date) -> bool:
        return (
            kind in self.kinds and self.valid_from <= day <= self.valid_until and (self.left is None or self.left > 0)
        )


def usable(member_id: int, hub_id: int, operator_id: int) -> list[Balance]:
    """The member's paid passes that hold at the hub, in the order in which they are used: the soonest to end first, a
    hub's before its operator's before the district's. One query."""
    used = select(func.count()).where(PassUse.pass_id == Pass.id, PassUse.given_back_at.is_(None)).scalar_subquery()
    here = or_(
        and_(Pass.scope == "hub", Pass.hub_id == hub_id),
        and_(Pass.scope == "operator", Pass.operator_id == operator_id),
        Pass.scope == "district",
    )
    query = select(Pass, used).where(Pass.member_id == member_id, Pass.status == "active", here)
    found = [_balance(row, count) for row, count in db.session.execute(query.order_by(Pass.valid_until, Pass.id))]
    return sorted(found, key=lambda one: (one.valid_until, _NARROW.index(one.scope)))


_NARROW = ("hub", "operator", "district")


def _balance(row: Pass, used: int) -> Balance:
    left = None if row.size is None else row.size - used
    return Balance(
        row.id, row.size, left, tuple(row.kinds), row.scope, row.valid_from, row.valid_until, row.use_value_cents
    )


def used_slots(pass_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, set[int]]:
    """The numbers of the visits that are taken, by pass."""
    query = select(PassUse.pass_id, PassUse.slot).where(PassUse.pass_id.in_(pass_ids), PassUse.given_back_at.is_(None))
    found: dict[uuid.UUID, set[int]] = {key: set() for key in pass_ids}
    for key, slot in db.session.execute(query):
        found[key].add(slot)
    return found


def pass_of_booking(booking_id: uuid.UUID) -> Balance | None:
    """The pass that the booking uses, with what is left of it besides."""
    used = select(func.count()).where(PassUse.pass_id == Pass.id, PassUse.given_back_at.is_(None)).scalar_subquery()
    of_booking = select(PassUse.pass_id).where(PassUse.booking_id == booking_id, PassUse.given_back_at.is_(None))
    row = db.session.execute(select(Pass, used).where(Pass.id == of_booking.scalar_subquery())).first()
    return _balance(row[0], row[1]) if row else None


def last_pass_of_booking(booking_id: uuid.UUID) -> uuid.UUID | None:
    """The pass that the booking has used last, also if it was given back."""
    uses = select(PassUse.pass_id).where(PassUse.booking_id == booking_id).order_by(PassUse.id.desc())
    return db.session.scalars(uses.limit(1)).first()
