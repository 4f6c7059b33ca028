"""The page of a hub's own figures put together: the week that runs, a chosen period, and what it is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from district.choosing import Counted, Period, is_counted
from district.differences import Hour
from district.own import HubFigures, WeekSums
from district.periods import ONE_DAY, WEEK, monday_of
from district.rules import HourUse
from hubs.rules import KINDS
from web.district.figures_drawing import Bar, HoursGrid, bars, grid
from web.district.figures_words import MOST_COLUMNS, FigureColumn, columns_of


class FiguresRow(NamedTuple):
    """A column of the drawing and a line of its table: a week, or the weeks of a month."""

    column: FigureColumn
    sums: WeekSums

    @property
    def people_a_week(self) -> float:
        return self.sums.people / len(self.column.weeks)


class OfKind(NamedTuple):
    kind: str
    sums: WeekSums


@dataclass(frozen=True)
class RunningWeek:
    """What is booked from Monday to Sunday; `before` is the week before, None when the hub was not there yet."""

    sums: WeekSums
    days: list[WeekSums]
    before: WeekSums | None


@dataclass(frozen=True)
class Chosen:
    """The period. `before` is None where the time it is compared with is not counted. `days` is empty in a period of
    more than MOST_COLUMNS weeks."""

    period: Period
    compared: Period
    total: WeekSums
    before: WeekSums | None
    kinds: list[OfKind]
    rows: list[FiguresRow]
    days: list[WeekSums]
    grid: HoursGrid

    @property
    def people_a_week(self) -> float:
        return self.total.people / len(self.period.weeks)

    @property
    def people_a_week_before(self) -> float:
        return self.before.people / len(self.compared.weeks) if self.before else 0

    @property
    def busiest(self) -> WeekSums | None:
        """The day with the most booked time; the first of several."""
        return max((day for day in self.days if day.booked), key=lambda day: day.booked, default=None)

    @property
    def bars(self) -> list[Bar]:
        """Of booked time; none for one row, and for so many that their numbers could not be read."""
        return bars([row.sums.booked for row in self.rows]) if 1 < len(self.rows) <= MOST_COLUMNS else []

    @property
    def recorded_days(self) -> int:
        """Of how many days is known who stayed away."""
        return sum(day.no_shows is not None for day in self.days)


def running_week(own: HubFigures, today: date, first: date) -> RunningWeek:
    """`first` is the hub's first day: there is nothing to say of those before it."""
    monday = monday_of(today)
    before = own.weeks([monday - WEEK]) if first < monday else None
    return RunningWeek(own.weeks([monday]), days_of([monday], own, first), before)


def chosen(own: HubFigures, period: Period, compared: Period, counted: Counted) -> Chosen:
    is_long = len(period.weeks) > MOST_COLUMNS
    by_kind = own.by_kind(period.weeks)
    return Chosen(
        period=period,
        compared=compared,
        total=own.weeks(period.weeks),
        before=own.weeks(compared.weeks) if is_counted(compared, counted) else None,
        kinds=[OfKind(kind, by_kind[kind]) for kind in KINDS if kind in by_kind],
        rows=[FiguresRow(column, own.weeks(column.weeks)) for column in columns_of(period)],
        days=[] if is_long else days_of(period.weeks, own, counted.first),
        grid=grid(_hours(own, period.weeks)),
    )


def days_of(mondays: Sequence[date], own: HubFigures, first: date) -> list[WeekSums]:
    """The days of these weeks from `first` on, also those without any figures."""
    inside = [monday + n * ONE_DAY for monday in mondays for n in range(7)]
    return [own.day(day) for day in inside if day >= first]


def _hours(own: HubFigures, mondays: Sequence[date]) -> dict[Hour, HourUse | None]:
    found: dict[Hour, HourUse | None] = {}
    for (day, hour), (offered, booked) in own.hours.items():
        if offered and monday_of(day) in mondays:
            before = found.get((day.weekday(), hour)) or HourUse(0, 0, 0)
            found[day.weekday(), hour] = HourUse(before.offered + offered, before.booked + booked, 0)
    return found
