"""Taking places and giving them back: the rows of occupancy, and the turns that rooms and their desks take."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, insert, literal_column, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

from bookings import queries, request_mails, rules, signals
from bookings.errors import SlotTaken
from bookings.guard import NAME as NO_OVERLAP
from bookings.models import Booking, Occupancy
from bookings.signals import Freed
from bookings.slots import Booked
from bookings.step_actions import read_again, record_all
from core.clock import now
from core.db import StaleState, constraint_of, db
from core.timespans import Interval
from hubs.models import Hub, Space
from hubs.setup import Place

# The row's own column as text: SQLAlchemy does not tie a subquery of RETURNING to the row.
_STAMP = select(Hub.setup_stamp).where(Hub.id == literal_column("occupancy.hub_id")).scalar_subquery()
_TAKE = insert(Occupancy)
_TAKE_UNLESS_TAKEN = postgresql.insert(Occupancy).on_conflict_do_nothing().returning(_STAMP.label("setup_stamp"))
_ROW = (Occupancy.booking_id, Occupancy.hub_id, Occupancy.space_id, Occupancy.starts_at, Occupancy.ends_at)


def occupy(booked: Sequence[Booked], since: datetime | None = None) -> str | None:
    """Take the places, or what is left of their times at `since`; all or none. SlotTaken. All are of one hub; returns
    what `insert_occupancy` returns.

    Whoever is first has it: only what the database refused is looked at, since it may be a hold that has run out. Who
    gives up another place for it looks first (`expire_stale_holds`): two that want each other's would wait for one
    another.
    """
    rows = [row for one in booked for row in _rows(one, since)]
    try:
        return insert_occupancy(rows)
    except SlotTaken:
        free([one.booking for one in booked], since)
        freed = expire_stale_holds([span_of(one, since) for one in booked])
        stamp = insert_occupancy(rows)
        tell_freed(freed)
        return stamp


def keep(bookings: Sequence[Booking]) -> None:
    """Their rows count as long as the bookings now do (`Booking.runs_out_at`)."""
    own = Occupancy.booking_id.in_([booking.id for booking in bookings])
    until = select(Booking.runs_out()).where(Booking.id == Occupancy.booking_id).scalar_subquery()
    db.session.connection().execute(update(Occupancy).where(own).values(expires_at=until))


def span_of(one: Booked, since: datetime | None = None) -> tuple[Place, Interval]:
    """The place, and the time that the booking takes there, turnaround included, or what is left of it at `since`."""
    booking, place = one
    begin = max(booking.starts_at, since) if since else booking.starts_at
    return place, Interval(begin, booking.ends_at + place.turnaround)


def _rows(one: Booked, since: datetime | None) -> Iterator[dict[str, object]]:
    booking, (place, span) = one.booking, span_of(one, since)
    for row in rows_of(booking.hub_id, place, *span):
        yield row | {"booking_id": booking.id, "expires_at": booking.runs_out_at}


def rows_of(hub_id: int, place: Place, start: datetime, end: datetime) -> list[dict[str, object]]:
    """What takes a place in [start, end): a row for each day or less and, of a room, for each desk inside."""
    return [
        {"hub_id": hub_id, "space_id": space_id, "starts_at": begin, "ends_at": until}
        for begin, until in day_long_pieces(start, end)
        for space_id in place.takes
    ]


def give_back(bookings: Sequence[Booking], since: datetime | None = None) -> None:
    """The bookings' places are theirs no longer, or what is left of their times at `since`; whoever waits for one
    hears of it (`signals.freed`). The one way out for all that no longer occupies; its status changes before."""
    tell_freed(free(bookings, since))


def free(bookings: Sequence[Booking], since: datetime | None = None) -> list[Freed]:
    """The same without a word yet, for who takes another place in the same breath: they `tell_freed` afterwards."""
    own = Occupancy.booking_id.in_([booking.id for booking in bookings])
    if since is None:
        return _freed(_run(delete(Occupancy).where(own).returning(*_ROW)))
    gone = _run(delete(Occupancy).where(own, Occupancy.starts_at >= since).returning(*_ROW))
    shorten = update(Occupancy).where(own, Occupancy.ends_at > since).values(ends_at=since).returning(*_ROW)
    until = {booking.id: booking.ends_at for booking in bookings}
    cut = [(row.booking_id, row.hub_id, row.space_id, since, until[row.booking_id]) for row in _run(shorten)]
    return _freed([*cut, *gone])


def tell_freed(stretches: Sequence[Freed]) -> None:
    """Send the signal, if there is anything to tell."""
    if stretches:
        signals.freed.send(stretches=list(stretches))


def _run(statement: Any) -> Sequence[Row[Any]]:
    """On the connection: nothing of occupancy is kept by the session."""
    return db.session.connection().execute(statement).all()


def _freed(rows: Iterable[Any]) -> list[Freed]:
    """One for each booking, from its first to its last row, in the order of time."""
    found: dict[UUID, Freed] = {}
    for key, hub_id, space_id, start, end in rows:
        known = found.get(key, Freed(key, hub_id, (), Interval(start, end)))
        span = Interval(min(known.span.start, start), max(known.span.end, end))
        found[key] = known._replace(space_ids=tuple(sorted({*known.space_ids, space_id})), span=span)
    return sorted(found.values(), key=lambda one: one.span)


def insert_occupancy(rows: list[dict[str, object]]) -> str | None:
    """SlotTaken when the guard refuses one of the rows, which are all of one hub.

    They are written in the order of space and time, so that two who take several of the same do not wait for each
    other. PostgreSQL skips a row that is refused instead of raising. That is more than politeness: it then waits for
    another booking under way before it inserts, where a plain INSERT waits afterwards, so that two may wait for each
    other. Returns the hub's stamp as it was then (see `lock_hub`); None on SQLite, where one writes at a
    time.
    """
    connection = db.session.connection()
    rows = sorted(rows, key=lambda row: (row["space_id"], row["starts_at"])) if len(rows) > 1 else rows
    try:
        if connection.dialect.name == "postgresql":
            taken = connection.execute(_TAKE_UNLESS_TAKEN, rows).all()
            if len(taken) < len(rows):
                raise SlotTaken
            return str(taken[0].setup_stamp)
        connection.execute(_TAKE, rows)
    except DBAPIError as error:
        if constraint_of(error) == NO_OVERLAP:
            raise SlotTaken from error
        raise
    return None


def lock_rooms(hub: Hub, *places: Place | None) -> None:
    """No desk comes into these rooms until the commit; desks themselves need no such turn.

    StaleState when the hub was changed since it was read: a desk may have come into a room just now
    (`blocking_actions.take_with_room`, which waits here too).
    """
    rooms = {place.id for place in places if place and place.kind != "desk"}
    if not rooms:
        return
    turn = select(Space.id).where(Space.id.in_(rooms)).order_by(Space.id).with_for_update(key_share=True)
    db.session.execute(turn)
    if db.session.execute(select(Hub.setup_stamp).where(Hub.id == hub.id)).scalar_one() != hub.setup_stamp:
        raise StaleState


def lock_hub(hub: Hub) -> None:
    """Until the commit nothing in the hub is booked: each new booking refers to the hub's row, and waits for it.

    StaleState when the hub was changed since it was read. See also `verify_version`.
    """
    turn = select(Hub.setup_stamp).where(Hub.id == hub.id).with_for_update()
    if db.session.execute(turn).scalar_one() != hub.setup_stamp:
        raise StaleState


def verify_version(hub: Hub) -> None:
    """StaleState when the hub was changed, perhaps closed, since it was read: for a booking that has just been written,
    and so may have waited for `lock_hub`. On SQLite one writes at a time, and nobody has to wait."""
    if db.session.connection().dialect.name != "postgresql":
        return
    if db.session.execute(select(Hub.setup_stamp).where(Hub.id == hub.id)).scalar_one() != hub.setup_stamp:
        raise StaleState


def expire_stale_holds(wanted: Sequence[tuple[Place, Interval]]) -> list[Freed]:
    """SlotTaken when one of the places is taken in its span; holds there that have run out are expired and give way.

    It tells what stands in the way, and does not replace the guard. Returns what became free: who has then taken
    their places tells it.
    """
    ids = {space_id for place, _span in wanted for space_id in place.takes}
    first, last = min(span.start for _place, span in wanted), max(span.end for _place, span in wanted)
    rows = [row for row in queries.in_the_way(ids, first, last, now()) if _is_in_the_way(row, wanted)]
    if any(row.holds for row in rows):
        raise SlotTaken
    if not rows:
        return []
    run_out = {row.booking_id for row in rows}
    return _expire(db.session.scalars(select(Booking).where(Booking.id.in_(run_out))).all())[1]


def _is_in_the_way(row: Any, wanted: Sequence[tuple[Place, Interval]]) -> bool:
    return any(
        row.space_id in place.takes and row.starts_at < span.end and span.start < row.ends_at for place, span in wanted
    )


def expire(bookings: Sequence[Booking]) -> int:
    """Write down that these have run out, and give their places back; returns how many. Those that were paid or
    approved, or whose person has checked in at the last moment, elsewhere, stay."""
    done, freed = _expire(bookings)
    tell_freed(freed)
    return done


def _expire(bookings: Sequence[Booking]) -> tuple[int, list[Freed]]:
    moment = now()
    gone: dict[UUID, str] = {}
    for status in sorted({booking.status for booking in bookings} & rules.RUNNING_OUT):
        ids, ends_as = sorted(booking.id for booking in bookings if booking.status == status), _ends_as(status)
        due = update(Booking).where(Booking.id.in_(ids), Booking.status == status, Booking.runs_out() <= moment)
        values = {"status": ends_as, "changed_at": moment, "sequence": Booking.sequence + 1}
        done = [row.id for row in _run(due.values(values).returning(Booking.id))]
        record_all([(key, status, ends_as) for key in done], None, "")
        gone.update(dict.fromkeys(done, status))
    ended = [booking for booking in bookings if booking.id in gone]
    if not ended:
        return 0, []
    by_status = {was: [one for one in ended if gone[one.id] == was] for was in set(gone.values())}
    request_mails.withdraw(by_status.get("requested", []))
    read_again(ended)
    freed = free(ended)
    _tell_run_out(by_status)
    waited = [one for one in freed if gone[one.booking_id] in rules.WAITING]
    return len(ended), waited + _rest(moment, [one for one in freed if one not in waited])


def _ends_as(status: str) -> str:
    return rules.STATUSES[status].runs_out


def _tell_run_out(by_status: Mapping[str, Sequence[Booking]]) -> None:
    """By what they were. Nobody was there, so nothing is left of what was released either."""
    if expired := [one for was in sorted(by_status) if _ends_as(was) == "expired" for one in by_status[was]]:
        signals.expired.send(bookings=expired)
    if unanswered := by_status.get("requested"):
        signals.unanswered.send(bookings=unanswered)
    if released := by_status.get("confirmed"):
        signals.released.send(bookings=released)


def _rest(moment: datetime, freed: Sequence[Freed]) -> list[Freed]:
    """What is still to come of what has begun; nothing of what was over when somebody looked."""
    return [
        one._replace(span=Interval(max(one.span.start, moment), one.span.end)) for one in freed if moment < one.span.end
    ]


def day_long_pieces(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """[start, end) in pieces of at most a day: the longest that a row of occupancy may be."""
    while start < end:
        until = min(end, start + queries.LONGEST_ROW)
        yield start, until
        start = until
