"""Writing the figures down: a run of days of a hub at once, anew each time, so that a second time changes nothing."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, not_, select

from core.bulk import insert_rows
from core.clock import now
from core.db import db
from core.timespans import Interval
from district import queries
from district.counting import Cell, Count, Facts, count
from district.models import CountedDay, DailyFigure, PeopleFigure
from district.people import SOMEBODY, people, people_by_hour, people_of_day
from district.periods import calendar_periods, months_of, span_of
from hubs.models import Hub

Period = tuple[str, date, date]


def count_days(*, hub_id: int, run: list[date]) -> int:
    """Count these days of the hub, which follow one another, and the weeks and months they lie in; returns how many.

    Two processes that count the same hub take turns (its row; bookings go on meanwhile).
    """
    moment = now()
    hub = db.session.scalars(_THE_HUBS_TURN.where(Hub.id == hub_id)).one_or_none()
    if hub is None:
        return 0
    span = span_of(run[0], run[-1], hub.time_zone)
    last = max(run[-1], queries.last_counted(hub_id) or run[-1])
    periods = [(name, first, min(end, last)) for name, first, end in calendar_periods(run)]
    spans = [span_of(first, end, hub.time_zone) for _name, first, end in periods]
    months = [(m.weeks[0], span_of(m.weeks[0], min(m.last_day, last), hub.time_zone)) for m in months_of(run)]
    since = min(s.start for s in [*spans, *(span for _first, span in months)])
    facts = queries.facts_of(hub, Interval(span.start, max(s.end for s in spans)), since)
    _write_figures(hub_id, run, facts)
    _write_people(hub_id, periods, spans, facts)
    _write_hours(hub_id, months, facts)
    _mark(hub_id, run, moment)
    return len(run)


_THE_HUBS_TURN = select(Hub).with_for_update(key_share=True).execution_options(populate_existing=True)
"""As it is now: it may have been changed since its last week was counted."""


def _write_figures(hub_id: int, run: list[date], facts: Facts) -> None:
    """The figures of the days. Where bookings are anonymised, the people that were counted before stay."""
    before = queries.people_written(hub_id, run[0], run[-1])
    wanted = set(run)
    cells = {cell: figure for cell, figure in count(facts).items() if cell[1] in wanted}
    db.session.execute(
        delete(DailyFigure).where(DailyFigure.hub_id == hub_id, DailyFigure.day.between(run[0], run[-1]))
    )
    insert_rows(DailyFigure, [_row(hub_id, cell, cells[cell], before) for cell in sorted(cells)])


def _row(hub_id: int, cell: Cell, figure: Count, before: dict[Cell, int]) -> dict[str, Any]:
    kind, day, hour = cell
    return {
        "hub_id": hub_id,
        "kind": kind,
        "day": day,
        "hour": hour,
        "offered_minutes": figure.offered,
        "booked_minutes": figure.booked,
        "attended_minutes": figure.attended,
        "bookings": figure.bookings,
        "people": before.get(cell, figure.people) if SOMEBODY in figure.who else figure.people,
        "cancellations": figure.cancellations,
        "no_shows": figure.no_shows,
    }


def _write_people(hub_id: int, periods: list[Period], spans: list[Interval], facts: Facts) -> None:
    kinds = {spot.id: spot.kind for spot in facts.spots}
    found = {
        (name, first): (people_of_day if name == "day" else people)(facts.uses, span, kinds)
        for (name, first, _last), span in zip(periods, spans, strict=True)
    }
    _replace_people(hub_id, found, not_(_IS_HOUR))


def _write_hours(hub_id: int, months: list[tuple[date, Interval]], facts: Facts) -> None:
    found = {("month", first): people_by_hour(facts.uses, span, facts.zone) for first, span in months}
    _replace_people(hub_id, found, _IS_HOUR)


def _replace_people(
    hub_id: int, found: Mapping[tuple[str, date], Mapping[str, set[object]]], which: ColumnElement[bool]
) -> None:
    """Where bookings are anonymised, the people that were counted before stay."""
    before = queries.people_figures_written(hub_id, found)
    rows = []
    for (period, first), by_kind in found.items():
        for kind, who in sorted(by_kind.items()):
            kept = before.get((period, first, kind)) if SOMEBODY in who else None
            number = len(who) if kept is None else kept
            rows.append({"hub_id": hub_id, "kind": kind, "period": period, "first_day": first, "people": number})
        own = (PeopleFigure.hub_id == hub_id, PeopleFigure.period == period, PeopleFigure.first_day == first)
        db.session.execute(delete(PeopleFigure).where(*own, which), execution_options={"synchronize_session": False})
    insert_rows(PeopleFigure, rows)


_IS_HOUR = PeopleFigure.kind.contains(":")


def _mark(hub_id: int, run: list[date], moment: datetime) -> None:
    own = (CountedDay.hub_id == hub_id, CountedDay.day.between(run[0], run[-1]))
    db.session.execute(delete(CountedDay).where(*own))
    insert_rows(CountedDay, [{"hub_id": hub_id, "day": day, "counted_at": moment} for day in run])
