"""Money lets go of what was booked in confidence. A receiver of `forgetting`. Flushes and never commits."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, select, update

from core.db import db
from payments.models import Fee
from payments.passes.models import PassUse


def let_go(_sender: object, booking_ids: Sequence[uuid.UUID], **_more: object) -> None:
    """The fees of these bookings, and the visits of passes that have covered them, know no booking any more, and of the
    day only its month. A visit is then tied to its fee: how it is taxed stands there."""
    fees = db.session.execute(
        select(Fee.id, Fee.booking_id, Fee.service_on)
        .where(Fee.booking_id.in_(booking_ids))
        .order_by(Fee.superseded_at.is_(None), Fee.created_at, Fee.id)
    ).all()
    last = {booking_id: key for key, booking_id, _day in fees}
    visits = db.session.execute(
        select(PassUse.id, PassUse.booking_id, PassUse.used_on).where(PassUse.booking_id.in_(booking_ids))
    ).all()
    visit = update(PassUse).where(PassUse.id == bindparam("key"))
    _write(
        visit.values(booking_id=None, fee_id=bindparam("fee"), used_on=bindparam("month")),
        [{"key": key, "fee": last[of], "month": day.replace(day=1)} for key, of, day in visits],
    )
    fee = update(Fee).where(Fee.id == bindparam("key"))
    _write(
        fee.values(booking_id=None, service_on=bindparam("month")),
        [{"key": key, "month": day.replace(day=1)} for key, _of, day in fees],
    )
    db.session.expire_all()


def _write(change: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.connection().execute(change, rows)
