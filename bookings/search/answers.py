"""What one hub has for a wish: how many of its places are free, for which stretch of its day, at what price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bookings.availability import Availability, Taken
from bookings.search.rules import SearchQuery, State, state_of, stretches, why_not
from core.clock import day_bounds
from core.errors import DomainError
from core.timespans import Interval
from hubs.hours import DayHours, week
from hubs.models import Hub
from hubs.rules import Rules
from hubs.setup import Place, Setup, open_intervals


@dataclass(frozen=True, slots=True)
class HubAnswer:
    """What one hub has for a wish. `total` counts its suitable places, `free` those free for the whole `stretch`.

    `space_id` is the first free one. `reason` says why nothing can be booked although somebody may be there; `hours`
    are those of the day. `price` is in cents for one place.
    """

    hub: Hub
    state: State
    free: int
    total: int
    stretch: Interval | None
    price: int
    km: float | None = None
    space_id: int | None = None
    reason: DomainError | None = None
    hours: DayHours | None = None

    @property
    def has_free(self) -> bool:
        return self.free > 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hub in which one may book, with its set-up and its distance."""

    hub: Hub
    setup: Setup
    km: float | None


def suitable(setup: Setup, kind: str | None, features: Sequence[str]) -> list[Place]:
    return [place for place in setup.any_of(kind) if all(feature in place.features for feature in features)]


def hub_stretches(candidate: Candidate, wish: SearchQuery, moment: datetime) -> list[Interval]:
    places = suitable(candidate.setup, wish.kind, wish.features)
    if not places:
        return []
    hub = candidate.hub
    limits = places[0].rules
    opened = open_intervals(hub, candidate.setup, *day_bounds(wish.day, hub.time_zone), limits)
    breaks = candidate.setup.breaks(opened, limits)
    return stretches(wish, opened, hub.time_zone, limits, moment, breaks) if opened else []


def day_answer(
    candidate: Candidate, wish: SearchQuery, taken: Taken, moment: datetime, locale: str
) -> HubAnswer | None:
    """None where the hub has no such place. Of several stretches, the longest that is free anywhere answers."""
    hub, setup = candidate.hub, candidate.setup
    places = suitable(setup, wish.kind, wish.features)
    if not places:
        return None
    day = week(hub.opening_hours, hub.time_zone, hub.holiday_state, wish.day, 1, setup.closures, locale=locale)[0]
    whole_day = day_bounds(wish.day, hub.time_zone)
    there = Availability(hub, setup, day.intervals, taken, moment, Interval(*whole_day))
    first, opened = places[0], there.opened_for(places[0])
    found = [
        _answer(candidate, places, stretch, there, day)
        for stretch in stretches(wish, opened, hub.time_zone, first.rules, moment, there.between(first))
    ]
    nothing = HubAnswer(hub, "closed", 0, len(places), None, 0, candidate.km, hours=day)
    return next((answer for answer in found if answer.has_free), found[0] if found else nothing)


def _answer(
    candidate: Candidate,
    places: Sequence[Place],
    stretch: Interval,
    there: Availability,
    day: DayHours | None,
) -> HubAnswer:
    hub, verdicts = candidate.hub, dict[Rules, DomainError | None]()
    for limits, place in {place.rules: place for place in places}.items():
        opened, between = there.opened_for(place), there.between(place)
        verdicts[limits] = why_not(stretch, opened, hub.time_zone, limits, there.moment, between)
    allowed = [place for place in places if verdicts[place.rules] is None]
    free = [place for place in allowed if there.fits(place, stretch)]
    return HubAnswer(
        hub,
        state_of(len(free), len(places), is_open=bool(allowed)),
        len(free),
        len(places),
        stretch,
        candidate.setup.lowest_price(free or places, *stretch),
        candidate.km,
        space_id=free[0].id if free else None,
        reason=None if allowed else verdicts[places[0].rules],
        hours=day,
    )
