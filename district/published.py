"""What the district's page reads from the figures. The number of queries is fixed."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from core.db import db
from district import rules
from district.choosing import Counted
from district.differences import Hour
from district.models import CountedDay, DailyFigure, PeopleFigure
from district.periods import ONE_DAY, WEEK, Month, monday_of
from district.rules import HourUse, HubWeek
from hubs.models import Hub

HubMonth = tuple[int, Month]


@dataclass
class _Hours:
    """Of a hub's month."""

    uses: dict[Hour, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    weeks: dict[date, dict[Hour, tuple[int, int]]] = field(default_factory=lambda: defaultdict(dict))


def hub_names() -> dict[int, str]:
    """All hubs by name."""
    return {row[0]: row[1] for row in db.session.execute(select(Hub.id, Hub.name).order_by(Hub.name))}


def counted() -> Counted | None:
    """None until the first whole week is counted. A hub that lags behind holds the others up: what is shown of a week
    or a month must not change with it later, since the difference would be its own figures."""
    of_hubs = select(func.min(CountedDay.day).label("first"), func.max(CountedDay.day).label("last"))
    by_hub = of_hubs.group_by(CountedDay.hub_id).subquery()
    first, last = db.session.execute(select(func.min(by_hub.c.first), func.min(by_hub.c.last))).one()
    if first is None:
        return None
    last_monday = monday_of(last + ONE_DAY) - WEEK
    return Counted(first, last_monday) if last_monday + WEEK > first else None


def hub_weeks(weeks: Collection[date]) -> list[HubWeek]:
    """These weeks (Mondays) of all hubs, also those that must not be shown. Two queries."""
    sums: dict[tuple[int, date], tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    offered_booked = (func.sum(DailyFigure.offered_minutes), func.sum(DailyFigure.booked_minutes))
    query = (
        select(DailyFigure.hub_id, DailyFigure.day, *offered_booked, func.sum(DailyFigure.bookings))
        .where(_in_weeks(DailyFigure.day, weeks))
        .group_by(DailyFigure.hub_id, DailyFigure.day)
    )
    for hub_id, day, offered, booked, begun in db.session.execute(query):
        before = sums[hub_id, monday_of(day)]
        sums[hub_id, monday_of(day)] = (before[0] + offered, before[1] + booked, before[2] + begun)
    people = _people_of_weeks(weeks)
    return [HubWeek(*key, *sums[key], people.get(key, 0)) for key in sorted(sums)]


def _people_of_weeks(weeks: Collection[date]) -> dict[tuple[int, date], int]:
    query = select(PeopleFigure.hub_id, PeopleFigure.first_day, PeopleFigure.people).where(
        PeopleFigure.period == "week", PeopleFigure.kind == "", PeopleFigure.first_day.in_(weeks)
    )
    return {(hub_id, monday): people for hub_id, monday, people in db.session.execute(query)}


def hours(months: Collection[Month], weeks: Iterable[HubWeek]) -> dict[Hour, HourUse | None]:
    """The hours of the week over these months, from those of their `weeks` that are shown. None: too few people.

    Two queries. Each hub shows its own hours of a month, as many as it may, and what is shown is added. Only hubs count
    of which all weeks are shown, since their people are those of the whole month.
    """
    by_month = {monday: month for month in months for monday in month.weeks}
    weeks = [week for week in weeks if week.monday in by_month and (week.offered or week.people)]
    partly = {(w.hub_id, by_month[w.monday]) for w in set(weeks) - set(rules.shown_weeks(weeks))}
    found: dict[HubMonth, _Hours] = defaultdict(_Hours)
    for hub_id, day, hour, offered, booked in db.session.execute(_hours_query(by_month)):
        monday = monday_of(day)
        if offered:
            of_month = found[hub_id, by_month[monday]]
            of_month.weeks[monday][day.weekday(), hour] = (offered, booked)
            numbers = of_month.uses[day.weekday(), hour]
            numbers[0] += offered
            numbers[1] += booked
    people = _people_of_hours(months)
    return rules.hours_of_period(
        _published(of_month, {} if key in partly else people.get(key, {})) for key, of_month in found.items()
    )


def _hours_query(weeks: Collection[date]) -> Any:
    sums = (func.sum(DailyFigure.offered_minutes), func.sum(DailyFigure.booked_minutes))
    query = select(DailyFigure.hub_id, DailyFigure.day, DailyFigure.hour, *sums)
    query = query.where(_in_weeks(DailyFigure.day, weeks))
    return query.group_by(DailyFigure.hub_id, DailyFigure.day, DailyFigure.hour)


def _people_of_hours(months: Collection[Month]) -> dict[HubMonth, dict[Hour, int]]:
    by_first = {month.weeks[0]: month for month in months}
    query = select(PeopleFigure.hub_id, PeopleFigure.first_day, PeopleFigure.kind, PeopleFigure.people).where(
        PeopleFigure.period == "month", PeopleFigure.kind.contains(":"), PeopleFigure.first_day.in_(by_first)
    )
    found: dict[HubMonth, dict[Hour, int]] = defaultdict(dict)
    for hub_id, first, kind, people in db.session.execute(query):
        weekday, hour = kind.split(":")
        found[hub_id, by_first[first]][int(weekday), int(hour)] = people
    return found


def _published(of_month: _Hours, people: dict[Hour, int]) -> tuple[dict[Hour, HourUse], set[Hour]]:
    uses = {hour: HourUse(offered, booked, people.get(hour, 0)) for hour, (offered, booked) in of_month.uses.items()}
    return uses, rules.hidden_hours(uses, of_month.weeks.values())


def _in_weeks(day: Any, weeks: Iterable[date]) -> ColumnElement[bool]:
    """That a day lies in one of the weeks; weeks that follow one another are asked for as one stretch."""
    stretches: list[list[date]] = []
    for monday in sorted(set(weeks)):
        if stretches and stretches[-1][1] == monday - ONE_DAY:
            stretches[-1][1] = monday + WEEK - ONE_DAY
        else:
            stretches.append([monday, monday + WEEK - ONE_DAY])
    return or_(False, *(day.between(first, last) for first, last in stretches))
