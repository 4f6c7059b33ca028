"""A hub's own figures, for its hosts: nothing is hidden, since hosts see the names.

Days that are over are read as they were counted in their night; those that are not counted yet, such as today and the
rest of the week, are counted now and in the same way (`district.counting`), with what is booked so far.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from bookings.models import Booking, BookingEvent
from core.clock import local
from core.db import db
from core.timespans import Interval
from district import queries
from district.choosing import Counted
from district.counting import count
from district.models import DailyFigure, PeopleFigure
from district.people import people, people_of_day
from district.periods import ONE_DAY, WEEK, days, monday_of, span_of
from district.queries import CountState
from hubs.models import Hub

_ADDED = ("offered", "booked", "attended", "bookings", "cancellations")


@dataclass(frozen=True)
class WeekSums:
    """Of a day, or of the days from `first` on. `no_shows`: None where nobody wrote down who stayed away."""

    first: date
    offered: int = 0
    booked: int = 0
    attended: int = 0
    bookings: int = 0
    cancellations: int = 0
    no_shows: int | None = 0
    people: int = 0

    @property
    def utilisation(self) -> float | None:
        """None where nothing was offered."""
        return self.booked / self.offered if self.offered else None


@dataclass(frozen=True)
class HubFigures:
    """A hub's figures in some days: by day, by day and kind of space (without people), offered and booked minutes by
    day and hour of the clock, and how many different people there were in each week, by its Monday."""

    days: dict[date, WeekSums] = field(default_factory=dict)
    kinds: dict[tuple[date, str], WeekSums] = field(default_factory=dict)
    hours: dict[tuple[date, int], tuple[int, int]] = field(default_factory=dict)
    people: dict[date, int] = field(default_factory=dict)

    def day(self, day: date) -> WeekSums:
        return self.days.get(day, WeekSums(day))

    def weeks(self, mondays: Collection[date]) -> WeekSums:
        """The sum of these weeks; who came in several of them counts in each."""
        inside = [self.day(monday + n * ONE_DAY) for monday in mondays for n in range(7)]
        return summed(min(mondays), inside, sum(self.people.get(monday, 0) for monday in mondays))

    def by_kind(self, mondays: Collection[date]) -> dict[str, WeekSums]:
        """The same for each kind of space, without people."""
        found: dict[str, list[WeekSums]] = {}
        for (day, kind), sums in self.kinds.items():
            if monday_of(day) in mondays:
                found.setdefault(kind, []).append(sums)
        return {kind: summed(min(mondays), parts) for kind, parts in found.items()}


def summed(first: date, parts: Iterable[WeekSums], people: int = 0) -> WeekSums:
    """The sum from `first` on. How many people there were is known otherwise: some may be the same."""
    parts = list(parts)
    recorded = [one.no_shows for one in parts if one.no_shows is not None]
    sums = {name: sum(getattr(one, name) for one in parts) for name in _ADDED}
    return WeekSums(first, **sums, no_shows=sum(recorded) if recorded or not parts else None, people=people)


def state_of(hub: Hub, moment: datetime) -> CountState:
    """How far the hub is counted."""
    return queries.states(moment, hub.slug)[0]


def counted_of(state: CountState) -> Counted | None:
    """The weeks of which there are figures; None until the first one is over. As `district.published.counted`, but no
    other hub holds this one up."""
    if state.last is None:
        return None
    last_monday = monday_of(state.last + ONE_DAY) - WEEK
    return Counted(state.first, last_monday) if last_monday + WEEK > state.first else None


def week_of(hub: Hub, monday: date, moment: datetime) -> WeekSums:
    """One week."""
    return own_figures(hub, state_of(hub, moment), monday, monday + WEEK - ONE_DAY).weeks([monday])


def own_figures(hub: Hub, state: CountState, first: date, last: date) -> HubFigures:
    """The figures of the days from `first` to `last`, which may be still to come. At most eight queries."""
    found = _written(hub.id, first, last)
    after = max(state.first, state.due + ONE_DAY)
    open_days = [day for day in {*state.missing, *(days(after, last) if after <= last else ())} if first <= day <= last]
    if open_days:
        _count_now(hub, sorted(open_days), found)
    unmarked = _last_unmarked(hub, span_of(first, last, hub.time_zone))
    return replace(found, days=dict(zip(found.days, recorded(found.days.values(), unmarked), strict=True)))


def recorded(shown: Iterable[WeekSums], last_unmarked: date | None) -> list[WeekSums]:
    """The days, without the noughts of those before the hub began to mark who stayed away: that nobody did is not
    known of them."""
    if last_unmarked is None:
        return list(shown)
    return [replace(d, no_shows=None) if d.first <= last_unmarked and not d.no_shows else d for d in shown]


def _written(hub_id: int, first: date, last: date) -> HubFigures:
    found = HubFigures()
    inside = (DailyFigure.hub_id == hub_id, DailyFigure.day.between(first, last))
    by_kind: Any = select(DailyFigure.day, DailyFigure.kind, *_SUMS).where(*inside)
    rows: Any = db.session.execute(by_kind.group_by(DailyFigure.day, DailyFigure.kind))
    for day, kind, *sums in rows:
        found.kinds[day, kind] = WeekSums(day, *sums)
    hours: Any = select(DailyFigure.day, DailyFigure.hour, *_SUMS[:2]).where(*inside)
    rows = db.session.execute(hours.group_by(DailyFigure.day, DailyFigure.hour))
    for day, hour, offered, booked in rows:
        found.hours[day, hour] = (offered, booked)
    query = select(PeopleFigure.period, PeopleFigure.first_day, PeopleFigure.people).where(
        PeopleFigure.hub_id == hub_id, PeopleFigure.kind == "", PeopleFigure.first_day.between(first, last)
    )
    of_days: dict[date, int] = {}
    for period, begin, number in db.session.execute(query.where(PeopleFigure.period.in_(("day", "week")))):
        (of_days if period == "day" else found.people)[begin] = number
    _add_days(found, of_days)
    return found


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


def _count_now(hub: Hub, wanted: list[date], found: HubFigures) -> None:
    """Count these days, and the people of their weeks, into what is found already."""
    zone = hub.time_zone
    whole = span_of(monday_of(wanted[0]), monday_of(wanted[-1]) + WEEK - ONE_DAY, zone)
    facts = queries.facts_of(hub, whole, whole.start)
    for (kind, day, hour), one in count(facts).items():
        if day in wanted:
            sums = WeekSums(
                day, one.offered, one.booked, one.attended, one.bookings, one.cancellations, no_shows=one.no_shows
            )
            found.kinds[day, kind] = summed(day, [found.kinds.get((day, kind), WeekSums(day)), sums])
            offered, booked = found.hours.get((day, hour), (0, 0))
            found.hours[day, hour] = (offered + one.offered, booked + one.booked)
    kinds = {spot.id: spot.kind for spot in facts.spots}
    _add_days(found, {day: len(people_of_day(facts.uses, span_of(day, day, zone), kinds)[""]) for day in wanted})
    for monday in {monday_of(day) for day in wanted}:
        found.people[monday] = len(people(facts.uses, span_of(monday, monday + WEEK - ONE_DAY, zone), kinds)[""])


def _add_days(found: HubFigures, of_days: dict[date, int]) -> None:
    """The days that are among the kinds and not among the days yet, with their people."""
    by_day: dict[date, list[WeekSums]] = {day: [] for day in of_days}
    for (day, _kind), sums in found.kinds.items():
        if day not in found.days:
            by_day.setdefault(day, []).append(sums)
    for day, parts in by_day.items():
        found.days[day] = summed(day, parts, of_days.get(day, 0))


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
