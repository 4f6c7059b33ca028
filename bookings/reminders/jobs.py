"""Reminders come round by themselves."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from bookings.reminders import actions, queries
from bookings.reminders.queries import Coming
from bookings.reminders.rules import due, keys_of, plan, still_to_come
from core.clock import now
from core.transactions import reading, transaction

EVERY_SECONDS = 60
BATCH = 500


def remind() -> int:
    """Queue what is due, however long nobody looked; returns how many. Each batch is a transaction of its own."""
    moment, done = now(), 0
    after: tuple[datetime, UUID] | None = None
    while True:
        with reading():
            batch = queries.coming(moment, after, BATCH)
            kinds = _due_of(batch, moment)
        if kinds:
            with transaction():
                done += actions.remind(kinds=kinds)
        if len(batch) < BATCH:
            return done
        after = batch[-1].starts_at, batch[-1].id


def _due_of(batch: Sequence[Coming], moment: datetime) -> dict[UUID, tuple[str, datetime]]:
    """The kind of reminder that is to be sent now and has not been, by booking."""
    planned = {
        one: still_to_come(plan(one.starts_at, one.zone, one.choice), one.booked_at, one.changed_at) for one in batch
    }
    begun = [one for one, reminders in planned.items() if reminders and reminders[0].due_at <= moment]
    keys = {one.id: keys_of(one.id, one.starts_at) for one in begun}
    known = queries.queued([key for of_one in keys.values() for key in of_one.values()])
    found = {}
    for one in begun:
        queued = {kind: known[key] for kind, key in keys[one.id].items() if key in known}
        if reminder := due(planned[one], queued, moment):
            found[one.id] = (reminder.kind, one.starts_at)
    return found
