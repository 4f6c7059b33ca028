"""Hosts and district see one figure: the same hub and the same weeks have the same numbers, whoever looks and whether
they were counted in the night or are counted now."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from bookings.models import Booking
from core.clock import now
from core.db import db
from core.transactions import transaction
from district import actions, jobs, own, published, queries, rules
from district.choosing import BEFORE, compared_with, period_of
from district.models import DailyFigure
from district.own import HubFigures
from district.periods import ONE_DAY, WEEK, by_week, monday_of
from district.rules import HubWeek
from hubs.models import Hub
from tests.district import worlds
from tests.district.recount import DAYS, a_world
from web.host.figures_page import chosen


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def read(app: Flask, hub_id: int, monday: date) -> HubFigures:
    with app.app_context():
        hub = db.session.get_one(Hub, hub_id)
        return own.own_figures(hub, own.state_of(hub, now()), monday, monday + WEEK - ONE_DAY)


def week_of(found: HubFigures, hub_id: int, monday: date) -> HubWeek:
    """The host's week as the district has its own."""
    sums = found.weeks([monday])
    return HubWeek(hub_id, monday, sums.offered, sums.booked, sums.bookings, sums.people)


def nameless(app: Flask, chance: Random) -> None:
    """Some guests without an account have no name either."""
    with app.app_context(), transaction():
        guests = db.session.scalars(select(Booking.id).where(Booking.member_id.is_(None)).order_by(Booking.starts_at))
        some = [key for key in guests if chance.random() < 0.5]
        db.session.execute(update(Booking).where(Booking.id.in_(some)).values(guest_name=""))


def a_week(app: Flask, clock: Any, seed: int, day: date) -> tuple[int, date]:
    """A hub with rooms and desks in them, no-shows, walk-ins and guests without accounts; the week is over now."""
    monday = monday_of(day)
    clock.move_to(datetime(monday.year, monday.month, monday.day, tzinfo=UTC))
    hub_id = worlds.put(app, a_world(Random(seed), day))
    nameless(app, Random(seed))
    clock.shift(timedelta(days=7, hours=8))
    return hub_id, monday


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("seed", range(4))
def test_hosts_week_is_the_districts(app: Flask, clock: Any, seed: int, day: date) -> None:
    hub_id, monday = a_week(app, clock, seed, day)
    before = read(app, hub_id, monday)
    worlds.run(app, jobs.count_what_is_due)
    after = read(app, hub_id, monday)
    with app.app_context():
        (districts,) = [week for week in published.hub_weeks([monday]) if week.offered or week.bookings or week.booked]
    assert week_of(after, hub_id, monday) == districts
    assert before == after, "what is not counted yet is counted now, and in the same way"
    assert sum(booked for _offered, booked in after.hours.values()) == districts.booked
    assert sum(offered for offered, _booked in after.hours.values()) == districts.offered
    by_kind = after.by_kind([monday]).values()
    assert own.summed(monday, by_kind, districts.people) == after.weeks([monday])


@pytest.mark.parametrize("seed", range(3))
def test_week_that_runs_becomes_the_week_that_is_counted(app: Flask, clock: Any, seed: int) -> None:
    """Half of its days are counted, half are not."""
    hub_id, monday = a_week(app, clock, seed, date(2026, 11, 18))
    clock.shift(-timedelta(days=4))
    worlds.run(app, jobs.count_what_is_due)
    running = read(app, hub_id, monday)
    clock.shift(timedelta(days=4))
    worlds.run(app, jobs.count_what_is_due)
    assert running == read(app, hub_id, monday)


class Undone(Exception):
    """Nothing of it stays."""


@pytest.mark.by_turns
def test_all_hubs_of_the_demo_district_have_one_figure(demo_app: Flask) -> None:
    with demo_app.app_context(), suppress(Undone), transaction():
        states = queries.states(now())
        for state in states:
            for run in by_week(state.missing[-42:]):
                actions.count_days(hub_id=state.hub_id, run=run)
        last = own.counted_of(queries.states(now(), states[0].slug)[0])
        assert last
        weeks = [last.last_monday - n * WEEK for n in range(4)]
        districts = published.hub_weeks(weeks)
        hosts = {}
        for state in queries.states(now()):
            found = own.own_figures(db.session.get_one(Hub, state.hub_id), state, min(weeks), max(weeks) + 6 * ONE_DAY)
            hosts |= {(state.hub_id, monday): week_of(found, state.hub_id, monday) for monday in weeks}
        assert len(districts) >= 4 * len(states) > 20
        assert [hosts[week.hub_id, week.monday] for week in districts] == districts
        assert rules.total(districts).people > 50
        raise Undone


def test_period_of_the_host_is_the_sum_of_the_districts_weeks(app: Flask, clock: Any) -> None:
    hub_id, monday = a_week(app, clock, 2, date(2026, 11, 18))
    clock.shift(timedelta(days=21))
    worlds.run(app, jobs.count_what_is_due)
    with app.app_context():
        hub = db.session.get_one(Hub, hub_id)
        state = own.state_of(hub, now())
        counted = own.counted_of(state)
        assert counted
        period = period_of("4", counted)
        assert period
        assert period.first_day == monday
        compared = compared_with(period, BEFORE)
        figures = own.own_figures(hub, state, period.first_day, period.last_day)
        found = chosen(figures, period, compared, counted)
        districts = rules.total(published.hub_weeks(period.weeks))
        hours: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
        for row in db.session.scalars(select(DailyFigure).where(DailyFigure.hub_id == hub_id)):
            hours[row.day.weekday(), row.hour][0] += row.offered_minutes
            hours[row.day.weekday(), row.hour][1] += row.booked_minutes
    total = found.total
    assert (total.offered, total.booked, total.bookings) == (districts.offered, districts.booked, districts.bookings)
    assert (total.utilisation, total.people) == (districts.utilisation, districts.people)
    assert found.people_a_week == districts.people / 4
    assert found.before is None
    assert sum(row.sums.booked for row in found.rows) == sum(day.booked for day in found.days) == districts.booked
    assert len(found.days) == 28
    assert found.busiest
    assert found.busiest.booked == max(day.booked for day in found.days)
    for (weekday, hour), (offered, booked) in hours.items():
        if offered:
            assert found.grid.rows[hour - found.grid.rows[0].hour].fields[weekday].share == booked / offered
