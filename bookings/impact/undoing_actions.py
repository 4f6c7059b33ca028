"""Taking back what an operation did, until its mails leave."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from bookings import rules, signals
from bookings.errors import SlotTaken
from bookings.impact import mails, queries, setup_actions
from bookings.impact.errors import TooLateToUndo
from bookings.impact.queries import Done
from bookings.impact.rules import DELAY
from bookings.models import Impact
from bookings.place_actions import expire_stale_holds, free, lock_hub, occupy, span_of, tell_freed
from bookings.slots import Booked
from bookings.step_actions import change_if_unchanged, record
from core import outbox
from core.clock import now
from core.db import db
from hubs.models import Hub, Space
from hubs.setup import Setup, place_of, setup_of
from members.models import Member


def undo(*, host: Member, hub: Hub, operation: str, undo: dict[str, Any]) -> int:
    """The hub is as before, and so is each booking whose place is still free: its mail never leaves.

    Returns how many bookings could not be restored; they stay listed under the operation, and their mails leave.
    TooLateToUndo once a mail has left, or when it was undone before.
    """
    lock_hub(hub)
    done = queries.done_by(hub, operation)
    if not done or not _in_time(operation, done, now()):
        raise TooLateToUndo
    setup_actions.unmake(hub, undo)
    setup, spaces = setup_of(hub), queries.spaces_by_id(hub, {one.impact.from_space_id for one in done})
    changed = queries.changed_since(hub, operation, host.id)
    same = [one for one in done if one.booking.id not in changed]
    restored = [one for one in same if _restore(one, setup, spaces[one.impact.from_space_id], host)]
    setup_actions.reinstate(hub, undo)
    outbox.withdraw(_mail_keys(operation, restored))
    ids = [one.impact.id for one in restored]
    db.session.execute(delete(Impact).where(Impact.id.in_(ids)))
    if restored:
        signals.restored.send(bookings=[one.booking for one in restored])
    return len(done) - len(restored)


def can_be_undone(done: Sequence[Done], moment: datetime) -> bool:
    """Whether there is still time; whether the mails have left is seen when it is tried."""
    return bool(done) and moment < done[0].impact.created_at + DELAY


def _in_time(operation: str, done: Sequence[Done], moment: datetime) -> bool:
    return can_be_undone(done, moment) and outbox.hold_back(_mail_keys(operation, done))


def _mail_keys(operation: str, done: Sequence[Done]) -> list[str]:
    return [mails.key_of(operation, one.booking.id) for one in done if one.member]


def _restore(one: Done, setup: Setup, space: Space, host: Member) -> bool:
    """False when the booking is no longer as it was left, is over, or its place is taken."""
    booking, was, moment = one.booking, one.impact, now()
    ended_as = "completed" if was.from_status == "checked_in" else "cancelled"
    left_as = ended_as if was.outcome == "cancelled" else was.from_status
    if booking.status != left_as or booking.ends_at <= moment:
        return False
    before, place = booking.status, place_of(setup, space)
    try:
        with db.session.begin_nested():
            was_so = {"status": was.from_status, "space_id": space.id, "checked_out_at": None}
            was_so["release_at"] = rules.release_still(booking.release_at, moment)
            change_if_unchanged([booking], [was_so])
            freed = free([booking])
            freed += expire_stale_holds([span_of(Booked(booking, place), moment)])
            occupy([Booked(booking, place)], since=moment)
    except SlotTaken:
        return False
    record(booking, before, booking.status, host, "moved" if was.outcome == "moved" else "")
    tell_freed(freed)
    return True
