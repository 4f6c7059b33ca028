"""Reads for feeds: whose an address is, what has changed since, and the bookings themselves."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, func, literal, or_, select

from bookings import confiding
from bookings.models import Booking
from bookings.rules import CALLED_OFF
from bookings.series.models import Series
from calendars.feeds.rules import MOST, still_told
from calendars.models import Feed
from calendars.writing.repeating import Pattern
from core.db import db
from core.timespans import Interval
from core.tokens import digest
from hubs.models import Hub, Space
from members.models import Member, MemberRole

Kind = Literal["own", "hub", "space"]


class FeedSource(NamedTuple):
    """Whose feed it is and of what. Without a hub: the member's own bookings; with one: those that its host sees."""

    feed_id: int
    window_days: int
    member_id: int
    locale: str
    hub_id: int | None
    hub_slug: str | None
    hub_name: str | None
    zone: str | None
    space_id: int | None
    space_name: str | None
    room_id: int | None

    @property
    def kind(self) -> Kind:
        return "own" if self.hub_id is None else "hub" if self.space_id is None else "space"


class FeedHub(NamedTuple):
    """A hub of a feed, with what changes when one of its bookings there does."""

    hub_id: int
    slug: str
    name: str
    address: str
    zone: str
    opening_hours: str
    holiday_state: str
    stamp: str
    number: int
    changed_at: datetime
    sequences: int
    anonymised: int
    run_out: int


class FeedBooking(NamedTuple):
    """A booking of a feed. `space` as it is told of the booking. `person`: whose it is, "" when nobody is known; of
    what is confidential its code. In a member's own feed it is not read."""

    id: uuid.UUID
    hub_id: int
    starts_at: datetime
    ends_at: datetime
    status: str
    title: str
    sequence: int
    changed_at: datetime
    created_at: datetime
    runs_out_at: datetime | None
    space: str
    person: str | None
    series_id: uuid.UUID | None = None
    series_at: datetime | None = None
    held_for: str = ""


_HOSTS = and_(MemberRole.member_id == Feed.member_id, MemberRole.role == "host", MemberRole.hub_slug == Hub.slug)
_TOLD = case((Space.is_confidential, Space.outer_name), else_=Space.name)
_SOURCE = (
    select(
        *(Feed.id, Feed.window_days, Member.id, Member.locale),
        *(Hub.id, Hub.slug, Hub.name, Hub.time_zone, Space.id, _TOLD, Space.room_id),
    )
    .select_from(Feed)
    .join(Member, Member.id == Feed.member_id)
    .outerjoin(Hub, Hub.id == Feed.hub_id)
    .outerjoin(Space, Space.id == Feed.space_id)
    .outerjoin(MemberRole, _HOSTS)
    .where(Feed.digest == bindparam("digest"), Member.is_active, or_(Feed.hub_id.is_(None), MemberRole.id.is_not(None)))
)


def source_of(secret: str) -> FeedSource | None:
    """What the address shows; None when nobody has it, for inactive members, and for those who host no longer."""
    row = _connection().execute(_SOURCE, {"digest": digest(secret)}).one_or_none()
    return FeedSource._make(row) if row else None


def parts_of(source: FeedSource, window: Interval, moment: datetime) -> list[FeedHub]:
    """By hub; what has changed in the feed since can be seen from it, without reading the bookings. One query."""
    return [FeedHub(*row) for row in _connection().execute(_PARTS[source.kind], _values(source, window, moment))]


def people_of(source: FeedSource, window: Interval, moment: datetime) -> list[tuple[int, str]]:
    """The names in a host's feed: they change without their bookings."""
    values = _values(source, window, moment)
    return [(row.id, row.name) for row in _connection().execute(_PEOPLE[source.kind], values)]


def entries_of(source: FeedSource, window: Interval, moment: datetime) -> list[FeedBooking]:
    """The feed's bookings, MOST of them: the running and coming ones, the nearest first, then those before."""
    values = _values(source, window, moment)
    coming = _connection().execute(_COMING[source.kind], values | {"most": MOST}).all()
    past: Sequence[Any] = []
    if len(coming) < MOST:
        past = _connection().execute(_PAST[source.kind], values | {"most": MOST - len(coming)}).all()
    return [FeedBooking(*row) for row in (*coming, *past)]


def patterns_of(entries: Sequence[FeedBooking], zones: dict[int, str]) -> dict[uuid.UUID, Pattern]:
    """The series of these bookings, by id; zones by hub. One query, none where nothing repeats. How often a series was
    changed is counted with all that became of its dates."""
    keys = {entry.series_id for entry in entries if entry.series_id is not None}
    if not keys:
        return {}
    changes = select(func.coalesce(func.sum(Booking.sequence), 0)).where(Booking.series_id == Series.id)
    query = select(Series, changes.scalar_subquery()).where(Series.id.in_(keys))
    rows = db.session.execute(query)
    return {
        series.id: _pattern(series, zones[series.hub_id], number) for series, number in rows if series.hub_id in zones
    }


