"""Asking people to check in comes round by itself."""

from bookings.lapsing import actions, queries
from core.clock import now
from core.transactions import reading, transaction

EVERY_SECONDS = 60


def warn() -> int:
    """Ask those to check in whose places will soon be released; how many."""
    with reading():
        ids = queries.to_warn(now())
    if not ids:
        return 0
    with transaction():
        return actions.warn(ids=ids)
