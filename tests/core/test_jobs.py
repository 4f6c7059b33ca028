"""Jobs: the database decides who works, and what a process leaves behind when it dies is taken up again."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from typing import Any

import pytest
import time_machine
from flask import Flask

from core import jobs
from core.clock import now
from core.db import db
from core.jobs import Job, JobLease
from core.transactions import transaction

EVERY = 60
LEASE = timedelta(seconds=90)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(now(), tick=False) as clock:
        yield clock


class Work:
    """A job that counts its runs, and fails when it is told to."""

    def __init__(self) -> None:
        self.runs = 0
        self.fails = False

    def __call__(self) -> int:
        self.runs += 1
        if self.fails:
            raise ValueError("the printer burns")
        return 1


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def scheduler(make_app: Callable[..., Flask], work: Work) -> Flask:
    return with_job(make_app(), work)


def with_job(app: Flask, work: Callable[[], int]) -> Flask:
    """An app whose only job is this one."""
    jobs.registry(app).clear()
    jobs.register(app, "work", EVERY, work, lease_seconds=90)
    return app


def lease(app: Flask) -> JobLease:
    with app.app_context():
        return db.session.get_one(JobLease, "work")


def test_a_job_runs_when_it_is_due_and_not_before(scheduler: Flask, work: Work, clock: Any) -> None:
    jobs.tick(scheduler)
    clock.shift(EVERY - 1)
    jobs.tick(scheduler)
    assert work.runs == 1
    clock.shift(1)
    jobs.tick(scheduler)
    assert work.runs == 2


def test_a_job_catches_up_once_after_a_long_pause(scheduler: Flask, work: Work, clock: Any) -> None:
    jobs.tick(scheduler)
    clock.shift(timedelta(days=3))
    jobs.tick(scheduler)
    jobs.tick(scheduler)
    assert work.runs == 2


@pytest.mark.parametrize("is_first_time", [True, False])
def test_of_several_schedulers_one_does_the_job(
    make_app: Callable[..., Flask], work: Work, clock: Any, is_first_time: bool
) -> None:
    apps = [with_job(make_app(), work) for _ in range(4)]
    if not is_first_time:
        jobs.tick(apps[0])
    for round_ in range(10 if not is_first_time else 1):
        clock.shift(EVERY)
        before, gate = work.runs, Barrier(len(apps))

        def run(app: Flask, gate: Barrier = gate) -> None:
            gate.wait(10)
            jobs.tick(app)

        with ThreadPoolExecutor(len(apps)) as pool:
            list(pool.map(run, apps))
        assert work.runs == before + 1, round_


def test_the_job_of_a_process_that_died_is_taken_up_after_its_lease(scheduler: Flask, work: Work, clock: Any) -> None:
    with scheduler.app_context():
        assert jobs._take(jobs.registry(scheduler)["work"])  # and here the process ends
    clock.shift(LEASE - timedelta(seconds=1))
    jobs.tick(scheduler)
    assert work.runs == 0
    clock.shift(1)
    jobs.tick(scheduler)
    assert work.runs == 1


def test_a_failure_is_recorded_and_the_job_comes_round_again(scheduler: Flask, work: Work, clock: Any) -> None:
    work.fails = True
    jobs.tick(scheduler)
    assert "the printer burns" in str(lease(scheduler).error)
    work.fails = False
    clock.shift(EVERY)
    jobs.tick(scheduler)
    assert (work.runs, lease(scheduler).error) == (2, None)


def test_a_job_that_fails_does_not_stop_the_others(scheduler: Flask, work: Work, clock: Any) -> None:
    other = Work()
    jobs.register(scheduler, "other", EVERY, other)
    work.fails = True
    jobs.tick(scheduler)
    assert other.runs == 1


def test_what_a_failed_job_wrote_is_undone(make_app: Callable[..., Flask], clock: Any) -> None:
    def writes_and_fails() -> int:
        db.session.add(JobLease(name="half", due_at=now()))
        db.session.flush()
        raise ValueError

    app = with_job(make_app(), writes_and_fails)
    jobs.tick(app)
    with app.app_context():
        assert db.session.get(JobLease, "half") is None


def test_a_job_by_hand_and_by_a_scheduler_at_once_both_end_well(
    make_app: Callable[..., Flask], work: Work, clock: Any
) -> None:
    """`jobs once` beside a running site, on a new database: neither falls over the other's row."""
    apps = [with_job(make_app(), work) for _ in range(4)]
    gate = Barrier(len(apps))

    def run(app: Flask) -> None:
        gate.wait(10)
        with app.app_context():
            jobs.run_now(Job("work", EVERY, work, 60))

    with ThreadPoolExecutor(len(apps)) as pool:
        list(pool.map(run, apps))
    assert work.runs == 4
    assert lease(apps[0]).error is None


