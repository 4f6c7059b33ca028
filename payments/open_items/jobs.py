"""Friendly reminders to pay come round by themselves, two for each item."""

import uuid
from datetime import timedelta

from core.clock import now, today
from core.formats import DEFAULT_ZONE
from core.transactions import reading, transact
from hubs.operators import queries as operators
from payments.errors import NothingDue
from payments.open_items import actions, queries, rules

EVERY_SECONDS = 6 * 3600
LEASE_SECONDS = 600
BATCH = 100


def remind() -> int:
    """Send the reminders that are due; returns how many. Each is a transaction of its own."""
    until = now() - timedelta(days=rules.REMIND_AFTER_DAYS[0])
    done, after = 0, None
    while True:
        with reading():
            batch = queries.to_be_reminded(until, after, BATCH)
            due = [(one.fee.operator_id, one.fee.id) for one in batch if _is_due(one)]
            after = batch[-1].fee.id if batch else None
        for operator_id, fee_id in due:
            done += transact(lambda operator_id=operator_id, fee_id=fee_id: _remind(operator_id, fee_id))  # type: ignore[misc]
        if len(batch) < BATCH:
            return done


def _is_due(owed: queries.Owed) -> bool:
    sent, last = owed.reminders, owed.reminded_at
    return rules.next_reminder(owed.since, sent, last, now(), today(DEFAULT_ZONE)) is not None


def _remind(operator_id: int, fee_id: uuid.UUID) -> int:
    """What was paid in between is not asked for."""
    owed, operator = queries.owed_by_fee(operator_id, fee_id), operators.operator(operator_id)
    if owed is None or operator is None or not operator.takes_money or not _is_due(owed):
        return 0
    try:
        return int(actions.remind(owed=owed, operator=operator, by=None))
    except NothingDue:
        return 0
