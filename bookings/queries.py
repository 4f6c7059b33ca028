"""Reads about time: what is taken, what is free, and a member's bookings. A fixed number of queries each."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, distinct, func, not_, or_, select

from bookings import confiding, rules
from bookings.grid import MINUTE
from bookings.models import Booking, BookingEvent, Occupancy
from core.arguments import read_uuid
from core.db import by_id, db
from core.timespans import Interval
from hubs import setup as setups
from hubs.models import Hub, Space
from hubs.rules import LOCKER, WEEK_MINUTES
from hubs.setup import Place, Setup
from members.models import Member

LONGEST_ROW = timedelta(days=1)
"""No row of occupancy is longer (a check in the database says so), so no older row can reach into a range."""
LONGEST_BOOKING = WEEK_MINUTES * MINUTE
"""Nobody books longer at once: neither rules nor hosts allow more than a week. So a look at some days reads
no history."""


@dataclass(frozen=True, slots=True)
class BookingView:
    """A booking with where it is, and its status as it reads now."""

    booking: Booking
    space: Space
    hub: Hub
    status: str

    @property
    def place_name(self) -> str:
        """What its place is called wherever the booking is told."""
        return confiding.place_name(self.booking, self.space)


class OwnStretch(NamedTuple):
    """A stretch that a booking of one's own takes, turnaround included."""

    start: datetime
    end: datetime
    booking_id: uuid.UUID


Stretch = TypeVar("Stretch", Interval, OwnStretch)

_IN_HUBS = (
    select(Occupancy.space_id, Occupancy.starts_at, Occupancy.ends_at)
    .where(
        Occupancy.hub_id.in_(bindparam("hub_ids", expanding=True)),
        Occupancy.starts_at > bindparam("since"),
        Occupancy.starts_at < bindparam("end"),
        Occupancy.ends_at > bindparam("start"),
        Occupancy.holds(bindparam("moment")),
    )
    .order_by(Occupancy.starts_at)
)
"""Written once, like the next, since nearly every page asks it."""

_OWN = (
    _IN_HUBS.add_columns(Booking.id)
    .join(Booking, Booking.id == Occupancy.booking_id)
    .where(Booking.member_id == bindparam("member_id"), Booking.ends_at > bindparam("start"))
)


def taken_by_space(
    hub_ids: Iterable[int],
    start: datetime,
    end: datetime,
    moment: datetime,
    but: uuid.UUID | Collection[uuid.UUID] | None = None,
    space_ids: Iterable[int] | None = None,
) -> dict[int, list[Interval]]:
    """What is taken in [start, end) in these hubs, turnaround included, by space id, each in the order of time.

    Holds that have run out at `moment` do not count; neither does the booking `but` (the one that is being moved),
    or these. `space_ids`: only of these spaces, for who looks at a long time.
    """
    query = _IN_HUBS
    if but is not None:
        moving = [but] if isinstance(but, uuid.UUID) else list(but)
        query = query.where(or_(Occupancy.booking_id.is_(None), Occupancy.booking_id.not_in(moving)))
    if space_ids is not None:
        query = query.where(Occupancy.space_id.in_(list(space_ids)))
    values = _bounds(hub_ids, start, end, moment)
    found: dict[int, list[Interval]] = {}
    for space_id, starts_at, ends_at in db.session.execute(query, values):
        if space_id in found:
            found[space_id].append(Interval(starts_at, ends_at))
        else:
            found[space_id] = [Interval(starts_at, ends_at)]
    return found


def own_by_space(
    member_id: int, hub_id: int, start: datetime, end: datetime, moment: datetime
) -> dict[int, list[OwnStretch]]:
    """What the member's own bookings take in [start, end) in a hub, by space id."""
    values = _bounds([hub_id], start, end, moment)
    found: dict[int, list[OwnStretch]] = {}
    for space_id, *stretch in db.session.execute(_OWN, {**values, "member_id": member_id}):
        found.setdefault(space_id, []).append(OwnStretch(*stretch))
    return found


def _bounds(hub_ids: Iterable[int], start: datetime, end: datetime, moment: datetime) -> dict[str, object]:
    return {
        "hub_ids": list(hub_ids),
        "since": start - LONGEST_ROW,
        "start": start,
        "end": end,
        "moment": moment,
    }


def of_place(place: Place, by_space: dict[int, list[Stretch]]) -> list[Stretch]:
    """What takes a place: its own rows, and for a room those of the desks inside it."""
    if not place.inside:
        return by_space.get(place.id, [])
    return [row for space_id in place.takes for row in by_space.get(space_id, [])]


def in_the_way(
    space_ids: Iterable[int], start: datetime, end: datetime, moment: datetime
) -> Sequence[Row[uuid.UUID | None, int, datetime, datetime, bool]]:
    """What takes one of these spaces in [start, end): booking, space, from, until, and whether it holds (not when it
    has run out)."""
    columns = (Occupancy.booking_id, Occupancy.space_id, Occupancy.starts_at, Occupancy.ends_at)
    query = select(*columns, Occupancy.holds(moment).label("holds")).where(
        Occupancy.space_id.in_(list(space_ids)),
        Occupancy.starts_at > start - LONGEST_ROW,
        Occupancy.starts_at < end,
        Occupancy.ends_at > start,
    )
    return db.session.execute(query).all()


def coming_count(member_id: int, hub_id: int, moment: datetime) -> int:
    """How many bookings of the member in the hub are running or coming; a series counts once."""
    return int(db.session.execute(count_of_coming(member_id, hub_id, moment)).scalar_one())


def count_of_coming(member_id: int, hub_id: int, moment: datetime) -> Select[int]:
    """The query of `coming_count`."""
    return select(func.count(distinct(at_once()))).where(
        Booking.member_id == member_id,
        Booking.hub_id == hub_id,
        Booking.is_coming(moment),
    )


