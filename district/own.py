"""A hub's own figures, for its hosts, as they were counted each night: nothing is hidden, since hosts see the names."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select

from bookings.models import Booking, BookingEvent
from core.clock import local
from core.db import db
from core.timespans import Interval
from district.differences import Hour
from district.drawing import Grid, grid
from district.models import CountedDay, DailyFigure, PeopleFigure
from district.periods import ONE_DAY, days, span_of
from district.rules import HourUse
from hubs.models import Hub

SHOWN_DAYS = 28
WEEKS = 12


@dataclass(frozen=True)
class Day:
    """The sums of a day. `no_shows`: None where nobody wrote down who stayed away."""

    day: date
    offered: int = 0
    booked: int = 0
    attended: int = 0
    bookings: int = 0
    cancellations: int = 0
    no_shows: int | None = 0
    people: int = 0

    @property
    def utilisation(self) -> float | None:
        return self.booked / self.offered if self.offered else None


@dataclass(frozen=True)
class Own:
    """The last four weeks day by day, the latest first; the hours of the week over the last twelve weeks."""

    days: list[Day]
    grid: Grid
    since: date
    marks_no_shows: bool

    @property
    def total(self) -> Day:
        """Of the four weeks; people are counted by day, so they do not add up."""
        names = ("offered", "booked", "attended", "bookings", "cancellations")
        sums = {name: sum(getattr(day, name) for day in self.days) for name in names}
        recorded = [day.no_shows for day in self.days if day.no_shows is not None]
        return Day(self.days[-1].day, **sums, no_shows=sum(recorded) if recorded else None)

    @property
    def recorded_days(self) -> int:
        """Of how many days is known who stayed away."""
        return sum(day.no_shows is not None for day in self.days)


def own_figures(hub: Hub) -> Own | None:
    """None until a day is counted. Five queries."""
    first, last = db.session.execute(
        select(func.min(CountedDay.day), func.max(CountedDay.day)).where(CountedDay.hub_id == hub.id)
    ).one()
    if last is None:
        return None
    begin = max(first, last - (SHOWN_DAYS - 1) * ONE_DAY)
    since = max(first, last - (WEEKS * 7 - 1) * ONE_DAY)
    by_day = _days(hub.id, begin)
    shown = [by_day.get(day, Day(day)) for day in reversed(days(begin, last))]
    return Own(
        days=recorded(shown, _last_unmarked(hub, span_of(begin, last, hub.time_zone))),
        grid=grid(_hours(hub.id, since)),
        since=since,
        marks_no_shows=hub.marks_no_shows,
    )


def recorded(shown: Iterable[Day], last_unmarked: date | None) -> list[Day]:
    """The days, without the noughts of those before the hub began to mark who stayed away: that nobody did is not
    known of them."""
    if last_unmarked is None:
        return list(shown)
    return [replace(d, no_shows=None) if d.day <= last_unmarked and not d.no_shows else d for d in shown]


def _last_unmarked(hub: Hub, span: Interval) -> date | None:
    """The last day on which somebody was not checked in and nobody took that for staying away: the hub did not mark it
    then. Which days it does is not stored; but such bookings were completed by themselves."""
    query = (
        select(func.max(Booking.starts_at))
        .join(BookingEvent, BookingEvent.booking_id == Booking.id)
        .where(Booking.hub_id == hub.id, Booking.starts_at >= span.start, Booking.starts_at < span.end)
        .where(BookingEvent.from_status == "confirmed", BookingEvent.to_status == "completed")
        .where(BookingEvent.actor_id.is_(None))
    )
    found = db.session.scalar(query)
    return local(found, hub.time_zone).date() if found else None


_SUMS = tuple(
    func.sum(column)
    for column in (
        DailyFigure.offered_minutes,
        DailyFigure.booked_minutes,
        DailyFigure.attended_minutes,
        DailyFigure.bookings,
        DailyFigure.cancellations,
        DailyFigure.no_shows,
    )
)


def _days(hub_id: int, begin: date) -> dict[date, Day]:
    query = select(PeopleFigure.first_day, PeopleFigure.people).where(
        PeopleFigure.hub_id == hub_id,
        PeopleFigure.period == "day",
        PeopleFigure.kind == "",
        PeopleFigure.first_day >= begin,
    )
    people = {row[0]: row[1] for row in db.session.execute(query)}
    sums: Any = select(DailyFigure.day, *_SUMS).where(DailyFigure.hub_id == hub_id, DailyFigure.day >= begin)
    rows: Any = db.session.execute(sums.group_by(DailyFigure.day))
    return {row[0]: replace(Day(*row), people=people.get(row[0], 0)) for row in rows}


def _hours(hub_id: int, since: date) -> dict[Hour, HourUse | None]:
    sums = (func.sum(DailyFigure.offered_minutes), func.sum(DailyFigure.booked_minutes))
    query = select(DailyFigure.day, DailyFigure.hour, *sums)
    query = query.where(DailyFigure.hub_id == hub_id, DailyFigure.day >= since)
    found: dict[Hour, list[int]] = defaultdict(lambda: [0, 0])
    for day, hour, offered, booked in db.session.execute(query.group_by(DailyFigure.day, DailyFigure.hour)):
        if offered:
            numbers = found[day.weekday(), hour]
            numbers[0] += offered
            numbers[1] += booked
    return {hour: HourUse(offered, booked, 0) for hour, (offered, booked) in found.items()}
