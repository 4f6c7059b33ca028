"""Making a change to the hub itself, and unmaking it by what `make` gave back (JSON)."""

from typing import Any

from sqlalchemy import delete

from bookings.blocking_actions import block
from bookings.displacing import queries
from bookings.displacing.changes import BlockingPlace, Change, Closing, NewHours
from bookings.displacing.errors import TooLateToUndo
from bookings.models import Blocking
from core.db import db
from core.tokens import digest
from hubs import actions as hub_actions
from hubs.models import Hub


def make(hub: Hub, change: Change, operation: str) -> dict[str, Any]:
    """The blockings of one operation are a series of its name."""
    if isinstance(change, Closing):
        closure = hub_actions.close(hub=hub, start=change.start, end=change.end, reason=change.reason)
        return {"closure": closure.id}
    if isinstance(change, BlockingPlace):
        for start, end in change.times:
            block(
                hub=hub,
                place=change.place,
                start=start,
                end=end,
                reason=change.reason,
                kind=change.kind,
                series=operation,
            )
        return {"series": operation}
    if isinstance(change, NewHours):
        before = hub.opening_hours
        hub_actions.set_opening_hours(hub=hub, text=change.text)
        return {"hours": before, "replaced": digest(hub.opening_hours)}
    hub_actions.put_away(hub=hub, space=change.space)
    return {"space": change.space.id}


def unmake(hub: Hub, undo: dict[str, Any]) -> None:
    """TooLateToUndo when somebody has changed the hours since."""
    if "closure" in undo and (closure := queries.closure_of(hub, undo["closure"])):
        hub_actions.reopen(hub=hub, closure=closure)
    if "series" in undo:
        db.session.execute(delete(Blocking).where(Blocking.hub_id == hub.id, Blocking.series == undo["series"]))
    if "hours" in undo:
        if digest(hub.opening_hours) != undo["replaced"]:
            raise TooLateToUndo
        hub_actions.set_opening_hours(hub=hub, text=undo["hours"])
    if "space" in undo and (space := queries.space_of(hub, undo["space"])):
        hub_actions.bring_back(hub=hub, space=space)
