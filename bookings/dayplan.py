"""The day plan: a hub's spaces × the hours of one day, as runs of cells that are free, taken, mine, closed or past.

A cell is one step of the hub's grid. Cells are counted from the first hour of the day in real time, so that a day of
23 or 25 hours has as many columns as it has hours.
"""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from bookings.queries import Taken, taken_of
from core import formats
from core.clock import local
from core.timespans import Interval
from hubs.models import Hub
from hubs.setup import Place, Setup

HOUR = timedelta(hours=1)


class Column(NamedTuple):
    """An hour of the day; `span` in cells."""

    label: str
    span: int


class Run(NamedTuple):
    """Cells of one state side by side. `url` leads to booking a free run or to one's own booking."""

    state: str
    span: int
    start: datetime
    end: datetime
    label: str
    url: str | None


class Row(NamedTuple):
    """A space and its day."""

    space_id: int
    name: str
    kind: str
    features: tuple[str, ...]
    runs: list[Run]


@dataclass(frozen=True, slots=True)
class Plan:
    """What the template draws."""

    date: date
    columns: list[Column]
    cells_per_row: int
    rows: list[Row]
    is_closed: bool
    note: str | None = None
    prev_url: str | None = None
    next_url: str | None = None

    @property
    def has_past(self) -> bool:
        """Whether the key needs a word for what can no longer be booked."""
        return any(run.state == "past" for row in self.rows for run in row.runs)


class Grid:
    """The cells of a day from the hour of the first opening to the hour of the last closing."""

    def __init__(self, opened: list[Interval], minutes: int, zone: str) -> None:
        self.zone = zone
        self.step = timedelta(minutes=minutes)
        self.start = _hour_before(opened[0].start, zone)
        self.cells = -(-(_hour_after(opened[-1].end, zone) - self.start) // self.step)
        self.bounds = [self.start + n * self.step for n in range(self.cells + 1)]
        self.clocks = [local(bound, zone).strftime("%H:%M") for bound in self.bounds]
        self.day = local(self.start, zone).date()
        self._locale = formats.locale_code()
        self._labels: dict[tuple[int, int], str] = {}
        self._untaken: dict[datetime, list[Cell]] = {}

    def label(self, first: int, end: int) -> str:
        """The time from one cell's start to another's, for people; made once, since rows repeat each other."""
        if (first, end) not in self._labels:
            self._labels[first, end] = formats.span_of_clocks(self.clocks[first], self.clocks[end], self._locale)
        return self._labels[first, end]

    def from_cell(self, moment: datetime) -> int:
        """The first cell that begins at or after a moment."""
        return min(max(-((self.start - moment) // self.step), 0), self.cells)

    def to_cell(self, moment: datetime) -> int:
        """The first cell that ends after a moment."""
        return min(max((moment - self.start) // self.step, 0), self.cells)

    def untaken(self, opened: list[Interval], bookable_from: datetime) -> list["Cell"]:
        """The day without bookings: closed, past (or within the notice), free. The same for most rows."""
        if bookable_from not in self._untaken:
            cells: list[Cell] = [("closed", None)] * self.cells
            for start, end in opened:
                _fill(cells, self.from_cell(start), self.to_cell(end), ("free", None))
            for n in range(self.from_cell(bookable_from)):
                if cells[n][0] == "free":
                    cells[n] = ("past", None)
            self._untaken[bookable_from] = cells
        return self._untaken[bookable_from].copy()

    def columns(self) -> list[Column]:
        """One column an hour, named by the clock on the wall."""
        hours = [(local(bound, self.zone).hour, (bound - self.start) // HOUR) for bound in self.bounds[:-1]]
        return [Column(str(hour), len(list(cells))) for (hour, _), cells in groupby(hours)]


def plan_of(
    hub: Hub,
    setup: Setup,
    day: date,
    opened: list[Interval],
    taken: dict[int, list[Taken]],
    mine: Collection[uuid.UUID],
    moment: datetime,
    urls: "Urls",
) -> Plan:
    """The plan of a local day. `opened`: the hub's open stretches of that day without closures."""
    if not opened or not setup.places:
        return Plan(day, [], 0, [], is_closed=True)
    grid = Grid(opened, min(place.rules.grid_minutes for place in setup.places), hub.time_zone)
    today = local(moment, hub.time_zone).date()
    rows = []
    for place in setup.places:
        cells = _cells(grid, place, opened, taken_of(place, taken), mine, moment)
        runs = _runs(grid, cells, place, today, urls)
        rows.append(Row(place.id, place.name, place.kind, place.features, runs))
    return Plan(day, grid.columns(), grid.cells, rows, is_closed=False)


class Urls:
    """Addresses of runs, put together from parts that are made once: a plan has hundreds of them."""

    def __init__(self, new: str, show: str, day: date) -> None:
        self._new, self._show, self._day = new, show, day.isoformat()

    def book(self, place: Place, start: str, end: str) -> str:
        return f"{self._new}?space={place.id}&date={self._day}&from={start}&to={end}"

    def show(self, booking_id: uuid.UUID) -> str:
        return self._show.replace("BOOKING", str(booking_id))


def _runs(grid: Grid, cells: list["Cell"], place: Place, today: date, urls: Urls) -> list[Run]:
    """Neighbouring cells of one state, joined. What is too short or too far ahead to book has no address."""
    shortest = -(-timedelta(minutes=place.rules.min_minutes) // grid.step)
    can_book = grid.day <= today + timedelta(days=place.rules.horizon_days)
    runs, first = [], 0
    for (state, booking_id), group in groupby(cells):
        span = len(list(group))
        end = first + span
        url = None
        if state == "free" and span >= shortest and can_book:
            url = urls.book(place, grid.clocks[first], grid.clocks[end])
        elif state == "mine" and booking_id:
            url = urls.show(booking_id)
        start_at, end_at = grid.bounds[first], grid.bounds[end]
        label = grid.label(first, end)
        runs.append(Run(state, span, start_at, end_at, label, url))
        first = end
    return runs


Cell = tuple[str, uuid.UUID | None]


def _cells(
    grid: Grid,
    place: Place,
    opened: list[Interval],
    taken: list[Taken],
    mine: Collection[uuid.UUID],
    moment: datetime,
) -> list[Cell]:
    """What each cell is. A cell that is taken only in part is taken; so is the turnaround before what comes next,
    since no booking could end there."""
    cells = grid.untaken(opened, moment + timedelta(minutes=place.rules.notice_minutes))
    for row in taken:
        _fill(cells, grid.to_cell(row.start - place.turnaround), grid.from_cell(row.end), ("taken", None))
    for row in taken:
        if row.booking_id in mine:
            end = row.end - place.turnaround
            _fill(cells, grid.to_cell(row.start), grid.from_cell(end), ("mine", row.booking_id))
    return cells


def _fill(cells: list[Cell], first: int, end: int, cell: Cell) -> None:
    for n in range(first, end):
        cells[n] = cell


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
