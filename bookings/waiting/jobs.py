"""Proposing what is free: when something is given back, as soon as that is committed; and from time to time, since what
hosts change (a blocking taken away, longer hours) tells nobody, and a process may have ended in between."""

from collections.abc import Sequence

from bookings.signals import Freed
from bookings.waiting import proposing_actions, queries
from core.afterwards import afterwards
from core.clock import now
from core.transactions import reading, transact

EVERY_SECONDS = 60
LEASE_SECONDS = 300
MOST_AT_ONCE = 200
"""So many proposals at a hub in one round; the next round goes on."""


def look_at_freed(_sender: object, stretches: Sequence[Freed], **_more: object) -> None:
    """Receiver of `signals.freed`. One query where nobody waits."""
    for hub_id in queries.waited_for(stretches, now()):
        look_afterwards(None, hub_id)


def look_afterwards(_sender: object, hub_id: int, **_more: object) -> None:
    """Not before the commit: whoever gives a place back never waits for the list, and it is theirs no longer whatever
    becomes of the proposal."""
    afterwards(f"waiting-list:{hub_id}", lambda: propose_at(hub_id))


def propose_at(hub_id: int) -> int:
    """Propose all that is free at a hub, each in a transaction of its own; how many."""
    done = 0
    while done < MOST_AT_ONCE and transact(lambda: proposing_actions.propose_next(hub_id=hub_id)):
        done += 1
    return done


def propose() -> int:
    """The same at all hubs at which somebody waits."""
    with reading():
        hub_ids = queries.hubs_waited_at(now())
    return sum(propose_at(hub_id) for hub_id in hub_ids)
