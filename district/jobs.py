"""Counting the days that are over, by itself."""

import logging
from datetime import date

from core.clock import now
from core.transactions import reading, transaction
from district import actions, queries
from district.periods import by_week

EVERY_SECONDS = 3600
LEASE_SECONDS = 600
log = logging.getLogger(__name__)


def count_what_is_due() -> int:
    """Count each hub's days that are over and not counted yet, or no longer as they were counted, the oldest first;
    returns how many days of hubs.

    However long the pause was: each week of a hub is a transaction of its own. A hub that cannot be counted does not
    stop the others; its error is raised at the end.
    """
    with reading():
        again, states = queries.outdated(now()), queries.states(now())
    runs = [(run, s.hub_id) for s in states for run in by_week({*s.missing, *again.get(s.hub_id, ())})]
    done, failed, problem = 0, set[int](), None
    for run, hub_id in sorted(runs):
        if hub_id in failed:
            continue
        try:
            done += count_run(hub_id, run)
        except Exception as error:
            log.exception("a hub's days could not be counted", extra={"hub_id": hub_id, "day": str(run[0])})
            failed.add(hub_id)
            problem = error
    if problem:
        raise problem
    return done


def count_run(hub_id: int, run: list[date]) -> int:
    """Days of a hub that follow one another, in a transaction of their own."""
    with transaction():
        return actions.count_days(hub_id=hub_id, run=run)
