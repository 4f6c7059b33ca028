"""Reads for the public calendar of a hub: when its spaces are taken, and never by whom or what for."""

import uuid
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, extract, func, or_, select

from bookings.feeds.rules import MOST
from bookings.models import Blocking, Booking
from bookings.queries import LONGEST_BOOKING
from bookings.rules import ATTENDED
from core.db import db
from core.timespans import Interval
from hubs.models import Closure


class Taken(NamedTuple):
    """A space is taken; `key` is fixed for life and says nothing."""

    key: str
    space_id: int
    starts_at: datetime
    ends_at: datetime
    sequence: int
    changed_at: datetime
    created_at: datetime


class Traces(NamedTuple):
    """What changes when anything of the calendar does, and when a booking did last."""

    values: tuple[Any, ...]
    changed_at: datetime | None


def traces_of(hub_id: int, window: Interval, moment: datetime) -> Traces:
    """Two queries. A blocking that is moved changes the sum of times, weighted so that no other can make up for it."""
    latest = func.max(Booking.changed_at)
    bookings = select(func.count(), latest, func.sum(Booking.sequence)).where(*_of_bookings(hub_id, window, moment))
    weight = Blocking.id % 9973 + 1
    times = [func.sum(extract("epoch", column) * weight) for column in (Blocking.starts_at, Blocking.ends_at)]
    blockings = select(func.count(), func.max(Blocking.id), func.max(Blocking.created_at), *times)
    first = db.session.execute(bookings).one()
    second = db.session.execute(blockings.where(*_of_blockings(hub_id, window))).one()
    changes = [change for change in (first[1], second[2]) if change is not None]
    return Traces((*first, *second), max(changes, default=None))


def taken_in(hub_id: int, window: Interval, moment: datetime) -> list[Taken]:
    """The bookings and blockings of the hub, in the order of time, MOST of each. Two queries."""
    bookings = select(Booking).where(*_of_bookings(hub_id, window, moment))
    blockings = select(Blocking).where(*_of_blockings(hub_id, window))
    found = [_of_booking(row) for row in db.session.scalars(bookings.order_by(Booking.starts_at).limit(MOST))]
    found += [_of_blocking(row) for row in db.session.scalars(blockings.order_by(Blocking.starts_at).limit(MOST))]
    return sorted((each for each in found if each.starts_at < each.ends_at), key=lambda each: each.starts_at)


def closures_of(hub_id: int, window: Interval) -> list[Closure]:
    """The hub's closures, in the order of time."""
    query = select(Closure).where(
        Closure.hub_id == hub_id, Closure.starts_at < window.end, Closure.ends_at > window.start
    )
    return list(db.session.scalars(query.order_by(Closure.starts_at, Closure.id)))


def _of_bookings(hub_id: int, window: Interval, moment: datetime) -> list[ColumnElement[bool]]:
    return [
        Booking.hub_id == hub_id,
        Booking.starts_at > window.start - LONGEST_BOOKING,
        Booking.starts_at < window.end,
        Booking.ends_at > window.start,
        or_(Booking.holds(moment), Booking.status.in_(ATTENDED)),
    ]


def _of_blockings(hub_id: int, window: Interval) -> list[ColumnElement[bool]]:
    return [Blocking.hub_id == hub_id, Blocking.starts_at < window.end, Blocking.ends_at > window.start]


def _of_booking(row: Booking) -> Taken:
    """Whoever has left early has freed the rest."""
    ends_at = min(row.ends_at, row.checked_out_at or row.ends_at)
    key = uuid.uuid5(row.id, "taken").hex
    return Taken(key, row.space_id, row.starts_at, ends_at, row.sequence, row.changed_at, row.created_at)


def _of_blocking(row: Blocking) -> Taken:
    return Taken(f"blocking-{row.uid}", row.space_id, row.starts_at, row.ends_at, 0, row.created_at, row.created_at)
