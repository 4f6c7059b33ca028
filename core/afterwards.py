"""What is done when a transaction is committed, in one of its own: whatever becomes of it, the commit stands.

For what follows from a change but must not be able to undo it, or hold it up by waiting for others. Whoever needs it
for certain has a job as well: a process may end in between.
"""

import logging
from collections.abc import Callable

from core.db import db

log = logging.getLogger(__name__)

_PENDING = "afterwards"


def afterwards(key: str, work: Callable[[], object]) -> None:
    """Do this once when the open transaction is committed, and not at all when it is undone. `key` says what is done:
    the same is not done twice. The work opens its own transactions; what it raises is logged."""
    db.session().info.setdefault(_PENDING, {})[key] = work


def forget() -> None:
    """The transaction was undone."""
    if db.session.registry.has():
        db.session().info.pop(_PENDING, None)


def do() -> None:
    """The outermost caller has committed."""
    pending: dict[str, Callable[[], object]] = db.session().info.pop(_PENDING, {})
    for key, work in pending.items():
        try:
            work()
        except Exception:
            db.session.rollback()
            log.exception("work after a commit failed", extra={"work": key})
