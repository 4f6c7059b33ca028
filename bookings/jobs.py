"""Work on bookings that comes round by itself."""

from bookings import actions
from core.db import transaction

EXPIRE_EVERY_SECONDS = 60


def expire_holds() -> int:
    """Write down that holds and requests have run out; how many."""
    with transaction():
        return actions.expire_holds()
