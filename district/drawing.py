"""The grid of the week's hours, as drawings and tables show it. For the district and for hosts."""

from collections.abc import Mapping
from math import ceil
from typing import NamedTuple

from district.differences import Hour
from district.rules import HourUse

LEVELS = 5


class Field(NamedTuple):
    """An hour of a weekday: "shown" with its utilisation, "hidden" (too few people), or "closed"."""

    state: str
    share: float
    level: int


class Row(NamedTuple):
    """An hour of the clock with a field for each weekday."""

    hour: int
    fields: list[Field]


class Grid(NamedTuple):
    """`fullest` and `emptiest` are the hours shown with the highest and the lowest utilisation."""

    rows: list[Row]
    fullest: Hour | None
    emptiest: Hour | None
    hidden: int

    def share(self, hour: Hour) -> float:
        """The utilisation of an hour that is shown."""
        return next(row.fields[hour[0]].share for row in self.rows if row.hour == hour[1])


CLOSED = Field("closed", 0.0, 0)
HIDDEN = Field("hidden", 0.0, 0)


def grid(uses: Mapping[Hour, HourUse | None]) -> Grid:
    """From the first to the last hour in which anything is offered; coloured by comparison with the fullest hour, so
    that one sees when a place is used also where it is used little."""
    shares = {hour: use.booked / use.offered for hour, use in uses.items() if use and use.offered}
    most = max(shares.values(), default=0.0)
    clock = [hour for _day, hour in uses]
    rows = [
        Row(hour, [_field((day, hour), uses, shares, most) for day in range(7)])
        for hour in (range(min(clock), max(clock) + 1) if clock else ())
    ]
    fullest = min(shares, key=lambda hour: (-shares[hour], hour), default=None)
    emptiest = min(shares, key=lambda hour: (shares[hour], hour), default=None)
    return Grid(rows, fullest, emptiest, sum(use is None for use in uses.values()))


def level(share: float, most: float) -> int:
    """0 for nothing, up to LEVELS for the most there is."""
    return ceil(LEVELS * share / most) if most else 0


def _field(hour: Hour, uses: Mapping[Hour, HourUse | None], shares: Mapping[Hour, float], most: float) -> Field:
    if hour not in uses:
        return CLOSED
    if hour not in shares:
        return HIDDEN
    return Field("shown", shares[hour], level(shares[hour], most))
