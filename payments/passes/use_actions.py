"""Using a pass's visits, and giving them back. Flushes and never commits."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Uuid, bindparam, insert, select, update

from core.clock import now
from core.db import db
from payments.errors import PassEmpty
from payments.passes import queries, rules
from payments.passes.models import Pass, PassUse


class Visit(NamedTuple):
    """A booking that is to use a visit of a pass on a local day."""

    pass_id: uuid.UUID
    booking_id: uuid.UUID
    hub_id: int
    operator_id: int
    day: date


def use(*, visits: Sequence[Visit]) -> None:
    """Use a visit for each, all or none. PassEmpty when one has none left.

    The passes' rows are locked: who comes second reads what the first has used. Beyond the last visit the database
    would refuse.
    """
    if not visits:
        return
    ids = sorted({visit.pass_id for visit in visits}, key=str)
    passes = {row.id: row for row in db.session.scalars(_LOCKED, {"ids": ids})}
    taken = queries.used_slots(ids)
    rows = [_row(visit, passes[visit.pass_id], taken[visit.pass_id]) for visit in visits]
    db.session.connection().execute(_INSERT, rows)


_LOCKED = (
    select(Pass)
    .where(Pass.id.in_(bindparam("ids", expanding=True, type_=Uuid)))
    .order_by(Pass.id)
    .with_for_update()
    .execution_options(populate_existing=True)
)
_INSERT = insert(PassUse)


def _row(visit: Visit, of: Pass, taken: set[int]) -> dict[str, object]:
    slot = next(number for number in range(1, len(taken) + 2) if number not in taken)
    holds = of.status == "active" and of.valid_from <= visit.day <= of.valid_until
    if not holds or (of.size is not None and slot > of.size):
        raise PassEmpty
    taken.add(slot)
    return {
        "pass_id": of.id,
        "pass_size": of.size,
        "slot": slot,
        "booking_id": visit.booking_id,
        "hub_id": visit.hub_id,
        "operator_id": visit.operator_id,
        "value_cents": rules.visit_value_cents(of.price_cents, of.parts, slot),
        "used_on": visit.day,
        "used_at": now(),
    }


def give_back(*, booking_ids: Sequence[uuid.UUID]) -> None:
    """The visits of these bookings can be used again; a second time changes nothing."""
    valid = update(PassUse).where(PassUse.booking_id.in_(booking_ids), PassUse.given_back_at.is_(None))
    db.session.execute(valid.values(given_back_at=now()), execution_options={"synchronize_session": False})
