"""What was booked in confidence becomes nobody's, and cannot be traced back. Flushes and never commits.

A booking's id, and the moments at which it was made and changed, also stand where its money is written down, by which
one could tell whose it was. So it is written anew, as what figures still need of it, and the old row is gone.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, insert, select

from bookings import signals
from bookings.models import Booking
from bookings.retention import queries
from core.clock import now
from core.db import db
from core.outbox import forget

COUNTED = (
    *("hub_id", "space_id", "starts_at", "ends_at", "status", "origin", "is_confidential"),
    *("checked_in_at", "checked_out_at", "release_at"),
)
"""What the figures of a day are made of, and by which it reads as what it was."""


def forget_some(query: Select[Any]) -> int:
    """Forget a batch of these settled bookings; how many."""
    batch = next(queries.settled(query), [])
    forget_whose(batch)
    return len(batch)


def forget_whose(ids: Sequence[uuid.UUID]) -> None:
    """These are over: whoever refers to them lets them go (`signals.forgetting`), and what is left of each is when its
    space was taken, under a new id. With the old one go its steps, its mails, and that somebody had agreed to terms."""
    if not ids:
        return
    signals.forgetting.send(booking_ids=list(ids))
    forget([str(key) for key in ids])
    columns = [getattr(Booking, name) for name in COUNTED]
    rows = [dict(row) for row in db.session.execute(select(*columns).where(Booking.id.in_(ids))).mappings()]
    db.session.execute(delete(Booking).where(Booking.id.in_(ids)), execution_options={"synchronize_session": "fetch"})
    if rows:
        db.session.execute(insert(Booking), [row | _nobodys(row) for row in rows])


def _nobodys(row: dict[str, Any]) -> dict[str, Any]:
    """A random id, which tells no moment as ours do; and of when it was booked, and changed, nothing."""
    began = row["starts_at"]
    return {"id": uuid.uuid4(), "created_at": began, "changed_at": began, "anonymised_at": now()}
