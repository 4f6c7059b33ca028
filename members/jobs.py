"""Work on accounts that comes round by itself."""

from core.db import transaction
from members import actions, signup_actions

TIDY_EVERY_SECONDS = 3600


def tidy() -> int:
    """Remove accounts that were never confirmed and log-in sessions that are over; how many rows."""
    with transaction():
        return signup_actions.remove_unconfirmed() + actions.remove_expired_sessions()
