"""Another time on the wanted day in the wanted hub."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bookings.availability import Availability, Taken
from bookings.grid import MINUTE, last_on_grid, next_on_grid
from bookings.search.answers import Candidate, suitable
from bookings.search.rules import SearchQuery, exact, why_not
from bookings.stretches import next_free
from core.clock import day_bounds
from core.timespans import Interval
from hubs.models import Hub
from hubs.rules import Rules
from hubs.setup import open_intervals


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
    opened = open_intervals(hub, candidate.setup, *day_bounds(wish.day, zone))
    earliest = moment + timedelta(minutes=limits.notice_minutes)
    there = Availability(hub, candidate.setup, opened, taken, earliest)
    free = {place.id: there.free(place) for place in places if place.rules == limits}
    best = _as_long(free, wish, limits, zone) or _longest(free, limits, zone)
    if best is None or why_not(best[1], opened, zone, limits, moment):
        return None
    return HubProposal(hub, wish.kind, *best)


def _as_long(
    free: dict[int, list[Interval]], wish: SearchQuery, limits: Rules, zone: str
) -> tuple[int, Interval] | None:
    if not wish.is_exact:
        return None
    start, end = exact(wish, zone)
    minutes = (end - start) // MINUTE
    day = day_bounds(wish.day, zone)
    found = next_free(free, minutes, start, limits.grid_minutes, zone) or next_free(
        free, minutes, day.start, limits.grid_minutes, zone
    )
    return (found.space, found.interval) if found else None


def _longest(free: dict[int, list[Interval]], limits: Rules, zone: str) -> tuple[int, Interval] | None:
    fitted = [(space, _on_grid(stretch, limits, zone)) for space, found in free.items() for stretch in found]
    allowed = [(s, i) for s, i in fitted if i.end - i.start >= limits.min_minutes * MINUTE]
    return max(allowed, key=lambda found: (found[1].end - found[1].start, -found[1].start.timestamp()), default=None)


def _on_grid(stretch: Interval, limits: Rules, zone: str) -> Interval:
    start = next_on_grid(stretch.start, limits.grid_minutes, zone)
    end = min(stretch.end, start + timedelta(minutes=limits.max_minutes))
    return Interval(start, max(start, last_on_grid(end, limits.grid_minutes, zone)))
