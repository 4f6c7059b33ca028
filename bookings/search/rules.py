"""What a search asks for, and which stretch of a hub's day answers it. Pure.

Whole day, morning and afternoon are no fixed hours: each hub answers with a stretch of its own opening hours that
can be booked as it stands, so short that the tariff's day or half day covers it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from bookings import time_rules
from bookings.errors import EndBeforeStart, InThePast, TooFarAhead
from bookings.grid import MINUTE, last_on_grid, next_on_grid
from core.clock import BadTime, day_bounds, local, to_utc
from core.errors import DomainError
from core.timespans import Interval, intersect, total_minutes
from hubs import lunch
from hubs.rules import DEFAULTS, Rules
from hubs.tariffs import HALF_DAY

Part = Literal["day", "morning", "afternoon", "range"]
State = Literal["free", "few", "full", "closed"]

PARTS: tuple[Part, ...] = ("day", "morning", "afternoon", "range")
NOON = time(13, 0)
"""The morning lasts until then, the afternoon begins."""
USUAL_START = time(8, 0)
"""A whole day in a hub that is open longer than one may book begins then, if that fits."""
FEW = 0.25
"""Up to this share of the suitable places left free reads as few."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is looked for: `start` and `end` are wall-clock times and belong to the part `range`; either may lack."""

    day: date
    part: Part = "day"
    start: time | None = None
    end: time | None = None
    kind: str = "desk"
    features: tuple[str, ...] = ()

    @property
    def is_exact(self) -> bool:
        return self.part == "range" and self.start is not None and self.end is not None

    def on(self, day: date) -> "SearchQuery":
        """The same wish on another day."""
        return replace(self, day=day)


def state_of(free: int, total: int, *, is_open: bool = True) -> State:
    """One of two is few, the only one is not."""
    if not is_open:
        return "closed"
    if free == 0:
        return "full"
    return "few" if free < total and (free == 1 or free <= total * FEW) else "free"


def stretches(
    wish: SearchQuery,
    opened: Iterable[Interval],
    zone: str,
    limits: Rules,
    now: datetime,
    breaks: Sequence[Interval] = (),
) -> list[Interval]:
    """The stretches of the day's opening hours `opened` by which the hub can answer, the longest first.

    One over the lunch `breaks` where the rules allow it, so that a whole day is one booking; and one for each opening,
    for days that are no longer free as a whole. On the grid, neither too short nor too long nor past; the one exact
    stretch for a wish from–to, whatever the hours. Empty when the wish cannot be had on that day, be it because the
    clock change swallows or repeats a wanted time.
    """
    try:
        return _stretches(wish, opened, zone, limits, now, breaks if limits.over_lunch else ())
    except BadTime:
        return []


def _stretches(
    wish: SearchQuery,
    opened: Iterable[Interval],
    zone: str,
    limits: Rules,
    now: datetime,
    between: Sequence[Interval],
) -> list[Interval]:
    if wish.is_exact:
        return [exact(wish, zone)]
    left = left_of_day(wish, opened, zone, limits, now)
    fitted = [stretch for run in lunch.runs(left, between) for stretch in _fitted(wish, run, zone, limits)]
    bookable = [stretch for stretch in fitted if stretch.end - stretch.start >= limits.min_minutes * MINUTE]
    return sorted(bookable, key=lambda stretch: (stretch.start - stretch.end, stretch.start))


def left_of_day(
    wish: SearchQuery, opened: Iterable[Interval], zone: str, limits: Rules, now: datetime
) -> list[Interval]:
    """The wanted part of the day's openings that one may still book, by the clock. BadTime at the clock change."""
    earliest, window = now + timedelta(minutes=limits.notice_minutes), _window(wish, zone)
    return intersect(opened, [Interval(max(window.start, earliest), window.end)] if earliest < window.end else [])


def exact(wish: SearchQuery, zone: str) -> Interval:
    """From–to as moments; an end at 0:00 is the end of the day. BadTime at the clock change."""
    assert wish.start is not None
    assert wish.end is not None
    end = day_bounds(wish.day, zone).end if wish.end == time.min else to_utc(wish.day, wish.end, zone)
    return Interval(to_utc(wish.day, wish.start, zone), end)


