"""Another time on the wanted day in the wanted hub."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bookings.availability import Availability, Taken
from bookings.grid import MINUTE, last_on_grid, next_on_grid
from bookings.search.answers import Candidate, suitable
from bookings.search.rules import SearchQuery, exact, why_not
from core.clock import day_bounds
from core.timespans import Interval
from hubs import lunch
from hubs.models import Hub
from hubs.rules import Rules
from hubs.setup import Place, open_intervals


@dataclass(frozen=True, slots=True)
class HubProposal:
    """A place of the wanted hub at another time than the wanted one."""

    hub: Hub
    kind: str
    space_id: int
    stretch: Interval


def same_day(candidate: Candidate, wish: SearchQuery, taken: Taken, moment: datetime) -> HubProposal | None:
    """Another time on the wanted day: as long as the wish from–to, else the longest that is free."""
    hub, places = candidate.hub, suitable(candidate.setup, wish.kind, wish.features)
    limits, zone = places[0].rules, hub.time_zone
    day = Interval(*day_bounds(wish.day, zone))
    opened = open_intervals(hub, candidate.setup, *day)
    earliest = moment + timedelta(minutes=limits.notice_minutes)
    there = Availability(hub, candidate.setup, opened, taken, earliest, day)
    opened = list(there.opened_for(places[0]))
    alike = [place for place in places if place.rules == limits]
    best = _as_long(there, alike, wish) or _longest(there, alike)
    if best is None or why_not(best[1], opened, zone, limits, moment, there.between(places[0])):
        return None
    return HubProposal(hub, wish.kind, *best)


def _as_long(there: Availability, places: Sequence[Place], wish: SearchQuery) -> tuple[int, Interval] | None:
    if not wish.is_exact:
        return None
    zone = there.hub.time_zone
    start, end = exact(wish, zone)
    minutes, grid = (end - start) // MINUTE, places[0].rules.grid_minutes
    over_lunch = bool(lunch.within(there.breaks, Interval(start, end)))
    day = day_bounds(wish.day, zone)
    found = there.next(minutes, places, start, grid, over_lunch=over_lunch)
    found = found or there.next(minutes, places, day.start, grid, over_lunch=over_lunch)
    return (found.space.id, found.interval) if found else None


def _longest(there: Availability, places: Sequence[Place]) -> tuple[int, Interval] | None:
    limits, zone = places[0].rules, there.hub.time_zone
    fitted = [(place.id, _on_grid(run, limits, zone)) for place in places for run in there.runs(place)]
    allowed = [(s, i) for s, i in fitted if i.end - i.start >= limits.min_minutes * MINUTE]
    return max(allowed, key=lambda found: (found[1].end - found[1].start, -found[1].start.timestamp()), default=None)


def _on_grid(run: Sequence[Interval], limits: Rules, zone: str) -> Interval:
    """As much as may be booked of openings that one booking may take together, from the first step on."""
    start = next_on_grid(run[0].start, limits.grid_minutes, zone)
    inside = lunch.trimmed(run, Interval(start, start + timedelta(minutes=limits.max_minutes)))
    begin = next_on_grid(inside.start, limits.grid_minutes, zone)
    return Interval(begin, max(begin, last_on_grid(inside.end, limits.grid_minutes, zone)))
