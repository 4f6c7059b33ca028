"""The district's page put together: large numbers, weeks by hub, hours of the week. Only what may be shown."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from district import published, rules
from district.choosing import Counted, Period, is_counted
from district.periods import Month, month_of
from district.rules import HubWeek, Total
from web.district.figures_drawing import HoursGrid, grid, level

MOST_COLUMNS = 14
"""So many weeks stand side by side; what is longer is shown by months."""


class FigureColumn(NamedTuple):
    """A week, or the weeks of a month as far as they lie in the period."""

    weeks: list[date]
    month: Month | None


class Cell(NamedTuple):
    """Of a hub's column: "shown" with its utilisation, "hidden" (too few people), or "closed" (nothing was offered).

    `left_out`: of how many weeks of it there is nothing to be seen.
    """

    state: str
    share: float = 0.0
    level: int = 0
    left_out: int = 0


class FigureRow(NamedTuple):
    name: str
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True)
class FigureSums:
    """Of a period: the sums over what is shown, how many weeks of hubs are not, and how many hubs there were that
    offered something, shown or not. Those of a period in which not all days are counted stay empty, since nothing can
    be compared with it."""

    period: Period
    is_counted: bool
    total: Total
    hidden: int
    hubs: int


@dataclass(frozen=True)
class FiguresOverview:
    """The period, and `before`: the one it is compared with. `begin`: the first day of all figures."""

    period: Period
    total: Total
    hidden: int
    hubs: int
    before: FigureSums
    begin: date
    columns: list[FigureColumn]
    rows: list[FigureRow]
    months: list[Month]
    grid: HoursGrid

    @property
    def has_begin(self) -> bool:
        return self.period.first_day <= self.begin <= self.period.last_day


def overview(period: Period, compared: Period, counted: Counted) -> FiguresOverview:
    """Five queries, however long the periods are and however many hubs there are."""
    months = [month for month in period.months if month.weeks[-1] <= counted.last_monday]
    months = months or [_last_month(period)]
    wanted = {*period.weeks, *compared.weeks, *(week for month in months for week in month.weeks)}
    weeks = published.hub_weeks(wanted)
    columns = columns_of(period)
    here = sums(period, weeks, counted)
    return FiguresOverview(
        period=period,
        total=here.total,
        hidden=here.hidden,
        hubs=here.hubs,
        before=sums(compared, weeks if is_counted(compared, counted) else [], counted),
        begin=counted.first,
        columns=columns,
        rows=_rows(published.hub_names(), columns, _within(weeks, period)),
        months=months,
        grid=grid(published.hours(months, weeks)),
    )


def columns_of(period: Period) -> list[FigureColumn]:
    """Weeks, or months where there are more than MOST_COLUMNS of them."""
    if len(period.weeks) <= MOST_COLUMNS:
        return [FigureColumn([monday], None) for monday in period.weeks]
    months = sorted({month_of(monday) for monday in period.weeks})
    return [FigureColumn([monday for monday in period.weeks if month_of(monday) == month], month) for month in months]


def sums(period: Period, weeks: Iterable[HubWeek], counted: Counted) -> FigureSums:
    within = _within(weeks, period)
    shown = rules.shown_weeks(within)
    hidden = sum(week.offered > 0 for week in within) - sum(week.offered > 0 for week in shown)
    hubs = len({week.hub_id for week in within if week.offered})
    return FigureSums(period, is_counted(period, counted), rules.total(shown), hidden, hubs)


def _last_month(period: Period) -> Month:
    """The last month of whole weeks that was over when the period was."""
    month = month_of(period.weeks[-1])
    return month if month.weeks[-1] <= period.weeks[-1] else month.before(1)


def _within(weeks: Iterable[HubWeek], period: Period) -> list[HubWeek]:
    wanted = set(period.weeks)
    return [week for week in weeks if week.monday in wanted]


def _rows(names: dict[int, str], columns: list[FigureColumn], weeks: list[HubWeek]) -> list[FigureRow]:
    """Hubs that offered something, by name."""
    found = []
    for hub_id, name in names.items():
        own = [week for week in weeks if week.hub_id == hub_id]
        if any(week.offered for week in own):
            cells = [_cell([week for week in own if week.monday in column.weeks]) for column in columns]
            found.append(FigureRow(name, cells, _cell(own)))
    return found


def _cell(weeks: Collection[HubWeek]) -> Cell:
    offered = [week for week in weeks if week.offered]
    if not offered:
        return Cell("closed")
    shown = rules.shown_weeks(offered)
    share = rules.total(shown).utilisation
    if share is None:
        return Cell("hidden")
    return Cell("shown", share, level(share), len(offered) - len(shown))
