"""Reads about calendars from outside: a fixed number of queries each."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import undefer

from bookings import confiding
from bookings.models import Blocking, Booking, Occupancy
from bookings.queries import LONGEST_ROW
from calendars.models import OutsideBusy, OutsideCalendar
from calendars.outside.looking import Source
from calendars.outside.rules import BusyTimes
from core.db import db
from core.timespans import Interval
from hubs.models import Hub, Space
from hubs.setup import Setup, place_of
from members.models import Member


@dataclass(frozen=True, slots=True)
class ComingBooking:
    """A booking that is coming, the space it is of, and whose it is."""

    booking: Booking
    space: Space
    person: str

    @property
    def place_name(self) -> str:
        """What its place is called wherever the booking is told."""
        return confiding.place_name(self.booking, self.space)


@dataclass(frozen=True, slots=True)
class ShownCalendar:
    """A calendar as its hosts see it: its busy times from now on, and the bookings that lie in them."""

    calendar: OutsideCalendar
    space: Space
    busy: list[Interval]
    conflicts: list[ComingBooking]


def shown(hub: Hub, setup: Setup, moment: datetime) -> list[ShownCalendar]:
    """The hub's calendars in the order of its spaces. Three queries."""
    query = select(OutsideCalendar, Space).join(Space, Space.id == OutsideCalendar.space_id)
    query = query.where(OutsideCalendar.hub_id == hub.id).order_by(Space.position, Space.id, OutsideCalendar.id)
    found = [(row[0], row[1]) for row in db.session.execute(query)]
    takes = {calendar.id: place_of(setup, space).takes for calendar, space in found}
    busy = _busy(takes, moment)
    coming = _coming(hub.id, {space_id for taken in takes.values() for space_id in taken}, moment)
    return [
        ShownCalendar(calendar, space, times := busy.get(calendar.id, []), _in(coming, takes[calendar.id], times))
        for calendar, space in found
    ]


def calendar_of(hub_id: int, calendar_id: int) -> OutsideCalendar | None:
    query = select(OutsideCalendar).where(OutsideCalendar.hub_id == hub_id, OutsideCalendar.id == calendar_id)
    return db.session.scalars(query).one_or_none()


def count_of(hub_id: int) -> int:
    query = select(func.count()).select_from(OutsideCalendar).where(OutsideCalendar.hub_id == hub_id)
    return int(db.session.execute(query).scalar_one())


def source_of(calendar_id: int, hub_id: int | None = None) -> Source | None:
    """What has to be known to look at the calendar; of any hub, or only of one."""
    query = select(OutsideCalendar, Hub.time_zone).join(Hub, Hub.id == OutsideCalendar.hub_id)
    query = query.where(OutsideCalendar.id == calendar_id).options(undefer(OutsideCalendar.content))
    if hub_id is not None:
        query = query.where(OutsideCalendar.hub_id == hub_id)
    row = db.session.execute(query).one_or_none()
    if row is None:
        return None
    calendar, zone = row[0], row[1]
    last = (calendar.etag, calendar.last_modified, calendar.succeeded_at)
    return Source(zone, calendar.url, calendar.content, *last, is_failing=calendar.failures > 0)


def due(moment: datetime, limit: int) -> list[tuple[int, datetime]]:
    """The calendars (id, due_at) that are to be read, who has waited longest first."""
    query = select(OutsideCalendar.id, OutsideCalendar.due_at).where(OutsideCalendar.due_at <= moment)
    query = query.order_by(OutsideCalendar.due_at).limit(limit)
    return [(row.id, row.due_at) for row in db.session.execute(query)]


def conflicts(hub: Hub, calendar_id: int, space_ids: Collection[int], moment: datetime) -> list[ComingBooking]:
    """The bookings of these spaces that lie in the calendar's busy times. Two queries."""
    busy = _busy([calendar_id], moment).get(calendar_id, [])
    return _in(_coming(hub.id, space_ids, moment), space_ids, busy)


def busy_of(calendar_id: int, moment: datetime) -> list[Interval]:
    """The calendar's busy times that are not over."""
    return _busy([calendar_id], moment).get(calendar_id, [])


def taken_otherwise(space_ids: Collection[int], calendar_id: int, within: Interval, moment: datetime) -> list[Interval]:
    """What takes these spaces but the calendar itself: bookings (not holds that have run out) and other blockings."""
    query = (
        select(Occupancy.starts_at, Occupancy.ends_at)
        .outerjoin(Blocking, Blocking.id == Occupancy.blocking_id)
        .where(Occupancy.space_id.in_(list(space_ids)), Occupancy.holds(moment))
        .where(or_(Blocking.id.is_(None), Blocking.calendar_id.is_distinct_from(calendar_id)))
        .where(Occupancy.starts_at > within.start - LONGEST_ROW, Occupancy.starts_at < within.end)
    )
    return [Interval(row[0], row[1]) for row in db.session.execute(query)]


def blocked_by(calendar_id: int, moment: datetime) -> dict[Interval, int]:
    """The calendar's blockings that are not over: their ids by their times."""
    query = select(Blocking.id, Blocking.starts_at, Blocking.ends_at)
    query = query.where(Blocking.calendar_id == calendar_id, Blocking.ends_at > moment)
    return {Interval(row[1], row[2]): row[0] for row in db.session.execute(query)}


def failing(hub_id: int) -> list[str]:
    """The names of the hub's calendars that cannot be read at present."""
    query = select(OutsideCalendar.name).where(OutsideCalendar.hub_id == hub_id, OutsideCalendar.failures > 0)
    return list(db.session.scalars(query.order_by(OutsideCalendar.id)))


def _busy(calendar_ids: Iterable[int], moment: datetime) -> dict[int, list[Interval]]:
    query = select(OutsideBusy.calendar_id, OutsideBusy.starts_at, OutsideBusy.ends_at)
    query = query.where(OutsideBusy.calendar_id.in_(list(calendar_ids)), OutsideBusy.ends_at > moment)
    found: dict[int, list[Interval]] = {}
    for row in db.session.execute(query.order_by(OutsideBusy.starts_at)):
        found.setdefault(row[0], []).append(Interval(row[1], row[2]))
    return found


def _coming(hub_id: int, space_ids: Collection[int], moment: datetime) -> list[tuple[set[int], ComingBooking]]:
    """Bookings that are not over and hold, in the order of time, each with those of the spaces that it takes."""
    query = (
        select(Occupancy.space_id, Booking, Space, Member)
        .join(Booking, Booking.id == Occupancy.booking_id)
        .join(Space, Space.id == Booking.space_id)
        .outerjoin(Member, Member.id == Booking.member_id)
        .where(Occupancy.hub_id == hub_id, Occupancy.space_id.in_(list(space_ids)))
        .where(Occupancy.starts_at > moment - LONGEST_ROW, Booking.is_coming(moment))
        .order_by(Booking.starts_at, Booking.id)
    )
    found: dict[UUID, tuple[set[int], ComingBooking]] = {}
    for space_id, booking, space, member in db.session.execute(query):
        person = confiding.person(booking, member.name if member else booking.guest_name)
        found.setdefault(booking.id, (set(), ComingBooking(booking, space, person)))[0].add(space_id)
    return list(found.values())


def _in(
    coming: Iterable[tuple[set[int], ComingBooking]], space_ids: Collection[int], busy: Iterable[Interval]
) -> list[ComingBooking]:
    times, own = BusyTimes(busy), set(space_ids)
    return [one for taken, one in coming if taken & own and times.meet(one.booking.starts_at, one.booking.ends_at)]
