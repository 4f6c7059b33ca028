"""The day plan: a hub's spaces × the hours of one day, as runs of cells that are free, taken, mine, closed or past.

A cell is one step of the hub's grid. Cells are counted from the first hour of the day in real time, so that a day of
23 or 25 hours has as many hours. The table has a column only where something begins: HTML knows no column without it.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate, groupby, pairwise
from typing import Any, NamedTuple, TypeVar

from bookings.availability import Availability
from bookings.queries import OwnStretch, of_place
from core import formats
from core.clock import clock_change, local
from core.timespans import Interval
from hubs.models import Hub
from hubs.rules import Rules
from hubs.setup import Setup

HOUR = timedelta(hours=1)


class PlanColumn(NamedTuple):
    """An hour of the day; `span` in cells, `columns` in columns of the table."""

    label: str
    span: int
    columns: int = 1


class Run(NamedTuple):
    """Cells of one state side by side. `url` leads to booking a free run, once the row's space is added to it, or to
    one's own booking. `columns`: over how many columns of the table."""

    state: str
    span: int
    start: datetime
    end: datetime
    label: str
    url: str | None
    columns: int = 1


class PlanRow(NamedTuple):
    """A space and its day."""

    space_id: int
    name: str
    kind: str
    features: tuple[str, ...]
    runs: list[Run]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the template draws. `widths`: how wide the columns of the table are, as (minutes, so many side by side)."""

    date: date
    columns: list[PlanColumn]
    cells_per_row: int
    widths: list[tuple[int, int]]
    rows: list[PlanRow]
    is_closed: bool
    has_past: bool = False
    note: str | None = None
    prev_url: str | None = None
    next_url: str | None = None


class PlanGrid:
    """The cells of a day from the hour of the first opening to the hour of the last closing."""

    def __init__(self, opened: Sequence[Interval], minutes: int, zone: str, moment: datetime) -> None:
        self.opened, self.minutes, self.zone, self.moment = opened, minutes, zone, moment
        self.step = timedelta(minutes=minutes)
        self.start = _hour_before(opened[0].start, zone)
        self.cells = -(-(_hour_after(opened[-1].end, zone) - self.start) // self.step)
        self.bounds = [self.start + n * self.step for n in range(self.cells + 1)]
        self.clocks = [local(bound, zone).strftime("%H:%M") for bound in self.bounds]
        self.days_ahead = (local(self.start, zone).date() - local(moment, zone).date()).days
        self._is_set_back = clock_change(self.bounds[0], self.bounds[-1], zone) is not None
        self._locale = formats.locale_code()
        self._labels: dict[tuple[int, int], str] = {}
        self._untaken: dict[tuple[int, bool], list[Cell]] = {}

    def label(self, first: int, end: int) -> str:
        """The time from one cell's start to another's, for people; made once, since rows repeat each other."""
        if (first, end) not in self._labels:
            self._labels[first, end] = self._span(first, end)
        return self._labels[first, end]

    def _span(self, first: int, end: int) -> str:
        if self._is_set_back:
            return formats.span(self.bounds[first], self.bounds[end], self.zone)
        return formats.span_of_clocks(self.clocks[first], self.clocks[end], self._locale)

    def from_cell(self, moment: datetime) -> int:
        """The first cell that begins at or after a moment."""
        return min(max(-((self.start - moment) // self.step), 0), self.cells)

    def to_cell(self, moment: datetime) -> int:
        """The first cell that ends after a moment."""
        return min(max((moment - self.start) // self.step, 0), self.cells)

    def untaken(self, notice_minutes: int, opened: Sequence[Interval]) -> "list[Cell]":
        """The day without bookings: closed, past (or within the notice), free. The same for most rows: `opened` is the
        grid's own, but of lockers outside."""
        key = (notice_minutes, opened is self.opened)
        if key not in self._untaken:
            bookable_from = self.from_cell(self.moment + timedelta(minutes=notice_minutes))
            cells = [CLOSED] * self.cells
            for start, end in opened:
                first, last = self.from_cell(start), self.to_cell(end)
                _fill(cells, first, last, FREE)
                _fill(cells, first, min(last, bookable_from), PAST)
            self._untaken[key] = cells
        return self._untaken[key].copy()

    def columns(self) -> list[PlanColumn]:
        """One column an hour, named by the clock on the wall."""
        hours = [(local(bound, self.zone).hour, (bound - self.start) // HOUR) for bound in self.bounds[:-1]]
        return [PlanColumn(str(hour), len(list(cells))) for (hour, _), cells in groupby(hours)]


def plan_of(
    hub: Hub,
    setup: Setup,
    day: date,
    there: Availability,
    mine: dict[int, list[OwnStretch]],
    urls: "Urls",
    words: Mapping[str, Any],
) -> Plan:
    """The plan of a local day. `there`: what is free that day; `words`: features in the reader's language."""
    if not there.opened or not setup.places:
        return Plan(day, [], 0, [], [], is_closed=True)
    grid = PlanGrid(there.opened, min(place.rules.grid_minutes for place in setup.places), hub.time_zone, there.moment)
    features = _telling_features(setup, words)
    alike: dict[tuple[object, ...], list[Run]] = {}
    shown = []
    for place in setup.places:
        rules = place.rules
        marks = _marks(grid, place.turnaround, there.in_the_way(place), of_place(place, mine))
        pattern = (rules.notice_minutes, rules.min_minutes, rules.horizon_days, rules.held == "any", *marks)
        if pattern not in alike:  # most places are taken like another one, or not at all
            alike[pattern] = _runs(grid, rules, there.opened_for(place), marks, urls)
        shown.append((place, pattern))
    cuts = _cuts(grid.columns(), *alike.values())
    drawn = {pattern: _over_columns(runs, cuts) for pattern, runs in alike.items()}
    rows = [PlanRow(each.id, each.name, each.kind, features[each.features], drawn[pattern]) for each, pattern in shown]
    widths = [((end - first) * grid.minutes) for first, end in pairwise(cuts)]
    return Plan(
        day,
        _over_columns(grid.columns(), cuts),
        grid.cells,
        [(minutes, len(list(same))) for minutes, same in groupby(widths)],
        rows,
        is_closed=False,
        has_past=any(run.state == "past" for runs in alike.values() for run in runs),
    )


Part = TypeVar("Part", PlanColumn, Run)


def _cuts(*rows: Sequence[PlanColumn] | Sequence[Run]) -> dict[int, int]:
    """Where an hour or a run begins, in cells, and the end of the day; each with the number of columns before it."""
    found = {0}
    for row in rows:
        found.update(accumulate(part.span for part in row))
    return {cut: number for number, cut in enumerate(sorted(found))}


def _over_columns(parts: Sequence[Part], cuts: dict[int, int]) -> list[Part]:
    """The same, each with the number of columns that it covers."""
    drawn, first = [], 0
    for part in parts:
        end = first + part.span
        drawn.append(type(part)(*part[:-1], cuts[end] - cuts[first]))  # `_replace` takes three times as long
        first = end
    return drawn


def _telling_features(setup: Setup, words: Mapping[str, Any]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Features in words, but only those that tell the spaces apart: what all have says nothing here."""
    kinds = {place.features for place in setup.places}
    common = set.intersection(*map(set, kinds))
    return {kind: tuple(str(words.get(f, f)) for f in kind if f not in common) for kind in kinds}


class Urls:
    """Addresses of runs, put together from parts that are made once: a plan has hundreds of them."""

    def __init__(self, new: str, show: str, day: date) -> None:
        self._new, self._show, self._day = new, show, day.isoformat()

    def book(self, start: str, end: str) -> str:
        """Of any space: which one stands in the row."""
        return f"{self._new}?date={self._day}&from={start}&to={end}"

    def show(self, booking_id: uuid.UUID) -> str:
        return self._show.replace("BOOKING", str(booking_id))


Cell = tuple[str, uuid.UUID | None]
CLOSED: Cell = ("closed", None)
FREE: Cell = ("free", None)
PAST: Cell = ("past", None)
TAKEN: Cell = ("taken", None)


class Mark(NamedTuple):
    """What becomes of the cells from `first` to before `end`."""

    first: int
    end: int
    cell: Cell


def _marks(grid: PlanGrid, turnaround: timedelta, in_the_way: list[Interval], mine: list[OwnStretch]) -> list[Mark]:
    """A cell that is taken only in part is taken; so is the turnaround before what comes next, since no booking could
    end there. One's own bookings come last: they are among what is taken."""
    marks = [Mark(grid.to_cell(start), grid.from_cell(end), TAKEN) for start, end in in_the_way]
    for start, end, booking_id in mine:
        marks.append(Mark(grid.to_cell(start), grid.from_cell(end - turnaround), ("mine", booking_id)))
    return marks


def _runs(grid: PlanGrid, rules: Rules, opened: Sequence[Interval], marks: list[Mark], urls: Urls) -> list[Run]:
    """What is too short or too far ahead to book has no address."""
    shortest = -(-rules.min_minutes // grid.minutes)
    can_book = grid.days_ahead <= rules.horizon_days
    cells = grid.untaken(rules.notice_minutes, opened)
    for mark in marks:
        _fill(cells, *mark)
    runs, first = [], 0
    for (state, booking_id), same in groupby(cells):
        end = first + len(list(same))
        url = None
        if state == "free" and end - first >= shortest and can_book:
            url = urls.book(grid.clocks[first], grid.clocks[end])
        elif booking_id:
            url = urls.show(booking_id)
        runs.append(Run(state, end - first, grid.bounds[first], grid.bounds[end], grid.label(first, end), url))
        first = end
    return runs


def _fill(cells: list[Cell], first: int, end: int, cell: Cell) -> None:
    if first < end:
        cells[first:end] = [cell] * (end - first)


def _hour_before(moment: datetime, zone: str) -> datetime:
    shown = local(moment, zone)
    return moment - timedelta(minutes=shown.minute, seconds=shown.second)


def _hour_after(moment: datetime, zone: str) -> datetime:
    before = _hour_before(moment, zone)
    return before if before == moment else before + HOUR


def days_around(day: date, today: date, horizon_days: int) -> tuple[date | None, date | None]:
    """The day before (not before today) and the day after (not beyond the horizon)."""
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    last = today + timedelta(days=horizon_days)
    return (before if before >= today else None), (after if after <= last else None)