def at_once() -> ColumnElement[uuid.UUID]:
    """In a query: what was booked by one act, for counting: a series, or else the booking itself."""
    return func.coalesce(Booking.series_id, Booking.id)


def last_space_id(member_id: int, hub_id: int, kind: str) -> int | None:
    """The space of this kind that the member had last in the hub."""
    query = (
        select(Booking.space_id)
        .join(Space, Space.id == Booking.space_id)
        .where(Booking.member_id == member_id, Booking.hub_id == hub_id, Space.kind == kind)
        .where(Booking.status.in_(rules.OCCUPYING | rules.ATTENDED))
        .order_by(Booking.starts_at.desc())
        .limit(1)
    )
    return db.session.execute(query).scalar_one_or_none()


def codes_in_use(hub_id: int, codes: Iterable[str], moment: datetime) -> set[str | None]:
    """Which of these pick-up codes a running or coming booking of the hub already has."""
    query = select(Booking.pickup_code).where(Booking.hub_id == hub_id, Booking.ends_at > moment)
    return set(db.session.scalars(query.where(Booking.pickup_code.in_(list(codes)))))


def members_of(bookings: Iterable[Booking]) -> dict[int | None, Member]:
    """Whose these bookings are, by id; guests have no account. One query, none where all are known."""
    return by_id(Member, {booking.member_id for booking in bookings if booking.member_id is not None})


def booking_of(member_id: int, booking_id: str, moment: datetime) -> BookingView | None:
    """The member's own booking with this id; None for another's, an unknown or an impossible id."""
    key = read_uuid(booking_id)
    if key is None:
        return None
    row = db.session.execute(views().where(Booking.id == key, Booking.member_id == member_id)).one_or_none()
    return view_of(row, moment) if row else None


def place_of(view: BookingView, setup: Setup) -> Place:
    """The booked place, also when it was taken out of the offer since: then with the hub's rules."""
    return setups.place_of(setup, view.space)


def events_of(booking_id: uuid.UUID) -> Sequence[BookingEvent]:
    """The steps of a booking's life, the first one first."""
    query = select(BookingEvent).where(BookingEvent.booking_id == booking_id).order_by(BookingEvent.id)
    return db.session.scalars(query).all()


def coming(member_id: int, moment: datetime, limit: int = 100) -> list[BookingView]:
    """The member's bookings that are running or coming and still hold, the next one first."""
    query = (
        views()
        .where(Booking.member_id == member_id, Booking.is_coming(moment))
        .order_by(Booking.starts_at, Booking.id)
        .limit(limit)
    )
    return [view_of(row, moment) for row in db.session.execute(query)]


def at_the_same_time(member_id: int, start: datetime, end: datetime, moment: datetime) -> BookingView | None:
    """The member's first booking, in any hub, that reaches into [start, end) and holds; lockers do not count: who has
    one is not there."""
    row = db.session.execute(_meanwhile(member_id, start, end, moment).limit(1)).one_or_none()
    return view_of(row, moment) if row else None


def at_the_same_times(member_id: int, spans: Sequence[Interval], moment: datetime) -> list[BookingView]:
    """The same for several times: all that reach into one of them, the first one first. One query, none for none."""
    if not spans:
        return []
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    found = [view_of(row, moment) for row in db.session.execute(_meanwhile(member_id, first, last, moment))]
    return [view for view in found if any(_meets(view.booking, span) for span in spans)]


def _meanwhile(member_id: int, start: datetime, end: datetime, moment: datetime) -> Select[Booking, Space, Hub]:
    return (
        views()
        .where(Booking.member_id == member_id, Booking.starts_at < end, Booking.ends_at > start)
        .where(Booking.holds(moment), Space.kind != LOCKER)
        .order_by(Booking.starts_at, Booking.id)
    )


def _meets(booking: Booking, span: Interval) -> bool:
    return booking.starts_at < span.end and span.start < booking.ends_at


def past(member_id: int, moment: datetime, limit: int = 20, offset: int = 0) -> list[BookingView]:
    """What is over or no longer holds, the latest first."""
    over = not_(Booking.is_coming(moment))
    query = (
        views()
        .where(Booking.member_id == member_id, over)
        .order_by(Booking.starts_at.desc(), Booking.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [view_of(row, moment) for row in db.session.execute(query)]


def page_of(
    member_id: int,
    moment: datetime,
    start: datetime | None,
    end: datetime | None,
    after: tuple[datetime, uuid.UUID] | None,
    limit: int,
) -> list[BookingView]:
    """The member's bookings that reach into [start, end), in the order of time, beginning behind `after`."""
    query = views().where(Booking.member_id == member_id).order_by(Booking.starts_at, Booking.id).limit(limit)
    if start is not None:
        query = query.where(Booking.ends_at > start)
    if end is not None:
        query = query.where(Booking.starts_at < end)
    if after is not None:
        starts_at, key = after
        query = query.where(or_(Booking.starts_at > starts_at, and_(Booking.starts_at == starts_at, Booking.id > key)))
    return [view_of(row, moment) for row in db.session.execute(query)]


def views() -> Select[Booking, Space, Hub]:
    """Bookings with where they are, for `view_of`."""
    return select(Booking, Space, Hub).join(Space, Space.id == Booking.space_id).join(Hub, Hub.id == Booking.hub_id)


def view_of(row: Iterable[Any], moment: datetime) -> BookingView:
    """A row of `views`."""
    booking, space, hub = row
    status = rules.effective_status(booking.status, booking.ends_at, booking.runs_out_at, moment)
    return BookingView(booking, space, hub, status)
