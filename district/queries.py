"""What the figures are counted from, and which days still have to be. Reads only."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select, case, func, select

from bookings.models import Blocking, Booking, BookingEvent
from bookings.queries import LONGEST_BOOKING
from bookings.rules import CORRECTABLE
from core.clock import local
from core.db import db
from core.timespans import Interval, subtract
from district.counting import CountedPlace, CountedUse, Facts
from district.models import CountedDay, DailyFigure, PeopleFigure
from district.people import SOMEBODY, whose
from district.periods import days, last_due_day
from hubs import hours
from hubs.models import Closure, Hub, Space

AT_THE_SAME_TIME = timedelta(minutes=2)
"""A step that was under way while its day was counted may be written just after, with a time from just before."""


class CountState(NamedTuple):
    """How far a hub is counted: from its first day on, up to `last` (None: not at all); the last day that is due."""

    hub_id: int
    slug: str
    first: date
    last: date | None
    due: date
    missing: list[date]


def facts_of(hub: Hub, span: Interval, since: datetime) -> Facts:
    """What is known about the hub in the span; its bookings from `since` on. Four queries."""
    return Facts(
        zone=hub.time_zone,
        spots=[CountedPlace(*row) for row in db.session.execute(_SPOTS.where(Space.hub_id == hub.id))],
        opened=_opened(hub, span),
        blocked=_blocked(hub.id, span),
        uses=_uses(hub.id, since, span.end),
        marks_no_shows=hub.marks_no_shows,
    )


_KIND = case((Space.is_confidential, "room"), else_=Space.kind)
"""What is confidential is counted among the rooms, of whichever kind it is."""
_SPOTS = select(Space.id, _KIND.label("kind"), Space.room_id, Space.is_active).order_by(Space.id)


def _opened(hub: Hub, span: Interval) -> list[Interval]:
    """Nothing is on offer in a hub that is not public, or takes no bookings."""
    if not (hub.is_public and hub.is_open_to_book):
        return []
    usual = hours.open_intervals(hub.opening_hours, hub.time_zone, hub.holiday_state, span.start, span.end)
    query = select(Closure).where(Closure.hub_id == hub.id, Closure.starts_at < span.end, Closure.ends_at > span.start)
    return subtract(usual, [closure.interval for closure in db.session.scalars(query)])


def _blocked(hub_id: int, span: Interval) -> dict[int, list[Interval]]:
    query = select(Blocking.space_id, Blocking.starts_at, Blocking.ends_at).where(
        Blocking.hub_id == hub_id, Blocking.starts_at < span.end, Blocking.ends_at > span.start
    )
    found: dict[int, list[Interval]] = {}
    for space_id, start, end in db.session.execute(query):
        found.setdefault(space_id, []).append(Interval(start, end))
    return found


def _uses(hub_id: int, start: datetime, end: datetime) -> list[CountedUse]:
    columns = (Booking.id, Booking.space_id, Booking.member_id, Booking.starts_at, Booking.ends_at, Booking.status)
    query = select(
        *columns, Booking.checked_out_at, Booking.release_at, Booking.anonymised_at, Booking.guest_name
    ).where(
        Booking.hub_id == hub_id,
        Booking.starts_at > start - LONGEST_BOOKING,
        Booking.starts_at < end,
        Booking.ends_at > start,
    )
    found = []
    for key, space_id, member_id, begin, until, status, left_at, release_at, anonymised_at, guest in db.session.execute(
        query
    ):
        who = SOMEBODY if anonymised_at else whose(key, member_id, guest)
        found.append(CountedUse(space_id, who, begin, _ended(begin, until, left_at, status, release_at), status))
    return found


def _ended(
    start: datetime, end: datetime, left_at: datetime | None, status: str, release_at: datetime | None
) -> datetime:
    """When others could have the place: its person left, or it was released since nobody came."""
    released_at = release_at if status == "no_show" else None
    return max(start, min(end, left_at or end, released_at or end))


def states(moment: datetime, slug: str | None = None) -> list[CountState]:
    """How far each hub is counted at this moment, or the one with the slug. At most three queries."""
    first, last, number = func.min(CountedDay.day), func.max(CountedDay.day), func.count(CountedDay.day)
    query = (
        select(Hub.id, Hub.slug, Hub.time_zone, Hub.created_at, first, last, number)
        .outerjoin(CountedDay, CountedDay.hub_id == Hub.id)
        .group_by(Hub.id)
        .order_by(Hub.id)
    )
    rows = db.session.execute(query.where(Hub.slug == slug) if slug else query).all()
    begun = _first_bookings([row[0] for row in rows if row[4] is None])
    holes = [row[0] for row in rows if row[4] is not None and row[6] <= (row[5] - row[4]).days]
    known = _counted(holes)
    found = []
    for hub_id, hub_slug, zone, created_at, low, high, _number in rows:
        begin = low or local(min(created_at, begun.get(hub_id, created_at)), zone).date()
        due = last_due_day(moment, zone)
        since = begin if high is None or hub_id in known else high + timedelta(days=1)
        missing = [day for day in days(since, due) if day not in known.get(hub_id, ())]
        found.append(CountState(hub_id, hub_slug, begin, high, due, missing))
    return found


def _first_bookings(hub_ids: Collection[int]) -> dict[int, datetime]:
    """Bulk and demo data begin before their hubs."""
    if not hub_ids:
        return {}
    query = select(Booking.hub_id, func.min(Booking.starts_at)).where(Booking.hub_id.in_(hub_ids))
    return {row[0]: row[1] for row in db.session.execute(query.group_by(Booking.hub_id))}


def _counted(hub_ids: Collection[int]) -> dict[int, set[date]]:
    found: dict[int, set[date]] = {hub_id: set() for hub_id in hub_ids}
    if hub_ids:
        query = select(CountedDay.hub_id, CountedDay.day).where(CountedDay.hub_id.in_(hub_ids))
        for hub_id, day in db.session.execute(query):
            found[hub_id].add(day)
    return found


def outdated(moment: datetime) -> dict[int, set[date]]:
    """The days of each hub that were counted before a step of one of their bookings, such as the correction of a
    no-show. Two queries, about bookings that can still be corrected."""
    since = moment - CORRECTABLE - LONGEST_BOOKING
    days_of = select(Hub.id, Hub.time_zone, CountedDay.day, CountedDay.counted_at)
    days_of = days_of.join(CountedDay, CountedDay.hub_id == Hub.id).where(CountedDay.day >= since.date())
    zones, counted = {}, {}
    for hub_id, zone, day, counted_at in db.session.execute(days_of):
        zones[hub_id], counted[hub_id, day] = zone, counted_at - AT_THE_SAME_TIME
    found: dict[int, set[date]] = {}
    for hub_id, start, end, last in db.session.execute(_last_steps(zones, since, moment)):
        zone = zones[hub_id]
        for day in days(local(start, zone).date(), local(end - timedelta(microseconds=1), zone).date()):
            if (hub_id, day) in counted and counted[hub_id, day] < last:
                found.setdefault(hub_id, set()).add(day)
    return found


def _last_steps(
    hub_ids: Collection[int], since: datetime, moment: datetime
) -> Select[int, datetime, datetime, datetime]:
    """Of the hubs' bookings that began meanwhile: hub, start, end, and when the last step was after the start."""
    last = func.max(BookingEvent.happened_at)
    return (
        select(Booking.hub_id, Booking.starts_at, Booking.ends_at, last)
        .join(BookingEvent, BookingEvent.booking_id == Booking.id)
        .where(Booking.hub_id.in_(list(hub_ids)), Booking.starts_at > since, Booking.starts_at < moment)
        .where(BookingEvent.happened_at > Booking.starts_at)
        .group_by(Booking.id, Booking.hub_id, Booking.starts_at, Booking.ends_at)
    )


def last_counted(hub_id: int) -> date | None:
    return db.session.scalar(select(func.max(CountedDay.day)).where(CountedDay.hub_id == hub_id))


def people_written(hub_id: int, first: date, last: date) -> dict[tuple[str, date, int], int]:
    """The people of the cells (kind, day, hour) that are counted already."""
    query = select(DailyFigure.kind, DailyFigure.day, DailyFigure.hour, DailyFigure.people).where(
        DailyFigure.hub_id == hub_id, DailyFigure.day.between(first, last)
    )
    return {(kind, day, hour): number for kind, day, hour, number in db.session.execute(query)}


def people_figures_written(hub_id: int, periods: Iterable[tuple[str, date]]) -> dict[tuple[str, date, str], int]:
    """The people figures (period, first day, kind) that are counted already."""
    wanted = set(periods)
    first_days = {first for _period, first in wanted}
    columns = (PeopleFigure.period, PeopleFigure.first_day, PeopleFigure.kind, PeopleFigure.people)
    query = select(*columns).where(PeopleFigure.hub_id == hub_id, PeopleFigure.first_day.in_(first_days))
    rows = db.session.execute(query)
    return {(period, first, kind): number for period, first, kind, number in rows if (period, first) in wanted}