def _pattern(series: Series, zone: str, changes: int) -> Pattern:
    return Pattern(
        id=series.id,
        repetition=series.repetition,
        first_on=series.first_on,
        starts_minute=series.starts_minute,
        ends_minute=series.ends_minute,
        zone=zone,
        sequence=series.sequence + changes,
        changed_at=series.changed_at,
        created_at=series.created_at,
    )


def feeds_of(member_id: int, hub_id: int | None) -> dict[int | None, Feed]:
    """The member's own feed (under None), or those of a hub by space, the hub's own under None."""
    hub = Feed.hub_id.is_(None) if hub_id is None else Feed.hub_id == hub_id
    rows = db.session.scalars(select(Feed).where(Feed.member_id == member_id, hub).order_by(Feed.id))
    return {feed.space_id: feed for feed in rows}


def _connection() -> Connection:
    """Plain columns need nothing of what the session does for objects, which takes as long again."""
    return db.session.connection()


def _values(source: FeedSource, window: Interval, moment: datetime) -> dict[str, Any]:
    values = {"start": window.start, "end": window.end, "moment": moment, "told": still_told(moment)}
    whose = {"own": source.member_id, "hub": source.hub_id, "space": source.space_id}
    rooms = {"room_id": source.room_id} if source.kind == "space" else {}
    return values | rooms | {"whose": whose[source.kind]}


def _shown(kind: Kind) -> list[ColumnElement[bool]]:
    """Of a space also what takes the room in which it stands."""
    whose: dict[Kind, list[ColumnElement[bool]]] = {
        "own": [Booking.member_id == bindparam("whose"), Booking.ends_at > bindparam("start")],
        "hub": [Booking.hub_id == bindparam("whose")],
        "space": [or_(Booking.space_id == bindparam("whose"), Booking.space_id == bindparam("room_id"))],
    }
    times = [Booking.starts_at >= bindparam("start"), Booking.starts_at < bindparam("end")]
    told = or_(Booking.status.not_in(CALLED_OFF), Booking.changed_at > bindparam("told"))
    return [*whose[kind], *times, told]


def _parts(kind: Kind) -> Any:
    """The bookings are counted before the hubs come in: a thousand of one hub need not be joined with it.

    What waits runs out by itself, and nothing is written down at that moment: so those are counted, too.
    """
    run_out = case((Booking.runs_out() <= bindparam("moment"), 1))
    sums = (func.sum(Booking.sequence), func.count(Booking.anonymised_at), func.count(run_out))
    counts = select(Booking.hub_id, func.count(), func.max(Booking.changed_at), *sums).where(*_shown(kind))
    counted = counts.group_by(Booking.hub_id).subquery()
    hours = (Hub.time_zone, Hub.opening_hours, Hub.holiday_state)
    hub = (Hub.id, Hub.slug, Hub.name, Hub.address, *hours, Hub.setup_stamp)
    return select(*hub, *list(counted.c)[1:]).join(counted, counted.c.hub_id == Hub.id).order_by(Hub.id)


def _entries(kind: Kind) -> Any:
    times = (Booking.starts_at, Booking.ends_at)
    history = (Booking.sequence, Booking.changed_at, Booking.created_at, Booking.runs_out())
    booking = (Booking.id, Booking.hub_id, *times, Booking.status, Booking.title, *history)
    series = (Booking.series_id, Booking.series_at, Booking.held_for)
    person = literal("") if kind == "own" else confiding.person_column()
    query = select(*booking, confiding.place_name_column(), person, *series)
    return query.join(Space, Space.id == Booking.space_id).where(*_shown(kind)).limit(bindparam("most"))


def _people(kind: Kind) -> Any:
    ids = select(Booking.member_id).where(*_shown(kind), ~Booking.is_confidential)
    return select(Member.id, Member.name).where(Member.id.in_(ids)).order_by(Member.id)


_KINDS: tuple[Kind, ...] = ("own", "hub", "space")
_PARTS = {kind: _parts(kind) for kind in _KINDS}
_PEOPLE = {kind: _people(kind) for kind in _KINDS}
_COMING = {
    kind: _entries(kind).where(Booking.ends_at > bindparam("moment")).order_by(Booking.starts_at, Booking.id)
    for kind in _KINDS
}
_PAST = {
    kind: _entries(kind).where(Booking.ends_at <= bindparam("moment")).order_by(Booking.starts_at.desc(), Booking.id)
    for kind in _KINDS
}
"""Written once: programs ask every few minutes, and mostly nothing has changed."""
