"""The grid of the week's hours and bars of weeks, as drawings and tables show them. For the district and for hosts."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import NamedTuple

from district.differences import Hour
from district.rules import HourUse

LEVELS = 5
BAR_HEIGHT = 120
BAR_STEP = 38


class Field(NamedTuple):
    """An hour of a weekday: "shown" with its utilisation, "hidden" (too few people), or "closed"."""

    state: str
    share: float
    level: int


class BarRow(NamedTuple):
    """An hour of the clock with a field for each weekday."""

    hour: int
    fields: list[Field]


class HoursGrid(NamedTuple):
    """`fullest` and `emptiest` are the hours shown with the highest and the lowest utilisation."""

    rows: list[BarRow]
    fullest: Hour | None
    emptiest: Hour | None
    hidden: int

    def share(self, hour: Hour) -> float:
        """The utilisation of an hour that is shown."""
        return next(row.fields[hour[0]].share for row in self.rows if row.hour == hour[1])


class Bar(NamedTuple):
    """Its left edge, top and height in a drawing in which the highest is BAR_HEIGHT high, below 20 for its number."""

    x: int
    y: int
    height: int


CLOSED = Field("closed", 0.0, 0)
HIDDEN = Field("hidden", 0.0, 0)


def grid(uses: Mapping[Hour, HourUse | None]) -> HoursGrid:
    """From the first to the last hour in which anything is offered. The colours mean the same on every page and in
    every period; the number in each field tells hours of one colour apart."""
    shares = {hour: use.booked / use.offered for hour, use in uses.items() if use and use.offered}
    clock = [hour for _day, hour in uses]
    rows = [
        BarRow(hour, [_field((day, hour), uses, shares) for day in range(7)])
        for hour in (range(min(clock), max(clock) + 1) if clock else ())
    ]
    fullest = min(shares, key=lambda hour: (-shares[hour], hour), default=None)
    emptiest = min(shares, key=lambda hour: (shares[hour], hour), default=None)
    return HoursGrid(rows, fullest, emptiest, sum(use is None for use in uses.values()))


def bars(values: Sequence[float]) -> list[Bar]:
    """One for each value, from left to right."""
    most = max(values, default=0) or 1
    heights = [round(BAR_HEIGHT * value / most) for value in values]
    return [Bar(4 + n * BAR_STEP, 20 + BAR_HEIGHT - height, height) for n, height in enumerate(heights)]


def level(share: float) -> int:
    """0 for nothing, then a step for each fifth: LEVELS stands for more than 80 %, here and in each other period."""
    return min(LEVELS, ceil(LEVELS * share))


def _field(hour: Hour, uses: Mapping[Hour, HourUse | None], shares: Mapping[Hour, float]) -> Field:
    if hour not in uses:
        return CLOSED
    if hour not in shares:
        return HIDDEN
    return Field("shown", shares[hour], level(shares[hour]))
