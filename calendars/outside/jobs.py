"""Calendars from outside are read by themselves: each when it is due, one after the other."""

import logging
import time

from calendars.outside import actions, queries
from calendars.outside.errors import Unreadable
from calendars.outside.looking import look
from core.clock import now
from core.db import StaleState
from core.sandbox import Full
from core.transactions import reading, transaction

log = logging.getLogger(__name__)

EVERY_SECONDS = 60
LEASE_SECONDS = 300
BATCH = 100
MOST_SECONDS = 40
"""A round begins no further calendar after so long: slow servers must not hold up the other jobs."""


def read_due() -> int:
    """Read the calendars that are due; how many could be read. What cannot be read does not stop the others."""
    end = time.monotonic() + MOST_SECONDS
    with reading():
        due = queries.due(now(), BATCH)
    done = 0
    for calendar_id, due_at in due:
        with transaction():
            is_ours = actions.claim(calendar_id=calendar_id, due_at=due_at)
        done += is_ours and _read_one(calendar_id)
        if time.monotonic() > end:  # not before: even the slowest machine gets on by one
            break
    return done


def _read_one(calendar_id: int) -> bool:
    try:
        return _look_and_apply(calendar_id)
    except (StaleState, Full):  # somebody has changed the hub, or there is too much to do: due again after the claim
        return False
    except Unreadable as error:
        reason = error.reason
    except Exception:
        log.exception("calendar not read", extra={"calendar_id": calendar_id})
        reason = "unexpected"
    with transaction():
        actions.failed(calendar_id=calendar_id, reason=reason)
    return False


def _look_and_apply(calendar_id: int) -> bool:
    """Between the transactions the server is asked: nobody waits for it."""
    with reading():
        source = queries.source_of(calendar_id)
    if source is None:
        return False
    found = look(source)
    with transaction():
        return actions.apply(calendar_id=calendar_id, source=source, found=found) is not None
