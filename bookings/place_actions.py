"""Taking a place and giving it back: the rows of occupancy, and the turns that rooms and their desks take."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete, insert, literal_column, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

from bookings import queries
from bookings.errors import SlotTaken
from bookings.guard import NAME as NO_OVERLAP
from bookings.models import Booking, Occupancy
from bookings.step_actions import expire
from core.clock import now
from core.db import Overtaken, constraint_of, db, insert_row
from hubs.models import Hub, Space
from hubs.setup import Place

# The row's own column as text: SQLAlchemy does not tie a subquery of RETURNING to the row.
_STAMP = select(Hub.setup_stamp).where(Hub.id == literal_column("occupancy.hub_id")).scalar_subquery()
_TAKE = insert(Occupancy)
_TAKE_UNLESS_TAKEN = postgresql.insert(Occupancy).on_conflict_do_nothing().returning(_STAMP.label("setup_stamp"))


def write_booking(booking: Booking, hub: Hub, place: Place) -> None:
    """A new booking with its place taken, whoever makes it. SlotTaken; Overtaken when the hub was changed meanwhile."""
    claim_rooms(hub, place)
    insert_row(booking)
    if occupy(booking, place) not in {None, hub.setup_stamp}:
        raise Overtaken


def occupy(booking: Booking, place: Place, since: datetime | None = None) -> str | None:
    """Take the place, or what is left of the time at `since`. SlotTaken. Returns what `insert_occupancy` returns.

    Whoever is first has it: only what the database refused is looked at, since it may be a hold that has run out. Who
    gives up another place for it looks first (`make_way`): two that want each other's would wait for one another.
    """
    begin = max(booking.starts_at, since) if since else booking.starts_at
    end = booking.ends_at + place.turnaround
    own = {"booking_id": booking.id, "expires_at": booking.expires_at}
    rows = [row | own for row in rows_of(booking.hub_id, place, begin, end)]
    try:
        return insert_occupancy(rows)
    except SlotTaken:
        free(booking, since)
        make_way(place, begin, end)
        return insert_occupancy(rows)


def rows_of(hub_id: int, place: Place, start: datetime, end: datetime) -> list[dict[str, object]]:
    """What takes a place in [start, end): a row for each day or less and, of a room, for each desk inside."""
    return [
        {"hub_id": hub_id, "space_id": space_id, "starts_at": begin, "ends_at": until}
        for begin, until in day_long_pieces(start, end)
        for space_id in place.takes
    ]


def free(booking: Booking, since: datetime | None = None) -> None:
    """Give the booking's places back, or what is left of them at `since`."""
    own = Occupancy.booking_id == booking.id
    if since is None:
        db.session.execute(delete(Occupancy).where(own))
        return
    db.session.execute(delete(Occupancy).where(own, Occupancy.starts_at >= since))
    shorten = update(Occupancy).where(own, Occupancy.ends_at > since).values(ends_at=since)
    db.session.execute(shorten, execution_options={"synchronize_session": False})


def insert_occupancy(rows: list[dict[str, object]]) -> str | None:
    """SlotTaken when the guard refuses one of the rows, which are all of one hub.

    PostgreSQL skips such a row instead of raising. That is more than politeness: it then waits for another booking
    under way before it inserts, where a plain INSERT waits afterwards, so that two may wait for each other.
    Returns the hub's stamp as it was then (see `take_the_hubs_turn`); None on SQLite, where one writes at a time.
    """
    connection = db.session.connection()
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


def claim_rooms(hub: Hub, *places: Place | None) -> None:
    """No desk comes into these rooms until the commit; desks themselves need no such turn.

    Overtaken when the hub was changed since it was read: a desk may have come into a room just now
    (`blocking_actions.take_with_room`, which waits here too).
    """
    rooms = {place.id for place in places if place and place.kind != "desk"}
    if not rooms:
        return
    turn = select(Space.id).where(Space.id.in_(rooms)).order_by(Space.id).with_for_update(key_share=True)
    db.session.execute(turn)
    if db.session.execute(select(Hub.setup_stamp).where(Hub.id == hub.id)).scalar_one() != hub.setup_stamp:
        raise Overtaken


def take_the_hubs_turn(hub: Hub) -> None:
    """Until the commit nothing in the hub is booked: each new booking refers to the hub's row, and waits for it.

    Overtaken when the hub was changed since it was read. See also `look_again`.
    """
    turn = select(Hub.setup_stamp).where(Hub.id == hub.id).with_for_update()
    if db.session.execute(turn).scalar_one() != hub.setup_stamp:
        raise Overtaken


def look_again(hub: Hub) -> None:
    """Overtaken when the hub was changed, perhaps closed, since it was read: for a booking that has just been written,
    and so may have waited for `take_the_hubs_turn`. On SQLite one writes at a time, and nobody has to wait."""
    if db.session.connection().dialect.name != "postgresql":
        return
    if db.session.execute(select(Hub.setup_stamp).where(Hub.id == hub.id)).scalar_one() != hub.setup_stamp:
        raise Overtaken


def make_way(place: Place, start: datetime, end: datetime) -> None:
    """SlotTaken when [start, end) is taken; holds in it that have run out are expired and give way.

    It tells what stands in the way, and does not replace the guard.
    """
    moment = now()
    in_the_way = queries.in_the_way(place.takes, start, end)
    if any(row.expires_at is None or row.expires_at > moment for row in in_the_way):
        raise SlotTaken
    if in_the_way:
        run_out = {row.booking_id for row in in_the_way}
        expire(db.session.scalars(select(Booking).where(Booking.id.in_(run_out))).all())


def day_long_pieces(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """[start, end) in pieces of at most a day: the longest that a row of occupancy may be."""
    while start < end:
        until = min(end, start + queries.LONGEST_ROW)
        yield start, until
        start = until
