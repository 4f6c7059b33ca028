"""What is free in a hub at a moment: the one answer that pages, forms, searches, suggestions and programs ask.

A place is free while its hub is open (a locker outside: whenever), nobody has it and nothing blocks it. A booking needs
the place's turnaround after it, so what can be had ends so long before whatever comes next; before closing time nothing
has to be left.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property

from bookings import queries
from bookings.grid import MINUTE, last_on_grid, this_minute
from bookings.queries import of_place
from bookings.stretches import FreeTime, free_stretches, next_free, next_over
from core.clock import day_bounds, local
from core.timespans import Interval, intersect, merge, subtract_sorted
from hubs import lunch
from hubs.models import Hub
from hubs.setup import Place, Setup, open_intervals

ONE_DAY = timedelta(days=1)
LOOK_AHEAD = timedelta(days=14)
"""So far ahead one is told the next free time, or the next open day."""
Taken = dict[int, list[Interval]]
"""What takes a space, turnaround included, by space id, each in the order of time."""


class Availability:
    """`opened` (sorted, apart) and `taken` hold for the stretch of time that is `asked` about; `taken` reaches as far
    beyond it as the longest turnaround."""

    def __init__(
        self,
        hub: Hub,
        setup: Setup,
        opened: Sequence[Interval],
        taken: Taken,
        moment: datetime,
        asked: Interval | None = None,
    ) -> None:
        self.hub, self.setup, self.opened, self.taken, self.moment = hub, setup, opened, taken, moment
        self.asked = asked

    def free(self, place: Place) -> list[Interval]:
        """When the place can be had from the moment on. What a locker can be had for besides is what is closed
        meanwhile (`runs`)."""
        return free_stretches(self.opened_for(place), self.in_the_way(place), self.moment)

    def opened_for(self, place: Place) -> Sequence[Interval]:
        """When somebody can get at the place: while the hub is open; at a locker outside whenever (in all of the time
        that is asked about, where the caller said which that is)."""
        if place.rules.held != "any" or self.asked is None or not self.hub.is_open_to_book:
            return self.opened
        return [self.asked]

    @cached_property
    def breaks(self) -> list[Interval]:
        """The hub's lunch breaks in that time."""
        return self.setup.breaks(self.opened)

    @cached_property
    def _gaps(self) -> list[Interval]:
        return lunch.gaps(self.opened)

    def between(self, place: Place) -> Sequence[Interval]:
        """The closed times over which a booking of the place may go (as `Setup.breaks` tells them)."""
        if place.rules.held == "ends":
            return self._gaps
        return self.breaks if place.rules.over_lunch else ()

    def runs(self, place: Place) -> list[list[Interval]]:
        """What `free` tells, put together as one booking may take it: over closed times (`between`), in which nothing
        stands."""
        return self._runs_over(place, self.between(place))

    def _runs_over(self, place: Place, between: Sequence[Interval]) -> list[list[Interval]]:
        free = self.free(place)
        if not between:
            return [[stretch] for stretch in free]
        rows = self.in_the_way(place)
        return lunch.runs(free, [b for b in between if not any(r.start < b.end and b.start < r.end for r in rows)])

    def fits(self, place: Place, span: Interval) -> bool:
        """Whether the place can be had for all of the span, which may go over closed times as far as `between` tells
        them."""
        is_open = lunch.is_open(self.opened_for(place), self.between(place), span)
        return is_open and not self.is_taken(place, span)

    def is_taken(self, place: Place, span: Interval) -> bool:
        """Whether something takes the place in the span or in the turnaround after it, whatever the hours."""
        end = span.end + place.turnaround
        return any(row.start < end and span.start < row.end for row in of_place(place, self.taken))

    def give(self, place: Place, span: Interval) -> None:
        """From now on the place is taken in the span, for who gives away one place after another."""
        for space_id in place.takes:
            self.taken.setdefault(space_id, []).append(Interval(span.start, span.end + place.turnaround))

    def now(self, place: Place) -> Interval | None:
        """From when until when somebody who comes in now can have the place and be there; None when it is not free.

        It begins with the minute that has begun, unless the place became free within it.
        """
        stretches = subtract_sorted(self.opened_for(place), self.in_the_way(place))
        here = next((stretch for stretch in stretches if stretch.start <= self.moment < stretch.end), None)
        return Interval(max(here.start, this_minute(self.moment)), here.end) if here else None

    def visit(self, place: Place) -> Interval | None:
        """The same as one booking goes on over lunch breaks, as long as the place's rules allow; None when it ends
        before the first of them anyway."""
        rules, zone = place.rules, self.hub.time_zone
        if rules.held != "whole" or not rules.over_lunch or not self.breaks:
            return None
        here = self.now(place)
        run = next((run for run in self.runs(place) if run[0].start <= self.moment < run[0].end), [])
        if here is None or len(run) < 2:
            return None
        inside = intersect(run, [Interval(here.start, here.start + rules.max_minutes * MINUTE)])
        last = [part for part in inside[1:] if last_on_grid(part.end, rules.grid_minutes, zone) > part.start]
        return Interval(here.start, last[-1].end) if last else None

    def after_lunch(self, place: Place) -> list[Interval]:
        """When the place can still be had after the lunch breaks by who comes in now, as hosts let them in: over lunch
        whatever the place's rules."""
        runs = self._runs_over(place, self.breaks)
        return next((run[1:] for run in runs if run[0].start <= self.moment < run[0].end), [])

    def until(self, place: Place) -> datetime | None:
        """Until when the place is free from now on, also past midnight; None when it is not."""
        here = self.now(place)
        return here.end if here else None

    def again(self, place: Place) -> Interval | None:
        """The next time at which the place is free, beginning with now."""
        return next(iter(self.free(place)), None)

    def next(
        self,
        minutes: int,
        places: Sequence[Place],
        after: datetime | None = None,
        grid_minutes: int = 1,
        *,
        over_lunch: bool = False,
    ) -> FreeTime[Place] | None:
        """The earliest `minutes` in a row at one of the places, begun on the grid, from `after` (or now) on. Only who
        wants a time that goes over a lunch break (`over_lunch`) is offered another one that does."""
        free = {place: self.free(place) for place in places}
        wanted = (minutes, after or self.moment, grid_minutes, self.hub.time_zone)
        found = next_free(free, *wanted)
        if not over_lunch or not any(self.between(place) for place in places):
            return found
        over = next_over({place: self.runs(place) for place in places}, *wanted)
        return min(filter(None, (found, over)), key=lambda one: one.interval.start, default=None)

    def untaken(self, place: Place) -> list[Interval]:
        """Open and not taken, to the letter of the API: without regard to the turnaround before what comes next."""
        rows = of_place(place, self.taken)
        return subtract_sorted(self.opened_for(place), merge(rows) if place.inside else rows)

    def in_the_way(self, place: Place) -> list[Interval]:
        """What a booking of the place may not touch: what takes it, each with the turnaround before it."""
        rows = of_place(place, self.taken)
        if not place.turnaround and not place.inside:
            return rows
        return merge(Interval(row.start - place.turnaround, row.end) for row in rows)

    @property
    def closes(self) -> datetime | None:
        """When the hub closes, if it is open now."""
        return next((end for start, end in self.opened if start <= self.moment < end), None)


