"""Reads about the waiting list. A fixed number of queries each."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, distinct, func, select

from bookings.models import Booking
from bookings.signals import Freed
from bookings.waiting import rules
from bookings.waiting.models import WaitingEntry
from bookings.waiting.rules import Position, State, Wish
from core.arguments import read_uuid
from core.db import db
from core.timespans import Interval
from hubs.models import Hub, Space
from hubs.rules import LOCKER
from members.models import Member

MOST_SHOWN = 100
"""More than one may wait for, with what one has let pass."""


@dataclass(frozen=True, slots=True)
class WaitingView:
    """An entry with where it waits, how it reads now, and, as long as it waits, its position. `booking`: what is
    proposed, or was."""

    entry: WaitingEntry
    hub: Hub
    space: Space | None
    state: State
    booking: Booking | None = None
    position: Position | None = None


class Crowd(NamedTuple):
    """So many people (`number`) wait for the same: any place of a kind, or (`space`, by name) a certain one."""

    kind: str
    space: str | None
    start: datetime
    end: datetime
    number: int


class Busy(NamedTuple):
    """A member has a booking in this span."""

    member_id: int
    span: Interval

    def is_in_the_way_of(self, entry: WaitingEntry) -> bool:
        """Whether it is theirs who wait, and at the same time."""
        overlaps = self.span.start < entry.ends_at and entry.starts_at < self.span.end
        return overlaps and self.member_id == entry.member_id


def waited_for(stretches: Sequence[Freed], moment: datetime) -> Sequence[int]:
    """The hubs at which somebody waits for a time into which one of these stretches reaches. One query."""
    first, last = min(one.span.start for one in stretches), max(one.span.end for one in stretches)
    query = (
        select(WaitingEntry.hub_id)
        .distinct()
        .where(
            WaitingEntry.hub_id.in_({one.hub_id for one in stretches}),
            WaitingEntry.starts_at < last,
            WaitingEntry.ends_at > first,
            WaitingEntry.waits(moment),
        )
    )
    return db.session.scalars(query.order_by(WaitingEntry.hub_id)).all()


def hubs_waited_at(moment: datetime) -> Sequence[int]:
    """All hubs at which somebody waits."""
    query = select(WaitingEntry.hub_id).distinct().where(WaitingEntry.waits(moment))
    return db.session.scalars(query.order_by(WaitingEntry.hub_id)).all()


def in_line(hub_id: int, moment: datetime) -> Sequence[WaitingEntry]:
    """Who waits at the hub, the first one first. Until the commit nobody else proposes anything there, and nobody
    leaves: whoever comes second waits here, and then sees what the first has done."""
    query = select(WaitingEntry).where(WaitingEntry.hub_id == hub_id, WaitingEntry.waits(moment))
    ordered = query.order_by(WaitingEntry.joined_at, WaitingEntry.id).with_for_update()
    return db.session.scalars(ordered.execution_options(populate_existing=True)).all()


def busy(member_ids: Collection[int], start: datetime, end: datetime, moment: datetime) -> list[Busy]:
    """When these members have to be somewhere in [start, end), at any hub: their bookings that hold, but lockers."""
    query = select(Booking.member_id, Booking.starts_at, Booking.ends_at).join(Space, Space.id == Booking.space_id)
    query = query.where(
        Space.kind != LOCKER,
        Booking.member_id.in_(sorted(member_ids)),
        Booking.starts_at < end,
        Booking.ends_at > start,
        Booking.is_coming(moment),
    )
    return [Busy(key, Interval(begin, until)) for key, begin, until in db.session.execute(query) if key is not None]


def people(member_ids: Collection[int]) -> dict[int, Member]:
    """By id, without those whose account is closed. One query, none for nobody."""
    if not member_ids:
        return {}
    query = select(Member).where(Member.id.in_(sorted(member_ids)), Member.is_active)
    return {member.id: member for member in db.session.scalars(query)}


def own(member_id: int, moment: datetime) -> list[WaitingView]:
    """What the member waits for, has been proposed, or has let pass, in the order of time. Two queries; none of the
    others' names."""
    query = _views().where(WaitingEntry.member_id == member_id, WaitingEntry.starts_at > moment)
    rows = db.session.execute(query.limit(MOST_SHOWN))
    return _with_positions([_view(row, moment) for row in rows], moment)


def own_one(member_id: int, entry_id: str, moment: datetime) -> WaitingView | None:
    """The member's own entry; None for another's, an unknown or an impossible id."""
    key = read_uuid(entry_id)
    if key is None:
        return None
    row = db.session.execute(_views().where(WaitingEntry.id == key, WaitingEntry.member_id == member_id)).one_or_none()
    return _with_positions([_view(row, moment)], moment)[0] if row else None


