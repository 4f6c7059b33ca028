"""Making a change to the hub itself, and unmaking it by what `make` gave back (JSON, small: it stands in addresses)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from bookings.blocking_actions import block, unblock
from bookings.impact import queries
from bookings.impact.changes import BlockingPlace, Change, HubClosing, NewHours
from bookings.impact.errors import NothingLeftToBlock, TooLateToUndo
from bookings.models import Blocking
from core.db import db
from core.timespans import Interval
from core.tokens import digest
from hubs import actions as hub_actions
from hubs.models import Hub
from hubs.setup import Place, setup_of


def make(hub: Hub, change: Change, operation: str) -> dict[str, Any]:
    """The blockings of one operation are a series of its name. NothingLeftToBlock."""
    if isinstance(change, HubClosing):
        closure = hub_actions.close(hub=hub, start=change.start, end=change.end, reason=change.reason)
        return {"closure": closure.id}
    if isinstance(change, BlockingPlace):
        return _block(hub, change, operation)
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


def reinstate(hub: Hub, undo: dict[str, Any]) -> None:
    """The fault that a place had before it was marked anew holds again, around the bookings that are there."""
    before = undo.get("before")
    place = setup_of(hub).by_id.get(before["space"]) if before else None
    if before and place:
        span = Interval(*(datetime.fromisoformat(before[end]) for end in ("start", "end")))
        times = queries.not_taken(hub, place, [span])
        _block_at(hub, place, times, reason=before["reason"], kind="fault", series=before["series"])


def _block(hub: Hub, change: BlockingPlace, operation: str) -> dict[str, Any]:
    """What a place that is marked anew had before goes along, for `reinstate`."""
    before = _take_back_fault(hub, change) if change.is_fault else {}
    times = queries.not_taken(hub, change.place, change.times) if change.is_fault else change.times
    if not times:
        raise NothingLeftToBlock
    _block_at(hub, change.place, times, reason=change.reason, kind=change.kind, series=operation)
    return {"series": operation} | before


def _take_back_fault(hub: Hub, change: BlockingPlace) -> dict[str, Any]:
    """The place's own fault at these times ends, with all of its stretches; empty when it has none."""
    own = queries.faults_of(hub, change.place.id)
    met = {one.series for one in own for t in change.times if one.starts_at < t.end and one.ends_at > t.start}
    old = [one for one in own if one.series in met]
    if not old:
        return {}
    start, end = min(one.starts_at for one in old), max(one.ends_at for one in old)
    what = {"space": change.place.id, "reason": old[0].reason, "series": old[0].series}
    for one in old:
        unblock(blocking=one)
    return {"before": what | {"start": start.isoformat(), "end": end.isoformat()}}


def _block_at(hub: Hub, place: Place, times: Iterable[Interval], *, reason: str, kind: str, series: str) -> None:
    for start, end in times:
        block(hub=hub, place=place, start=start, end=end, reason=reason, kind=kind, series=series)
