"""What is due: bookings and occupancy that are old enough and whose days have given what others still need of them."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select

from bookings.models import Booking, Occupancy
from core.clock import local
from core.db import db
from core.retention import BATCH
from hubs.models import Hub
from members.models import Member


class HubDay(NamedTuple):
    """A local day of a hub."""

    hub_id: int
    day: date


Settled = Callable[[Collection[HubDay]], set[HubDay]]

wait_for: list[Settled] = []
"""Which of these days need their people no longer: a package above that counts them appends its answer."""


def bookings(limit: datetime) -> Select[Any]:
    """The bookings that ended until `limit` and still tell whose they were, as (key, hub, start, end)."""
    query: Select[Any] = select(*_of(Booking))
    return query.where(Booking.ends_at <= limit, Booking.anonymised_at.is_(None)).order_by(Booking.id)


def confided(limit: datetime) -> Select[Any]:
    """Those of them that were booked in confidence."""
    return bookings(limit).where(Booking.is_confidential)


def confided_among(ids: Sequence[UUID]) -> list[UUID]:
    """Those of these bookings that were booked in confidence."""
    query = select(Booking.id).where(Booking.is_confidential)
    parts = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
    return [key for part in parts for key in db.session.scalars(query.where(Booking.id.in_(part)))]


def occupancy(limit: datetime) -> Select[Any]:
    """The rows of occupancy that ended until `limit`, in the same shape."""
    query: Select[Any] = select(*_of(Occupancy))
    return query.where(Occupancy.ends_at <= limit).order_by(Occupancy.id)


def settled(query: Select[Any]) -> Iterator[list[Any]]:
    """The keys of those rows whose days are all settled, in batches of which none is empty."""
    zones: dict[int, str] = {row.id: row.time_zone for row in db.session.execute(select(Hub.id, Hub.time_zone))}
    for rows in _pages(query):
        days = {row[0]: _days(row[1], zones[row[1]], row[2], row[3]) for row in rows}
        done = _settled(set().union(*days.values()))
        if batch := [key for key, own in days.items() if own <= done]:
            yield batch


def unsettled_count(query: Select[Any]) -> int:
    """How many of the rows wait for their days."""
    return sum(map(len, _pages(query))) - sum(map(len, settled(query)))


def is_coming(moment: datetime) -> ColumnElement[bool]:
    """A condition on Member: they have bookings that run or come, or that hosts have to answer."""
    return exists(select(Booking.id).where(Booking.member_id == Member.id, Booking.is_coming(moment)))


def has_coming(member_id: int, moment: datetime) -> bool:
    return db.session.scalar(select(Member.id).where(Member.id == member_id, is_coming(moment))) is not None


def ids_of(member_id: int) -> Sequence[UUID]:
    """All the member's bookings."""
    return db.session.scalars(select(Booking.id).where(Booking.member_id == member_id)).all()


def _of(model: type[Booking | Occupancy]) -> tuple[Any, ...]:
    return model.id, model.hub_id, model.starts_at, model.ends_at


def _pages(query: Select[Any]) -> Iterator[Sequence[Any]]:
    """The rows in the order of their keys, BATCH at a time."""
    key = query.selected_columns[0]
    rows = db.session.execute(query.limit(BATCH)).all()
    while rows:
        yield rows
        rows = db.session.execute(query.where(key > rows[-1][0]).limit(BATCH)).all()


def _days(hub_id: int, zone: str, starts_at: datetime, ends_at: datetime) -> set[HubDay]:
    """The local days into which [starts_at, ends_at) reaches."""
    first, last = local(starts_at, zone).date(), local(ends_at - timedelta(microseconds=1), zone).date()
    return {HubDay(hub_id, first + timedelta(days=n)) for n in range((last - first).days + 1)}


def _settled(days: set[HubDay]) -> set[HubDay]:
    for answer in wait_for:
        days = days & answer(days)
    return days