def by_link(entry_id: uuid.UUID, moment: datetime) -> tuple[WaitingView, Member] | None:
    """An entry and whose it is; None when it is gone, or its member's account is closed."""
    row = db.session.execute(_views().add_columns(Member).join(Member).where(WaitingEntry.id == entry_id)).one_or_none()
    if row is None or not row[-1].is_active:
        return None
    return _view(row[:-1], moment), row[-1]


def of_wish(member_id: int, hub_id: int, kind: str, space_id: int | None, span: Interval) -> WaitingEntry | None:
    """The member's entry for just this."""
    query = select(WaitingEntry).where(
        WaitingEntry.member_id == member_id,
        WaitingEntry.hub_id == hub_id,
        WaitingEntry.kind == kind,
        WaitingEntry.space_id.is_(None) if space_id is None else WaitingEntry.space_id == space_id,
        WaitingEntry.starts_at == span.start,
        WaitingEntry.ends_at == span.end,
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def number_of(member_id: int, moment: datetime) -> int:
    """For how many things the member waits, what is proposed included."""
    query = select(func.count()).where(
        WaitingEntry.member_id == member_id, WaitingEntry.passed_at.is_(None), WaitingEntry.starts_at > moment
    )
    return int(db.session.execute(query).scalar_one())


def of_booking(booking_id: uuid.UUID) -> WaitingEntry | None:
    """The entry to which the booking is proposed; whoever else answers it waits until the commit."""
    query = select(WaitingEntry).where(WaitingEntry.booking_id == booking_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def crowds(hub_id: int, start: datetime, end: datetime, moment: datetime) -> list[Crowd]:
    """For what people wait in [start, end) of a hub, and how many; nobody's name. One query."""
    what = (WaitingEntry.kind, Space.name, WaitingEntry.starts_at, WaitingEntry.ends_at)
    query = (
        select(*what, func.count(distinct(WaitingEntry.member_id)))
        .outerjoin(Space, Space.id == WaitingEntry.space_id)
        .where(WaitingEntry.hub_id == hub_id, WaitingEntry.starts_at < end, WaitingEntry.ends_at > start)
        .where(WaitingEntry.waits(moment))
        .group_by(*what)
        .order_by(WaitingEntry.starts_at, WaitingEntry.kind, WaitingEntry.ends_at)
    )
    return [Crowd(*row) for row in db.session.execute(query)]


def _views() -> Select[WaitingEntry, Hub, Space | None, Booking | None]:
    return (
        select(WaitingEntry, Hub, Space, Booking)
        .join(Hub, Hub.id == WaitingEntry.hub_id)
        .outerjoin(Space, Space.id == WaitingEntry.space_id)
        .outerjoin(Booking, Booking.id == WaitingEntry.booking_id)
        .order_by(WaitingEntry.starts_at, WaitingEntry.joined_at, WaitingEntry.id)
    )


def _view(row: Iterable[Any], moment: datetime) -> WaitingView:
    """A row of `_views`."""
    entry, hub, space, booking = row
    state: State = "passed" if entry.passed_at else rules.state_of(booking.expires_at if booking else None, moment)
    return WaitingView(entry, hub, space, state, booking)


def _with_positions(views: Iterable[WaitingView], moment: datetime) -> list[WaitingView]:
    views = list(views)
    waiting = [view for view in views if view.state == "waiting"]
    if not waiting:
        return views
    line = _line({view.entry.hub_id for view in waiting}, moment)
    return [
        replace(view, position=rules.position_of(wish_of(view.entry), line)) if view.state == "waiting" else view
        for view in views
    ]


def _line(hub_ids: Collection[int], moment: datetime) -> list[Wish]:
    """All who wait at these hubs."""
    query = select(
        WaitingEntry.id,
        WaitingEntry.hub_id,
        WaitingEntry.kind,
        WaitingEntry.space_id,
        WaitingEntry.starts_at,
        WaitingEntry.ends_at,
        WaitingEntry.joined_at,
    ).where(WaitingEntry.hub_id.in_(sorted(hub_ids)), WaitingEntry.waits(moment))
    return [
        Wish(key, hub_id, kind, space_id, Interval(start, end), joined_at)
        for key, hub_id, kind, space_id, start, end, joined_at in db.session.execute(query)
    ]


def wish_of(entry: WaitingEntry) -> Wish:
    """What it waits for."""
    span = Interval(entry.starts_at, entry.ends_at)
    return Wish(entry.id, entry.hub_id, entry.kind, entry.space_id, span, entry.joined_at)