def test_failures_in_a_row_are_counted_and_forgotten_with_the_first_success(
    scheduler: Flask, work: Work, clock: Any
) -> None:
    work.fails = True
    for expected in (1, 2, 3):
        jobs.tick(scheduler)
        assert lease(scheduler).failures == expected
        assert (lease(scheduler).succeeded_at, lease(scheduler).done) == (None, 0)
        clock.shift(EVERY)
    work.fails = False
    jobs.tick(scheduler)
    row = lease(scheduler)
    assert (row.failures, row.error, row.done, row.succeeded_at) == (0, None, 1, now())


def test_a_job_that_fails_every_two_seconds_backs_off_and_recovers_within_a_minute(
    make_app: Callable[..., Flask], work: Work, clock: Any
) -> None:
    app = with_job(make_app(), work)
    jobs.register(app, "work", 2, work)
    work.fails = True
    for _ in range(300):  # ten minutes
        jobs.tick(app)
        clock.shift(2)
    assert 10 <= work.runs <= 15
    work.fails, before = False, work.runs
    for _ in range(30):
        jobs.tick(app)
        clock.shift(2)
    assert work.runs > before
    assert lease(app).failures == 0


def test_no_mail_address_and_no_row_is_kept_with_an_error(make_app: Callable[..., Flask], clock: Any) -> None:
    def fails() -> int:
        raise ValueError("refused: erna@example.org\nDETAIL: Key (name)=(Erna Muster) exists.\nCONTEXT: line 1")

    app = with_job(make_app(), fails)
    jobs.tick(app)
    error = str(lease(app).error)
    assert "refused: (address)" in error
    assert "Erna" not in error
    assert "erna" not in error


def test_a_run_that_outlives_its_lease_does_not_end_the_next_ones(make_app: Callable[..., Flask], clock: Any) -> None:
    """Two processes: while the first still works another took over; when the first ends, no third may begin."""
    first, second = make_app(), with_job(make_app(), Work())
    during: list[JobLease] = []

    def slow() -> int:
        clock.shift(LEASE)
        with second.app_context():
            assert jobs._take(jobs.registry(second)["work"])  # and the second works on
        during.append(lease(second))
        return 1

    jobs.tick(with_job(first, slow))
    after = lease(second)
    assert (after.started_at, after.due_at, after.finished_at) == (during[0].started_at, during[0].due_at, None)


@pytest.mark.parametrize("hours", [2, -2])
def test_a_moved_clock_loses_no_run(scheduler: Flask, work: Work, clock: Any, hours: int) -> None:
    jobs.tick(scheduler)
    clock.shift(timedelta(hours=hours))
    before = work.runs
    for _ in range(2 * EVERY):
        jobs.tick(scheduler)
        clock.shift(1)
    assert 2 <= work.runs - before <= 3


def test_the_nightly_job_runs_once_a_night_also_when_nights_were_missed(
    make_app: Callable[..., Flask], work: Work, clock: Any
) -> None:
    app = with_job(make_app(), work)
    jobs.register(app, "work", jobs.DAY_SECONDS, work, at="03:30")
    jobs.tick(app)
    assert work.runs == 0  # it waits for its time
    for _ in range(3 * 24):
        clock.shift(timedelta(hours=1))
        jobs.tick(app)
    assert work.runs == 3
    clock.shift(timedelta(days=5))
    for _ in range(4):
        jobs.tick(app)
        clock.shift(timedelta(minutes=1))
    assert work.runs == 4


def test_a_job_can_be_wanted_at_once_but_not_while_it_runs(scheduler: Flask, work: Work, clock: Any) -> None:
    job = jobs.registry(scheduler)["work"]
    jobs.tick(scheduler)
    clock.shift(1)
    with scheduler.app_context(), transaction():
        assert jobs.request_run(job)
    jobs.tick(scheduler)
    assert work.runs == 2
    clock.shift(1)
    with scheduler.app_context():
        with transaction():
            assert jobs.request_run(job)
        assert jobs._take(job)
        with transaction():
            assert not jobs.request_run(job)
        clock.shift(LEASE)  # its process has died
        with transaction():
            assert jobs.request_run(job)


def test_a_long_job_holds_up_no_other(make_app: Callable[..., Flask], work: Work) -> None:
    begun, may_end = Event(), Event()

    def long() -> int:
        begun.set()
        return int(may_end.wait(30))

    app = with_job(make_app(), long)
    jobs.register(app, "zz-other", EVERY, work)
    working = jobs.Scheduler(app).start()
    working.tick()
    assert begun.wait(10)
    wait_for(lambda: work.runs == 1)
    assert "work" in working.stop(0)
    may_end.set()
    wait_for(lambda: lease(app).finished_at is not None)


def wait_for(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)
