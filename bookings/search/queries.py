"""Where something is free: all hubs at once, nearest first, and what else there is when the wanted one is not free.

Three queries whatever the number of hubs and spaces (hubs, what is taken that day, and a look at the days after it
when the wanted hub or everything is taken), besides set-ups that are not yet in memory.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bookings.availability import LOOK_AHEAD, Taken, taken_in
from bookings.errors import OutsideOpeningHours
from bookings.search.answers import (
    Candidate,
    HubAnswer,
    day_answer,
    hub_stretches,
    suitable,
)
from bookings.search.proposals import HubProposal, same_day
from bookings.search.rules import SearchQuery
from core.clock import day_bounds
from core.errors import DomainError
from core.timespans import Interval
from hubs import lunch
from hubs.models import Hub
from hubs.places.rules import HubPoint
from hubs.places.spelling import sort_key
from hubs.queries import all_hubs, hubs_by_id, hubs_with
from hubs.rules import haversine_km
from hubs.setup import open_intervals, setups_of

Position = tuple[float, float]

LOOK_AHEAD_HUBS = 12
MOST_HUBS = 20
"""So many hubs are looked at for one answer, whatever their number; the next ones on a next page."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to a search: `answers` nearest first, or by name without `near`; hubs without such a place are not
    among them.

    `wanted` is the nearest when somebody asked for a place. When it has nothing free, `elsewhere` are the nearest that
    have, `same_day` is another time there, `next_day` the first day after on which the wish can be had there. When
    nothing is free anywhere, `next_days` are hubs on the first day on which something is.
    """

    wish: SearchQuery
    near: Position | None
    answers: list[HubAnswer]
    wanted: HubAnswer | None = None
    elsewhere: tuple[HubAnswer, ...] = ()
    same_day: HubProposal | None = None
    next_day: HubAnswer | None = None
    next_days: tuple[HubAnswer, ...] = ()

    @property
    def with_free(self) -> list[HubAnswer]:
        return [answer for answer in self.answers if answer.has_free]

    @property
    def reason_of_all(self) -> DomainError | None:
        """What speaks against the wish everywhere, such as a length that no hub allows; None if hubs differ."""
        reasons = [answer.reason for answer in self.answers]
        if not reasons or None in reasons or len({type(reason) for reason in reasons}) > 1:
            return None
        return reasons[0]

    @property
    def is_refused_everywhere(self) -> bool:
        """Not for its hours, which differ from day to day, but for what was asked."""
        return self.reason_of_all is not None and not isinstance(self.reason_of_all, OutsideOpeningHours)


def candidates_near(near: Position | None, hubs: Iterable[Hub] | None = None) -> list[Candidate]:
    """All hubs in which one may book, nearest first, else by name; `hubs` spares the query."""
    open_to_book = [hub for hub in (all_hubs() if hubs is None else hubs) if hub.is_open_to_book]
    setups = setups_of(open_to_book)
    found = [Candidate(hub, setups[hub.id], distance_km(near, hub)) for hub in open_to_book]
    return sorted(found, key=lambda c: (c.km or 0, sort_key(c.hub.name)))


@dataclass(frozen=True, slots=True)
class Nearest:
    """The hubs of one page of an answer, nearest first, and the `others` that may have such a place."""

    candidates: list[Candidate]
    others: list[HubPoint]
    has_more: bool = False


def nearest(points: Sequence[HubPoint], near: Position | None, wish: SearchQuery, skipped: int = 0) -> Nearest:
    """The nearest hubs in which one may book after so many that are skipped, by name without `near`.

    Two queries more than their set-ups ask, however many hubs there are; where all fit on one page, all are taken,
    also those without such a place.
    """
    open_to_book = [point for point in points if point.is_open_to_book]
    if len(open_to_book) > MOST_HUBS:
        offering = hubs_with(wish.kind, wish.features)
        open_to_book = [point for point in open_to_book if point.id in offering]
    if near:
        open_to_book.sort(key=lambda point: haversine_km(*near, point.lat, point.lon))
    shown = open_to_book[skipped : skipped + MOST_HUBS]
    found = hubs_by_id([point.id for point in shown])
    others = open_to_book[:skipped] + open_to_book[skipped + MOST_HUBS :]
    has_more = len(open_to_book) > skipped + MOST_HUBS
    return Nearest(candidates_near(near, found.values()), others, has_more)


def first_day(candidates: Sequence[Candidate], wish: SearchQuery, moment: datetime) -> date:
    """The first day from the wish's day on with a hub whose hours allow the wish, whatever is taken."""
    for day in (wish.day + timedelta(days=n) for n in range(LOOK_AHEAD.days)):
        if any(_is_open_for(c, wish.on(day), moment) for c in candidates):
            return day
    return wish.day


