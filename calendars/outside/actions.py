"""Calendars from outside: added, read, changed, removed; and what their busy times block. Flush, never commit.

Bookings that stand are left alone: hosts are told of them, and what is left of the busy time is blocked. All that a
calendar wants is blocked at once: it may be hundreds of times, and others wait to book."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from bookings.blocking_actions import block
from bookings.errors import SlotTaken
from bookings.models import Blocking
from bookings.place_actions import insert_occupancy, lock_rooms, rows_of
from calendars.models import OutsideBusy, OutsideCalendar
from calendars.outside import mails, queries, rules
from calendars.outside.errors import TooManyCalendars
from calendars.outside.looking import CalendarRead, Source
from calendars.outside.queries import ComingBooking
from core.clock import now
from core.db import db
from core.timespans import Interval
from core.tokens import digest
from hubs.models import Hub, Space
from hubs.setup import Place, place_of, setup_of

CLAIM = timedelta(minutes=5)
"""Who has taken a calendar to read it has so long; then another may."""
KIND = "calendar"
"""Of blockings."""
AT_ONCE = 200
"""So many are blocked in one step."""


class Applied(NamedTuple):
    """How many busy times are coming, how many bookings lie in them, and the warnings of the reading."""

    busy: int
    conflicts: int
    warnings: str = ""


def add(*, hub: Hub, space: Space, name: str, source: Source, found: CalendarRead) -> Applied:
    """A calendar that could be read, with what was `found` applied. TooManyCalendars."""
    if queries.count_of(hub.id) >= rules.MOST_CALENDARS:
        raise TooManyCalendars(most=rules.MOST_CALENDARS)
    calendar = OutsideCalendar(hub_id=hub.id, space_id=space.id, name=name)
    db.session.add(calendar)
    return replace_source(hub=hub, calendar=calendar, source=source, found=found)


def replace_source(*, hub: Hub, calendar: OutsideCalendar, source: Source, found: CalendarRead) -> Applied:
    """Another address or another file, which could be read."""
    calendar.url, calendar.content = source.url, source.content
    calendar.etag, calendar.last_modified = _version(source, found)
    db.session.flush()
    return _apply(hub, calendar, found)


def apply(*, calendar_id: int, source: Source, found: CalendarRead) -> Applied | None:
    """What was found becomes the calendar's state. None when it was removed, changed or read by another meanwhile.

    Also when nothing has changed outside: a booking may be gone that stood in a busy time.
    """
    query = select(OutsideCalendar).where(OutsideCalendar.id == calendar_id).with_for_update()
    calendar = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if calendar is None or (calendar.url, calendar.etag) != (source.url, source.etag):
        return None
    calendar.etag, calendar.last_modified = _version(source, found)
    return _apply(db.session.get_one(Hub, calendar.hub_id), calendar, found)


def failed(*, calendar_id: int, reason: str) -> None:
    """It could not be read: what it last said still holds. The next try comes later each time."""
    query = select(OutsideCalendar).where(OutsideCalendar.id == calendar_id).with_for_update()
    calendar = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if calendar is not None:
        calendar.failures += 1
        calendar.error, calendar.tried_at = reason, now()
        calendar.due_at = now() + rules.pause(failures=calendar.failures, is_uploaded=calendar.url is None)
        _tell(calendar)
        db.session.flush()


def _tell(calendar: OutsideCalendar) -> None:
    """Hosts hear once of each time that it fails, and not twice a day."""
    hub, moment = db.session.get_one(Hub, calendar.hub_id), now()
    is_to_be_told = rules.is_to_be_told(
        reason=calendar.error,
        failures=calendar.failures,
        moment=moment,
        next_look=calendar.due_at,
        zone=hub.time_zone,
    )
    if calendar.told_at is None and is_to_be_told:
        calendar.told_at = moment
        mails.report_failure(hub, calendar, moment)


def claim(*, calendar_id: int, due_at: datetime) -> bool:
    """Of several processes one gets the calendar; if that one dies, it is due again after CLAIM."""
    mine = update(OutsideCalendar).where(OutsideCalendar.id == calendar_id, OutsideCalendar.due_at == due_at)
    return bool(db.session.execute(mine.values(due_at=now() + CLAIM)).rowcount == 1)  # type: ignore[attr-defined]


def rename(*, calendar: OutsideCalendar, name: str) -> None:
    """Its blockings say the new name."""
    calendar.name = name
    db.session.flush()
    db.session.execute(update(Blocking).where(Blocking.calendar_id == calendar.id).values(reason=name))


def remove(*, calendar: OutsideCalendar) -> None:
    """With its busy times and blockings; the database removes what they take."""
    db.session.delete(calendar)
    db.session.flush()


def _version(source: Source, found: CalendarRead) -> tuple[str, str]:
    """What tells this state from others: the server's words, or of a file its digest."""
    return (
        (digest((source.content or b"").decode("latin-1")), "")
        if source.url is None
        else (found.etag, found.last_modified)
    )