def _window(wish: SearchQuery, zone: str) -> Interval:
    """The part of the day that is wanted, opening hours aside."""
    start, end = day_bounds(wish.day, zone)
    if wish.part == "morning":
        return Interval(start, to_utc(wish.day, NOON, zone))
    if wish.part == "afternoon":
        return Interval(to_utc(wish.day, NOON, zone), end)
    if wish.part == "range":
        start = to_utc(wish.day, wish.start, zone) if wish.start else start
        end = to_utc(wish.day, wish.end, zone) if wish.end and wish.end != time.min else end
    return Interval(start, end)


def _fitted(wish: SearchQuery, run: Sequence[Interval], zone: str, limits: Rules) -> list[Interval]:
    """What may be booked of openings that one booking may take together: over their breaks if that gives more time in
    the house than one of them does, and each by itself."""
    steps = [_on_grid(opening, zone, limits) for opening in run]
    alone = [_fit(wish, [step], zone, limits) for step in steps]
    together = _fit(wish, [step for step in steps if step.start < step.end] or steps[:1], zone, limits)
    most = max(total_minutes([stretch]) for stretch in alone)
    return [together, *alone] if total_minutes(intersect(steps, [together])) > most else alone


def _on_grid(opening: Interval, zone: str, limits: Rules) -> Interval:
    start = next_on_grid(opening.start, limits.grid_minutes, zone)
    return Interval(start, max(start, last_on_grid(opening.end, limits.grid_minutes, zone)))


def _fit(wish: SearchQuery, run: Sequence[Interval], zone: str, limits: Rules) -> Interval:
    """The longest stretch of openings on the grid that may be booked; maybe too short, maybe empty."""
    start, end = run[0].start, run[-1].end
    most = timedelta(minutes=_longest(wish, limits))
    if end - start <= most:
        return Interval(start, end)
    begin = min(max(start, _preferred_start(wish, end, most, zone)), end - most)
    begin = next_on_grid(begin, limits.grid_minutes, zone)
    until = last_on_grid(min(begin + most, end), limits.grid_minutes, zone)
    return lunch.trimmed(run, Interval(begin, until))


def _longest(wish: SearchQuery, limits: Rules) -> int:
    half = wish.part in ("morning", "afternoon")
    return min(HALF_DAY, limits.max_minutes) if half else limits.max_minutes


def _preferred_start(wish: SearchQuery, end: datetime, most: timedelta, zone: str) -> datetime:
    if wish.part == "morning" or (wish.part == "range" and wish.end and not wish.start):
        return end - most
    if wish.part == "day":
        return to_utc(wish.day, USUAL_START, zone)
    return end - timedelta(days=1)


def why_not(
    stretch: Interval,
    opened: Iterable[Interval],
    zone: str,
    limits: Rules,
    now: datetime,
    breaks: Sequence[Interval] = (),
) -> DomainError | None:
    """What speaks against booking this stretch under these rules, other bookings aside; None if nothing does."""
    try:
        time_rules.check_times(limits, zone, opened, now, *stretch, breaks=breaks)
    except DomainError as error:
        return error
    return None


def check_query(wish: SearchQuery, zone: str, limits: Iterable[Rules], now: datetime) -> None:
    """EndBeforeStart, InThePast, or TooFarAhead when the day lies beyond the horizon of all of `limits`.

    Raises BadTime at the clock change. What only some hubs forbid is no mistake of the person who asks.
    """
    today = local(now, zone).date()
    if wish.day < today:
        raise InThePast
    horizon = max((limit.horizon_days for limit in limits), default=DEFAULTS.horizon_days)
    if wish.day > today + timedelta(days=horizon):
        raise TooFarAhead(horizon_days=horizon)
    start, end = exact(wish, zone) if wish.is_exact else _window(wish, zone)
    if end <= start:
        raise EndBeforeStart
    if end <= now or (wish.is_exact and start < now):
        raise InThePast
