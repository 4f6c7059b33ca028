"""A member's free first day at an operator. Flushes and never commits."""

import uuid
from collections.abc import Sequence

from sqlalchemy import insert, update

from core.clock import now
from core.db import db
from payments.models import TrialUse


def use(*, uses: Sequence[tuple[int, int, uuid.UUID]]) -> None:
    """(operator, member, booking): the database refuses a second one of a member at an operator."""
    rows = [{"operator_id": one, "member_id": member, "booking_id": key, "used_at": now()} for one, member, key in uses]
    if rows:
        db.session.connection().execute(insert(TrialUse), rows)


def give_back(*, booking_ids: Sequence[uuid.UUID]) -> None:
    """The day can be had again; a second time changes nothing."""
    valid = update(TrialUse).where(TrialUse.booking_id.in_(booking_ids), TrialUse.given_back_at.is_(None))
    db.session.execute(valid.values(given_back_at=now()), execution_options={"synchronize_session": False})
