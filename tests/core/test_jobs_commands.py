"""`jobs run`, `once`, `list`, `status`: real processes where signals and deaths matter."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from core import jobs
from core.clock import now
from core.db import db
from core.jobs import JobLease
from core.transactions import transaction
from tests.support.processes import Process, begin
from tests.support.site import SECRET

LOG = "jobs.log"


@pytest.fixture
def command(database_url: str, tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """`command("jobs", "run")` → the running process, which writes to LOG in `tmp_path`; ended with the test."""
    begun: list[Process] = []
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    own = {"DATABASE_URL": database_url, "SECRET_KEY": SECRET, "INSTANCE_DIR": str(tmp_path)}

    def run(*arguments: str) -> Process:
        begun.append(begin("flask", "--app", "app", *arguments, environment=kept | own, log=tmp_path / LOG))
        return begun[-1]

    yield run
    for process in begun:
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            process.wait(10)


def test_once_runs_all_and_names_what_failed(app: Flask) -> None:
    def fails() -> int:
        raise ValueError("the printer burns")

    known = dict(jobs.registry(app))
    try:
        jobs.register(app, "a-broken-one", 60, fails)
        result = app.test_cli_runner().invoke(args=["jobs", "once"])
    finally:
        jobs.registry(app).clear()
        jobs.registry(app).update(known)
    assert result.exit_code == 1
    assert "a-broken-one: failed: the printer burns" in result.output
    assert "outbox: 0 done" in result.output


def test_once_of_an_unknown_name_says_which_there_are(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["jobs", "once", "coffee"])
    assert result.exit_code == 1
    assert "No job is called coffee. There are: " in result.output
    assert "outbox" in result.output


def test_list_names_each_job_with_its_rhythm(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["jobs", "list"])
    lines = dict(line.split(maxsplit=1) for line in result.output.splitlines())
    assert lines["outbox"] == "every 2 s"
    assert set(lines) == set(jobs.registry(app))


def test_status_is_a_table_with_what_went_wrong(app: Flask) -> None:
    with app.app_context(), transaction():
        begun = now() - timedelta(seconds=90)
        row = JobLease(name="outbox", due_at=now() + timedelta(seconds=30), started_at=begun, done=0, failures=3)
        row.finished_at, row.error = begun + timedelta(seconds=1.5), "OSError(\n'no route')"
        db.session.add(row)
    result = app.test_cli_runner().invoke(args=["jobs", "status"])
    line = next(line for line in result.output.splitlines() if line.startswith("outbox"))
    assert f"{begun:%Y-%m-%d %H:%M:%S}" in line
    assert "  1.5 s  " in line
    assert line.endswith("  3         OSError( 'no route')")
    assert "No scheduler seems to be running" not in result.output


def test_status_says_when_no_scheduler_runs(app: Flask) -> None:
    assert "No scheduler seems to be running" in app.test_cli_runner().invoke(args=["jobs", "status"]).output


@pytest.mark.by_turns
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_works_until_it_is_told_to_end(app: Flask, command: Any, tmp_path: Path, number: signal.Signals) -> None:
    process = command("jobs", "run")
    wait_for(lambda: finished(app, "outbox"))
    os.kill(process.pid, number)
    ended, log = process.wait(30), (tmp_path / LOG).read_text()
    assert ended == 0, log
    assert "Traceback" not in log


@pytest.mark.by_turns
def test_one_of_two_schedulers_goes_on_when_the_other_is_killed(app: Flask, command: Any) -> None:
    first, second = command("jobs", "run"), command("jobs", "run")
    wait_for(lambda: finished(app, "outbox"))
    os.kill(first.pid, signal.SIGKILL)
    first.wait(10)
    killed_at = now()
    with app.app_context(), transaction():  # as if it had died while it sent, with a lease that has run out since
        row = db.session.get_one(JobLease, "outbox")
        row.started_at, row.due_at = killed_at, killed_at
    wait_for(lambda: finished(app, "outbox", since=killed_at))
    assert second.poll() is None


def finished(app: Flask, name: str, since: Any = None) -> bool:
    with app.app_context():
        row = db.session.get(JobLease, name)
        done = row is not None and row.finished_at is not None and (since is None or row.finished_at > since)
        db.session.rollback()
    return done


def wait_for(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 40
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)
