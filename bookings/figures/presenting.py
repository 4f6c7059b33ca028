"""A hub's figures put together, and where bars and cells of the drawings stand."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from typing import NamedTuple

from bookings.figures import queries, rules
from bookings.figures.rules import Cell, Use, Week
from core.clock import local
from core.timespans import Interval
from hubs.models import Hub
from hubs.rules import KINDS
from hubs.setup import Setup, open_intervals

WEEKS_BEFORE = 8
LEVELS = 5
BAR_HEIGHT = 120


class Bar(NamedTuple):
    """A week's bar: its left edge, its top and height in a drawing that is BAR_HEIGHT high."""

    week: Week
    x: int
    y: int
    height: int


class Field(NamedTuple):
    """A cell of the heatmap: percent (None: closed) and its level of colour, 0 to LEVELS."""

    percent: int | None
    level: int


class Row(NamedTuple):
    """An hour of the day with a field for each weekday."""

    hour: int
    fields: list[Field]


class OfKind(NamedTuple):
    """This week's utilisation of the places of a kind."""

    kind: str
    places: int
    utilisation: float | None


@dataclass(frozen=True)
class Figures:
    """`weeks` end with the one that runs; `rows` are of the weeks before it."""

    weeks: list[Week]
    kinds: list[OfKind]
    rows: list[Row]

    @property
    def this_week(self) -> Week:
        return self.weeks[-1]

    @property
    def week_before(self) -> Week:
        return self.weeks[-2]

    @property
    def is_empty(self) -> bool:
        """Nothing was booked or cancelled in all these weeks."""
        return not any(week.bookings or week.booked or week.cancellations for week in self.weeks)

    @property
    def bars(self) -> list[Bar]:
        """By booked hours, the busiest week as high as the drawing."""
        most = max(week.booked.total_seconds() for week in self.weeks) or 1
        heights = [round(BAR_HEIGHT * week.booked.total_seconds() / most) for week in self.weeks]
        return [
            Bar(w, 4 + n * 38, 20 + BAR_HEIGHT - h, h) for n, (w, h) in enumerate(zip(self.weeks, heights, strict=True))
        ]


def figures_of(hub: Hub, setup: Setup, moment: datetime) -> Figures:
    """The figures at this moment: counted anew each time, from two questions to the database."""
    zone = hub.time_zone
    mondays = rules.weeks(local(moment, zone).date(), WEEKS_BEFORE)
    start = rules.week_bounds(mondays[0], zone).start
    end = rules.week_bounds(mondays[-1], zone).end
    uses = queries.uses_of(hub.id, start, end, moment)
    blocked = queries.blocked_of(hub.id, setup, start, end)
    on_offer = rules.offered(list(setup.by_id), open_intervals(hub, setup, start, end), blocked)
    weeks = [rules.week(monday, zone, uses, on_offer) for monday in mondays]
    return Figures(weeks, _kinds(setup, mondays[-1], zone, uses, on_offer), _rows(mondays, zone, uses, on_offer))


def _kinds(setup: Setup, monday: date, zone: str, uses: list[Use], on_offer: dict[int, list[Interval]]) -> list[OfKind]:
    found = []
    for kind in KINDS:
        ids = {place.id for place in setup.of_kind(kind)}
        if ids:
            week = rules.week(monday, zone, uses, {id_: on_offer[id_] for id_ in ids})
            found.append(OfKind(kind, len(ids), week.utilisation))
    return found


def _rows(mondays: list[date], zone: str, uses: list[Use], on_offer: dict[int, list[Interval]]) -> list[Row]:
    """The weeks that are over, by hour and weekday, from the first to the last hour in which something is offered."""
    over = Interval(rules.week_bounds(mondays[0], zone).start, rules.week_bounds(mondays[-1], zone).start)
    there = rules.cut(on_offer, over)
    offered = _by_hour_of_all(there, zone)
    heat = rules.heat(rules.by_hour(rules.within(rules.used(uses), there), zone), offered)
    hours = [hour for _day, hour in heat]
    if not hours:
        return []
    most = max(heat.values())
    return [
        Row(hour, [_field(heat.get((day, hour)), most) for day in range(7)])
        for hour in range(min(hours), max(hours) + 1)
    ]


def _by_hour_of_all(on_offer: dict[int, list[Interval]], zone: str) -> Counter[Cell]:
    """The same as `rules.by_hour`; places that are on offer at the same times (most are) are counted once."""
    alike: dict[tuple[Interval, ...], int] = {}
    for stretches in on_offer.values():
        times = tuple(stretches)
        alike[times] = alike.get(times, 0) + 1
    found: Counter[Cell] = Counter()
    for times, number in alike.items():
        for cell, seconds in rules.by_hour({0: times}, zone).items():
            found[cell] += number * seconds
    return found


def _field(value: float | None, most: float) -> Field:
    """Coloured by comparison with the busiest hour: in a hub that is used little, one still sees when."""
    if value is None:
        return Field(None, 0)
    return Field(round(100 * value), ceil(LEVELS * value / most) if most else 0)
