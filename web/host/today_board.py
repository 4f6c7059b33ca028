"""What the page of the day shows, put together from rules and queries. Times of people are in the hub's zone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bookings import availability
from bookings.availability import Availability
from bookings.impact.queries import faults
from bookings.models import Blocking
from bookings.rules import EXPECTED
from bookings.today import queries
from bookings.today.cards import HostCard, cards
from bookings.today.queries import DayBooking
from bookings.today.rules import GROUPS
from bookings.waiting.queries import Crowd, crowds
from core.clock import day_bounds, local, now
from core.timespans import Interval
from hubs.models import Hub
from hubs.setup import Place, Setup

ONE_DAY = timedelta(days=1)
DAYS_OF_WEEK = 7


class FreePlace(NamedTuple):
    """A place that is free now, and until when: the next booking, or closing time; `later`: when it can still be had
    after the lunch breaks to come, over which hosts may always book."""

    place: Place
    until: datetime
    later: tuple[Interval, ...] = ()

    @property
    def last(self) -> datetime:
        """Until when it can be had at the most."""
        return self.later[-1].end if self.later else self.until


class Fault(NamedTuple):
    """A place that is out of order; `until` is the end of the last of its stretches."""

    place: Place
    until: datetime
    reason: str


@dataclass(frozen=True)
class DayBoard:
    """A hub's day as it is at `moment`. What is free, and whether the hub is open, is known for today only."""

    hub: Hub
    day: date
    moment: datetime
    requests: list[HostCard]
    groups: dict[str, list[HostCard]]
    free: list[FreePlace]
    faults: list[Fault]
    is_open: bool
    waiting: list[Crowd]

    @property
    def is_today(self) -> bool:
        return self.day == local(self.moment, self.hub.time_zone).date()

    @property
    def is_over(self) -> bool:
        """A day of the past: nobody is expected any more, but for who came last evening and stays past midnight."""
        return self.day < local(self.moment, self.hub.time_zone).date()

    @property
    def entries(self) -> list[HostCard]:
        """All that the page shows: of the day, and requests of any day."""
        return [*self.requests, *(entry for group in self.groups.values() for entry in group)]

    @property
    def expected(self) -> list[HostCard]:
        """Those to come whose place is theirs; what is held for somebody may still go to others."""
        return [entry for entry in self.groups["coming"] if entry.status in EXPECTED]

    @property
    def unused(self) -> list[HostCard]:
        """The bookings to which nobody came."""
        return [entry for entry in self.groups["left"] if entry.is_no_show]

    @property
    def before(self) -> date:
        return self.day - ONE_DAY

    @property
    def after(self) -> date:
        return self.day + ONE_DAY


def board(hub: Hub, setup: Setup, day: date, viewer_id: int) -> DayBoard:
    """As the host sees it. Five queries, however many spaces and bookings."""
    moment = now()
    bounds = day_bounds(day, hub.time_zone)
    groups = grouped(cards(hub, setup, queries.of_days(hub.id, *bounds, moment, viewer_id), moment))
    requests = cards(hub, setup, queries.waiting(hub.id, moment), moment)
    there = availability.look_now(hub, setup, moment) if bounds.start <= moment < bounds.end else None
    free = _free(there, groups["here"]) if there else []
    broken = faults_by_place(setup, faults(hub.id, moment))
    waiting = crowds(hub.id, bounds.start, bounds.end, moment) if bounds.end > moment else []
    return DayBoard(hub, day, moment, requests, groups, free, broken, bool(there and there.closes), waiting)


def grouped(entries: Iterable[HostCard]) -> dict[str, list[HostCard]]:
    found: dict[str, list[HostCard]] = {name: [] for name in GROUPS}
    for entry in entries:
        if name := entry.group:
            found[name].append(entry)
    return found


def free_now(hub: Hub, setup: Setup, moment: datetime) -> list[FreePlace]:
    """In the order in which hosts arranged the places."""
    today = day_bounds(local(moment, hub.time_zone).date(), hub.time_zone)
    entries = cards(hub, setup, queries.of_days(hub.id, *today, moment), moment)
    return _free(availability.look_now(hub, setup, moment), grouped(entries)["here"])


def _free(there: Availability, here: Iterable[HostCard]) -> list[FreePlace]:
    """Not where somebody, or something, is already there before their time."""
    places = there.setup.by_id
    used = {key for entry in here if entry.space.id in places for key in places[entry.space.id].takes}
    found = [(place, there.until(place)) for place in there.setup.places if used.isdisjoint(place.takes)]
    return [FreePlace(place, until, tuple(there.after_lunch(place))) for place, until in found if until]


def free_desks(free: Iterable[FreePlace]) -> list[FreePlace]:
    """Desks, those outside rooms first, and of these the one that is free longest: nobody has to move."""
    desks = [found for found in free if found.place.kind == "desk"]
    return sorted(desks, key=lambda found: (found.place.room_id is not None, -found.until.timestamp()))


def faults_by_place(setup: Setup, blockings: Iterable[Blocking]) -> list[Fault]:
    """One for each place that is still offered."""
    found: dict[int, Fault] = {}
    for blocking in blockings:
        if place := setup.by_id.get(blocking.space_id):
            found[place.id] = Fault(place, blocking.ends_at, blocking.reason)
    return list(found.values())


class OnADay(NamedTuple):
    """A booking with that part of its time that lies on a day, and was not given back."""

    entry: DayBooking
    span: Interval


class WeekRow(NamedTuple):
    """A space and what is booked there on each day of the week."""

    name: str
    cells: list[list[OnADay]]


class Week(NamedTuple):
    days: list[date]
    rows: list[WeekRow]

    @property
    def by_day(self) -> list[tuple[date, list[DayBooking]]]:
        """The same for small screens: each day with its bookings in the order in which they begin."""
        columns = zip(*(row.cells for row in self.rows), strict=True)
        found = [[one.entry for cell in column for one in cell] for column in columns] or [[] for _ in self.days]
        return [
            (day, sorted(entries, key=lambda entry: entry.booking.starts_at))
            for day, entries in zip(self.days, found, strict=True)
        ]

    @property
    def before(self) -> date:
        return self.days[0] - DAYS_OF_WEEK * ONE_DAY

    @property
    def after(self) -> date:
        return self.days[0] + DAYS_OF_WEEK * ONE_DAY


def week(hub: Hub, setup: Setup, day: date, viewer_id: int) -> Week:
    """The week, from Monday on, in which the day is, as the host sees it. Places that were put away come last when they
    are booked."""
    monday = day - day.weekday() * ONE_DAY
    days = [monday + n * ONE_DAY for n in range(DAYS_OF_WEEK)]
    bounds = [day_bounds(each, hub.time_zone) for each in days]
    entries = queries.of_days(hub.id, bounds[0].start, bounds[-1].end, now(), viewer_id)
    names = {place.id: place.told_name for place in setup.places}
    names |= {entry.space.id: entry.place_name for entry in entries}
    by_space: dict[int, list[DayBooking]] = {space_id: [] for space_id in names}
    for entry in entries:
        by_space[entry.space.id].append(entry)
    return Week(days, [WeekRow(name, [_on(by_space[key], bound) for bound in bounds]) for key, name in names.items()])


def _on(entries: list[DayBooking], day: Interval) -> list[OnADay]:
    found = []
    for entry in entries:
        booking = entry.booking
        end = min(booking.ends_at, booking.checked_out_at or booking.ends_at)
        if booking.starts_at < day.end and end > day.start:
            found.append(OnADay(entry, Interval(max(booking.starts_at, day.start), min(end, day.end))))
    return found
