"""Using the days that a company pays for, and giving them back. Flushes and never commits."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import insert, select, update

from core.clock import now
from core.db import StaleState, db
from payments.companies.models import Contingent, ContingentUse
from payments.errors import ContingentEmpty, NotPaidByEmployer


class Day(NamedTuple):
    """A booking that is to use a day of a month's contingent; the company pays `value_cents`."""

    contingent_id: int
    month: date
    booking_id: uuid.UUID
    cost_centre: str
    value_cents: int


def use(*, days: Sequence[Day]) -> None:
    """Use a day for each, all or none. ContingentEmpty when a month has none left; StaleState when another contingent
    has taken the place of one meanwhile. The contingents' rows are locked."""
    if not days:
        return
    ids = sorted({day.contingent_id for day in days})
    lock = select(Contingent).where(Contingent.id.in_(ids)).order_by(Contingent.id).with_for_update()
    locked = {row.id: row for row in db.session.scalars(lock.execution_options(populate_existing=True))}
    if any(day.contingent_id not in locked or not locked[day.contingent_id].holds_in(day.month) for day in days):
        raise StaleState
    months = {day.month for day in days}
    taken: dict[tuple[int, date], set[int]] = {(day.contingent_id, day.month): set() for day in days}
    valid = (
        ContingentUse.contingent_id.in_(ids),
        ContingentUse.month.in_(months),
        ContingentUse.given_back_at.is_(None),
    )
    for key, month, slot in db.session.execute(
        select(ContingentUse.contingent_id, ContingentUse.month, ContingentUse.slot).where(*valid)
    ):
        taken.setdefault((key, month), set()).add(slot)
    rows = [_row(day, locked[day.contingent_id].size, taken[day.contingent_id, day.month]) for day in days]
    db.session.connection().execute(insert(ContingentUse), rows)


def _row(day: Day, size: int, taken: set[int]) -> dict[str, object]:
    slot = next(number for number in range(1, len(taken) + 2) if number not in taken)
    if slot > size:
        raise ContingentEmpty
    taken.add(slot)
    return {**day._asdict(), "contingent_size": size, "slot": slot, "used_at": now()}


def give_back(*, booking_ids: Sequence[uuid.UUID]) -> None:
    """The days of these bookings can be used again; a second time changes nothing."""
    valid = update(ContingentUse).where(
        ContingentUse.booking_id.in_(booking_ids), ContingentUse.given_back_at.is_(None)
    )
    db.session.execute(valid.values(given_back_at=now()), execution_options={"synchronize_session": False})


def use_again(*, booking_id: uuid.UUID) -> None:
    """The booking uses the day of its month again that it gave back last; nothing where no company paid for it.
    ContingentEmpty when others have used up that month meanwhile, NotPaidByEmployer when the company has none then."""
    query = select(ContingentUse, Contingent.company_id).join(Contingent, Contingent.id == ContingentUse.contingent_id)
    query = query.where(ContingentUse.booking_id == booking_id).order_by(ContingentUse.id.desc()).limit(1)
    row = db.session.execute(query).first()
    if row is None or row[0].given_back_at is None:
        return
    last, company_id = row
    of_company = select(Contingent).where(Contingent.company_id == company_id)
    now_valid = next((one for one in db.session.scalars(of_company) if one.holds_in(last.month)), None)
    if now_valid is None:
        raise NotPaidByEmployer
    use(days=[Day(now_valid.id, last.month, booking_id, last.cost_centre, last.value_cents)])
