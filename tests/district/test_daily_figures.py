"""The job and the command: each day is counted once it is over, whatever came in between, and equal to a recount."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import delete, func, select, update

from bookings.models import Booking
from core import jobs as core_jobs
from core.db import db
from core.transactions import transaction
from district import actions, jobs
from district.models import CountedDay, DailyFigure, PeopleFigure
from district.periods import days
from hubs.models import Hub
from tests.district import worlds
from tests.district.recount import DAYS, World, a_world, recount

ONE_DAY = timedelta(days=1)
TUESDAY = date(2026, 11, 17)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 11, 17, 12, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def next_morning(day: date, hour: int = 4) -> datetime:
    """By the clock in Berlin, in winter."""
    return datetime(day.year, day.month, day.day, hour - 1, tzinfo=UTC) + ONE_DAY


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_scheduler_that_was_down_for_26_hours_leaves_nothing_out(app: Flask, clock: Any, day: date, seed: int) -> None:
    world = a_world(Random(seed), day)
    clock.move_to(datetime(day.year, day.month, day.day, tzinfo=UTC) - ONE_DAY)
    hub_id = worlds.put(app, world)
    clock.move_to(next_morning(day - ONE_DAY, 5))
    worlds.run(app, jobs.count_what_is_due)
    clock.shift(timedelta(hours=26))
    worlds.run(app, jobs.count_what_is_due)
    for counted in (day - ONE_DAY, day):
        assert worlds.written(app, hub_id, counted) == recount(replace(world, day=counted)), counted
    with app.app_context():
        figures = db.session.scalars(select(DailyFigure)).all()
        assert figures
        assert all(f.attended_minutes <= f.booked_minutes <= f.offered_minutes for f in figures)


def test_day_is_counted_from_four_in_the_morning_on(app: Flask, clock: Any) -> None:
    worlds.put(app, bare(TUESDAY))
    clock.move_to(next_morning(TUESDAY) - timedelta(minutes=1))
    assert TUESDAY not in after_the_job(app)
    clock.move_to(next_morning(TUESDAY))
    assert max(after_the_job(app)) == TUESDAY


def test_month_without_a_scheduler_is_made_up_for_oldest_first(
    app: Flask, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub_id = worlds.put(app, bare(TUESDAY))
    clock.shift(timedelta(days=33))
    order: list[date] = []
    count_days = actions.count_days

    def noting(*, hub_id: int, run: list[date]) -> int:
        order.extend(run)
        return count_days(hub_id=hub_id, run=run)

    monkeypatch.setattr(actions, "count_days", noting)
    assert worlds.run(app, jobs.count_what_is_due) == 33
    assert order == days(TUESDAY, TUESDAY + 32 * ONE_DAY)
    assert worlds.run(app, jobs.count_what_is_due) == 0
    assert worlds.written(app, hub_id, TUESDAY + 7 * ONE_DAY) == recount(bare(TUESDAY + 7 * ONE_DAY))


def test_day_that_was_left_out_is_found(app: Flask, clock: Any) -> None:
    worlds.put(app, bare(TUESDAY))
    clock.shift(timedelta(days=5))
    counted = after_the_job(app)
    with app.app_context(), transaction():
        db.session.execute(delete(CountedDay).where(CountedDay.day == TUESDAY + 2 * ONE_DAY))
    assert worlds.run(app, jobs.count_what_is_due) == 1
    assert after_the_job(app) == counted


def test_hub_that_cannot_be_counted_does_not_stop_the_others(
    app: Flask, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    broken, fine = worlds.put(app, bare(TUESDAY)), worlds.put(app, bare(TUESDAY), "fischbeck")
    with app.app_context(), transaction():
        db.session.execute(
            update(Hub).where(Hub.id == broken).values(opening_hours="Mo-Su 08:00-18:00; PH off", holiday_state="XX")
        )
    clock.shift(timedelta(days=3))
    with app.app_context(), pytest.raises(Exception, match="XX"):
        jobs.count_what_is_due()
    with app.app_context():
        counted = db.session.execute(select(CountedDay.hub_id, func.count()).group_by(CountedDay.hub_id)).all()
        assert [tuple(row) for row in counted] == [(fine, 3)]


def test_counting_again_changes_nothing(app: Flask, clock: Any) -> None:
    worlds.put(app, a_world(Random(5), TUESDAY))
    clock.shift(timedelta(days=12))
    worlds.run(app, jobs.count_what_is_due)
    before = worlds.everything(app)
    for arguments in ([], ["--from", "2026-11-18", "--to", "2026-11-19"], ["--hub", "coppenbruegge"]):
        said = app.test_cli_runner().invoke(args=["figures", "rebuild", *arguments])
        assert said.exit_code == 0, said.output
        assert worlds.everything(app) == before
    assert len(before["people_figure"]) > 10


def test_rebuild_finds_what_was_changed(app: Flask, clock: Any) -> None:
    world = a_world(Random(5), TUESDAY)
    hub_id = worlds.put(app, world)
    clock.shift(timedelta(days=2))
    worlds.run(app, jobs.count_what_is_due)
    with app.app_context(), transaction():
        db.session.execute(update(Booking).where(Booking.status == "confirmed").values(status="cancelled"))
        db.session.execute(update(DailyFigure).values(offered_minutes=7, booked_minutes=0, attended_minutes=0))
    said = app.test_cli_runner().invoke(args=["figures", "rebuild"])
    assert "days of 1 hubs" in said.output
    stays = tuple(replace(s, status="cancelled") if s.status == "confirmed" else s for s in world.stays)
    assert worlds.written(app, hub_id, TUESDAY) == recount(replace(world, stays=stays))


def test_rebuild_before_the_first_count_leaves_no_hole(app: Flask, clock: Any) -> None:
    worlds.put(app, bare(TUESDAY))
    clock.shift(timedelta(days=10))
    said = app.test_cli_runner().invoke(args=["figures", "rebuild", "--from", "2026-11-20", "--to", "2026-11-21"])
    assert said.exit_code == 0, said.output
    with app.app_context():
        assert db.session.scalars(select(CountedDay.day).order_by(CountedDay.day)).all() == days(
            TUESDAY, date(2026, 11, 21)
        )


FUTURE = "After 2026-11-18 no day can be counted yet"
LONG_AGO = "Before 2026-11-17 there is nothing to count"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--hub", "nowhere"], "No hub is called nowhere"),
        (["--from", "2026-11-02", "--to", "2026-11-01"], "2026-11-01 is before 2026-11-02, the day of --from"),
        (["--from", "2026-11-31"], "2026-11-31 is no day"),
        (["--from", "2026-11-19"], FUTURE),
        (["--from", "2027-01-01", "--to", "2027-02-01"], FUTURE),
        (["--to", "2026-11-16"], LONG_AGO),
        (["--from", "2020-01-01", "--to", "2020-02-01"], LONG_AGO),
    ],
)
def test_rebuild_says_what_is_wrong(app: Flask, clock: Any, arguments: list[str], says: str) -> None:
    worlds.put(app, bare(TUESDAY))
    clock.shift(timedelta(days=2))
    worlds.run(app, jobs.count_what_is_due)
    said = app.test_cli_runner().invoke(args=["figures", "rebuild", *arguments])
    assert said.exit_code != 0
    assert says in said.output
    assert "Recounted" not in said.output


def test_rebuild_says_which_part_of_its_range_there_is(app: Flask, clock: Any) -> None:
    worlds.put(app, bare(TUESDAY))
    clock.shift(timedelta(days=2))
    said = app.test_cli_runner().invoke(args=["figures", "rebuild", "--from", "1.1.2020", "--to", "31.12.2026"])
    assert said.exit_code == 0, said.output
    assert "Recounted: 2 days of 1 hubs." in said.output
    assert FUTURE in said.output
    assert LONG_AGO in said.output


def test_rebuild_without_anything_to_count_says_so(app: Flask, clock: Any) -> None:
    rebuild = ["figures", "rebuild"]
    assert "There is no hub yet" in app.test_cli_runner().invoke(args=rebuild).output
    worlds.put(app, bare(TUESDAY))
    said = app.test_cli_runner().invoke(args=rebuild)
    assert said.exit_code != 0
    assert "2026-11-17 is the first day there is; it can be counted from 4:00" in said.output


def test_people_of_anonymised_bookings_stay_as_they_were_counted(app: Flask, clock: Any) -> None:
    worlds.put(app, a_world(Random(5), TUESDAY))
    clock.shift(timedelta(days=2))
    worlds.run(app, jobs.count_what_is_due)
    before = worlds.everything(app)
    assert max(row[-1] for row in before["people_figure"]) > 2
    with app.app_context(), transaction():
        db.session.execute(update(Booking).values(member_id=None, guest_name="", anonymised_at=datetime.now(UTC)))
    app.test_cli_runner().invoke(args=["figures", "rebuild"])
    assert worlds.everything(app) == before


def test_anonymised_bookings_that_were_never_counted_are_one_person(app: Flask, clock: Any) -> None:
    worlds.put(app, a_world(Random(5), TUESDAY))
    with app.app_context(), transaction():
        db.session.execute(update(Booking).values(member_id=None, anonymised_at=datetime.now(UTC)))
    clock.shift(timedelta(days=2))
    worlds.run(app, jobs.count_what_is_due)
    with app.app_context():
        assert set(db.session.scalars(select(PeopleFigure.people))) <= {0, 1}


def test_processes_that_count_at_once_do_not_get_in_each_others_way(app: Flask, clock: Any) -> None:
    worlds.put(app, a_world(Random(5), TUESDAY))
    worlds.put(app, a_world(Random(6), TUESDAY), "fischbeck")
    clock.shift(timedelta(days=40))
    start = Barrier(4)

    def count(_n: int) -> int:
        start.wait()
        return worlds.run(app, jobs.count_what_is_due)

    with ThreadPoolExecutor(4) as pool:
        assert max(pool.map(count, range(4))) > 0
    found = worlds.everything(app)
    app.test_cli_runner().invoke(args=["figures", "rebuild"])
    assert worlds.everything(app) == found


def test_hub_without_figures_offers_nothing_while_it_is_no_place_to_book(app: Flask, clock: Any) -> None:
    """Not while it is set up, nor when it takes no bookings."""
    for slug, values in {"one": {"is_public": False}, "two": {"is_open_to_book": False}}.items():
        hub_id = worlds.put(app, bare(TUESDAY), slug)
        with app.app_context(), transaction():
            db.session.execute(update(Hub).where(Hub.id == hub_id).values(**values))
    clock.shift(timedelta(days=2))
    assert worlds.run(app, jobs.count_what_is_due) == 4
    assert worlds.everything(app)["daily_figure"] == []


def test_job_is_registered(app: Flask) -> None:
    assert "daily-figures" in core_jobs.registry(app)


def bare(day: date) -> World:
    """A hub in which nobody books: open on weekdays."""
    return replace(a_world(Random(1), day), closures=(), blockings=(), stays=())


def after_the_job(app: Flask) -> set[date]:
    """The days that are counted now."""
    worlds.run(app, jobs.count_what_is_due)
    with app.app_context():
        return set(db.session.scalars(select(CountedDay.day)))