def look(
    hub: Hub, setup: Setup, start: datetime, end: datetime, moment: datetime, but: uuid.UUID | None = None
) -> Availability:
    """What is free in [start, end). One query; `but` is the booking that is being moved."""
    opened = open_intervals(hub, setup, start, end)
    asks = bool(opened) or any(place.rules.held == "any" for place in setup.places)
    taken = taken_in({hub.id: setup}, start, end, moment, but) if asks else {}
    return Availability(hub, setup, opened, taken, moment, Interval(start, end))


def among(hub: Hub, setup: Setup, start: datetime, end: datetime, taken: Taken, moment: datetime) -> Availability:
    """The same for one of several hubs, of what `taken_in` has read for all. No query."""
    return Availability(hub, setup, open_intervals(hub, setup, start, end), taken, moment, Interval(start, end))


def look_now(hub: Hub, setup: Setup, moment: datetime) -> Availability:
    """What is free now, and next until the end of tomorrow. One query."""
    tomorrow = local(moment, hub.time_zone).date() + ONE_DAY
    return look(hub, setup, this_minute(moment) - MINUTE, day_bounds(tomorrow, hub.time_zone).end, moment)


def taken_in(
    setups: Mapping[int, Setup], start: datetime, end: datetime, moment: datetime, but: uuid.UUID | None = None
) -> Taken:
    """What is taken in [start, end) in these hubs (by id), as far beyond as their longest turnaround reaches. One
    query; `but` is the booking that is being moved."""
    if not setups:
        return {}
    longest = max([longest_turnaround(setup.places) for setup in setups.values()])
    return queries.taken_by_space(setups, start, end + longest, moment, but)


def longest_turnaround(places: Iterable[Place]) -> timedelta:
    """How far beyond a time one has to look for what comes next."""
    return max([place.turnaround for place in places], default=timedelta(0))