def _apply(hub: Hub, calendar: OutsideCalendar, found: CalendarRead) -> Applied:
    moment = now()
    space = db.session.get_one(Space, calendar.space_id)
    place = place_of(setup_of(hub), space)
    before = {one.booking.id for one in queries.conflicts(hub, calendar.id, place.takes, moment)}
    if found.busy is not None:
        _keep(calendar, found.busy)
    busy = queries.busy_of(calendar.id, moment) if space.is_active else []
    _block(hub, calendar, place, busy)
    conflicts = queries.conflicts(hub, calendar.id, place.takes, moment)
    mails.report(hub, calendar, _new(calendar, conflicts, before))
    calendar.tried_at = calendar.succeeded_at = moment
    if found.busy is not None:
        calendar.warnings = found.warnings
    calendar.error, calendar.failures, calendar.told_at = "", 0, None
    calendar.due_at = moment + rules.pause(failures=0, is_uploaded=calendar.url is None)
    db.session.flush()
    return Applied(len(busy), len(conflicts), calendar.warnings)


def _keep(calendar: OutsideCalendar, busy: Sequence[Interval]) -> None:
    db.session.execute(delete(OutsideBusy).where(OutsideBusy.calendar_id == calendar.id))
    rows: list[dict[str, Any]] = [{"calendar_id": calendar.id, "starts_at": t.start, "ends_at": t.end} for t in busy]
    if rows:
        db.session.execute(insert(OutsideBusy), rows)


def _block(hub: Hub, calendar: OutsideCalendar, place: Place, busy: list[Interval]) -> None:
    """Only what differs is written: most readings change nothing."""
    moment = now()
    within = Interval(busy[0].start, busy[-1].end) if busy else Interval(moment, moment)
    taken = queries.taken_otherwise(place.takes, calendar.id, within, moment) if busy else []
    wanted = rules.pieces(busy, taken, hub.time_zone, moment)
    there = queries.blocked_by(calendar.id, moment)
    unblock_all([there[time] for time in there.keys() - set(wanted)])
    block_all(hub, place, calendar, [time for time in wanted if time not in there])


def _new(calendar: OutsideCalendar, conflicts: list[ComingBooking], before: set[UUID]) -> list[ComingBooking]:
    """Those that hosts have not been told of: not in the way at the last reading, or changed since."""
    last = calendar.succeeded_at
    return [c for c in conflicts if c.booking.id not in before or last is None or c.booking.changed_at > last]


def unblock_all(ids: Sequence[int]) -> None:
    """The database removes what they take."""
    for some in _parts(ids):
        db.session.execute(delete(Blocking).where(Blocking.id.in_(some)))


def block_all(hub: Hub, place: Place, calendar: OutsideCalendar, times: Sequence[Interval]) -> None:
    """What somebody else takes at this very moment is left out; the next reading sees it. StaleState."""
    lock_rooms(hub, place)
    for some in _parts(times):
        try:
            with db.session.begin_nested():
                _block_together(hub, place, calendar, some)
        except SlotTaken:
            _block_one_by_one(hub, place, calendar, some)


def _block_together(hub: Hub, place: Place, calendar: OutsideCalendar, times: Sequence[Interval]) -> None:
    what: dict[str, Any] = {"hub_id": hub.id, "space_id": place.id, "kind": KIND}
    what |= {"reason": calendar.name, "calendar_id": calendar.id}
    values = [what | {"starts_at": time.start, "ends_at": time.end} for time in times]
    put = insert(Blocking).returning(Blocking.id, Blocking.starts_at, Blocking.ends_at)
    rows = db.session.execute(put, values).all()
    insert_occupancy([row | {"blocking_id": own} for own, *time in rows for row in rows_of(hub.id, place, *time)])


def _block_one_by_one(hub: Hub, place: Place, calendar: OutsideCalendar, times: Sequence[Interval]) -> None:
    """Holds that have run out give way."""
    for start, end in times:
        with suppress(SlotTaken), db.session.begin_nested():
            block(hub=hub, place=place, start=start, end=end, reason=calendar.name, kind=KIND, calendar_id=calendar.id)


def _parts(items: Sequence[Any]) -> list[Sequence[Any]]:
    return [items[first : first + AT_ONCE] for first in range(0, len(items), AT_ONCE)]
