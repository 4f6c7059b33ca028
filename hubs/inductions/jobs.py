"""Members hear a month before that an induction of theirs ends."""

from core.jobs import DAY_SECONDS
from core.transactions import transaction
from hubs.inductions import actions

EVERY_SECONDS = DAY_SECONDS // 24
BATCH = 100


def tell_of_endings() -> int:
    """Queue what is due; returns how many grants were looked at. Each batch is a transaction of its own."""
    done = 0
    while True:
        with transaction():
            found = actions.tell_of_endings(limit=BATCH)
        done += found
        if found < BATCH:
            return done