def _is_open_for(candidate: Candidate, wish: SearchQuery, moment: datetime) -> bool:
    found = hub_stretches(candidate, wish, moment)
    if not wish.is_exact:
        return bool(found)
    return any(s.start >= moment and _is_open_in(candidate, wish, s) for s in found)


def _is_open_in(candidate: Candidate, wish: SearchQuery, stretch: Interval) -> bool:
    rules = suitable(candidate.setup, wish.kind, wish.features)[0].rules
    opened = open_intervals(candidate.hub, candidate.setup, *stretch, rules)
    return lunch.is_open(opened, candidate.setup.breaks(opened, rules) if rules.over_lunch else (), stretch)


def search(
    candidates: Sequence[Candidate], wish: SearchQuery, near: Position | None, moment: datetime, locale: str = "de"
) -> SearchResult:
    """The answer to a wish that `check_wish` found possible; `candidates` from `candidates_near`."""
    taken = _taken(candidates, *_bounds(candidates, wish.day, wish.day), moment)
    found = [answer for c in candidates if (answer := day_answer(c, wish, taken, moment, locale))]
    result = SearchResult(wish, near, found, wanted=found[0] if near and found else None)
    if any(answer.has_free for answer in found[: 1 if near else None]) or result.is_refused_everywhere:
        return result
    return _with_ways_out(result, candidates, taken, moment, locale)


def _with_ways_out(
    result: SearchResult, candidates: Sequence[Candidate], taken: Taken, moment: datetime, locale: str
) -> SearchResult:
    """The wanted hub has nothing free, or no hub has."""
    wish = result.wish
    offering = [c for c in candidates if suitable(c.setup, wish.kind, wish.features)]
    anything = any(answer.has_free for answer in result.answers)
    looked_at = offering[:1] if anything else offering[:LOOK_AHEAD_HUBS]
    later = _first_free_day(looked_at, wish, moment, locale)
    wanted = result.wanted
    return replace(
        result,
        elsewhere=tuple(result.with_free[:2]),
        same_day=same_day(offering[0], wish, taken, moment) if wanted else None,
        next_day=next((a for a in later if wanted and a.hub is wanted.hub), None),
        next_days=() if anything else tuple(a for a in later if not wanted or a.hub is not wanted.hub)[:3],
    )


def distance_km(near: Position | None, hub: Hub) -> float | None:
    """As the crow flies."""
    return haversine_km(*near, hub.lat, hub.lon) if near else None


def _bounds(candidates: Iterable[Candidate], first: date, last: date) -> Interval:
    """The days in UTC, wide enough for the zones of all hubs."""
    zones = {c.hub.time_zone for c in candidates} or {"UTC"}
    starts = [day_bounds(first, zone).start for zone in zones]
    return Interval(min(starts), max(day_bounds(last, zone).end for zone in zones))


def _taken(candidates: Sequence[Candidate], start: datetime, end: datetime, moment: datetime) -> Taken:
    return taken_in({candidate.hub.id: candidate.setup for candidate in candidates}, start, end, moment)


def _first_free_day(
    candidates: Sequence[Candidate], wish: SearchQuery, moment: datetime, locale: str
) -> list[HubAnswer]:
    """On the first day after the wish's on which one of them has something free: those that have. One query."""
    days = [wish.day + timedelta(days=n) for n in range(1, LOOK_AHEAD.days + 1)]
    taken = _taken(candidates, *_bounds(candidates, days[0], days[-1]), moment)
    for day in days:
        found = (day_answer(c, wish.on(day), taken, moment, locale) for c in candidates)
        if free := [answer for answer in found if answer and answer.has_free]:
            return free
    return []
