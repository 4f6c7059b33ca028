"""Jobs: the database decides who works, and what a process leaves behind when it dies is taken up again."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from flask import Flask

from core import jobs
from core.clock import now
from core.db import db
from core.jobs import Job, JobLease

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
