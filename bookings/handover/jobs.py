"""Telling of lockers that should be empty comes round by itself."""

from bookings.handover import actions, queries
from core.clock import now
from core.transactions import reading, transaction

EVERY_SECONDS = 300


def tell_overdue() -> int:
    """Tell the members whose lockers were not emptied in time; how many."""
    with reading():
        ids = queries.left_behind(now())
    if not ids:
        return 0
    with transaction():
        return actions.tell_overdue(ids=ids)
