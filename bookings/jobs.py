"""Work on bookings that comes round by itself."""

from bookings import actions, closing_actions
from core.transactions import transaction

EXPIRE_EVERY_SECONDS = 60
CLOSE_EVERY_SECONDS = 1800
CLOSE_LEASE_SECONDS = 600


def expire_holds() -> int:
    """Write down that holds and requests have run out; how many."""
    with transaction():
        return actions.expire_holds()


def close_past() -> int:
    """Write down what became of past bookings, each batch in a transaction of its own; how many."""
    total = 0
    while True:
        with transaction():
            done = closing_actions.close_some()
        total += done
        if not done:
            return total
