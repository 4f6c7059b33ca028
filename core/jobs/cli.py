"""`flask --app app jobs run | once [NAME] | list | status`."""

import os
import signal
import time
from collections.abc import Iterable
from datetime import datetime
from types import FrameType

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from core.clock import now
from core.jobs import queries, running, scheduler
from core.jobs.queries import JobState
from core.jobs.registry import registry
from core.jobs.rules import Job
from core.transactions import reading

WAIT_SECONDS = 20
HEARS_WITHIN_SECONDS = 0.3

group = AppGroup("jobs", help="Recurring tasks: reminders, email, tidying up.")


@group.command("run")
def run() -> None:
    """The scheduler as a process of its own, until SIGTERM or Ctrl-C. Several may run, also beside the site."""
    told = _signals()
    working = scheduler.start(_app())
    click.echo("The scheduler is running. Press Ctrl-C to stop it.")
    while not told:  # no lock: a signal may come while this thread holds it, or reach another thread first
        time.sleep(HEARS_WITHIN_SECONDS)
    click.echo("The scheduler is finishing what it does …")
    unfinished = working.stop(WAIT_SECONDS)
    if unfinished:  # another process takes them up when their leases have run out
        click.echo(f"Left unfinished: {', '.join(unfinished)}.", err=True)
        os._exit(0)


@group.command("once")
@click.argument("name", required=False)
def once(name: str | None) -> None:
    """Run all jobs, or one, now, in the foreground. One that fails does not stop the others; exit 1 then."""
    known = registry(_app())
    if name and name not in known:
        raise click.ClickException(f"No job is called {name}. There are: {', '.join(sorted(known))}.")
    failed = [job.name for job in ([known[name]] if name else list(known.values())) if not _succeeds(job)]
    if failed:
        raise click.ClickException(f"Failed: {', '.join(failed)}.")


@group.command("list")
def list_jobs() -> None:
    """The jobs and when they run."""
    _table([(job.name, rhythm(job)) for job in sorted(registry(_app()).values(), key=lambda job: job.name)])


@group.command("status")
def status() -> None:
    """Each job's last run, next run, duration, what it did, and failures in a row. Times are UTC."""
    with reading():
        states, is_silent = queries.states(_app()), queries.is_silent()
    heads = ("job", "last run (UTC)", "next run (UTC)", "took", "done", "failures", "error")
    _table([heads, *(_row(state) for state in states)])
    if is_silent:
        click.echo("No scheduler seems to be running: no job has finished for two minutes.", err=True)


def rhythm(job: Job) -> str:
    return f"daily at {job.at:%H:%M} ({job.zone})" if job.at else f"every {job.every_seconds} s"


def _succeeds(job: Job) -> bool:
    try:
        done = running.run_now(job)
    except Exception as problem:  # it is recorded and logged
        click.echo(f"{job.name}: failed: {problem}", err=True)
        return False
    click.echo(f"{job.name}: {done} done")
    return True


def _row(state: JobState) -> tuple[str, ...]:
    lease, seconds = state.lease, state.seconds
    took = "runs" if state.is_running else "-" if seconds is None else f"{seconds:.1f} s"
    done, error = (str(lease.done), lease.error or "") if lease else ("-", "")
    first_line = " ".join(error.split())[:80]
    return (
        state.name,
        _when(lease.started_at if lease else None),
        _due(state),
        took,
        done,
        str(state.failures),
        first_line,
    )


def _when(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}" if moment else "never"


def _due(state: JobState) -> str:
    return "now" if state.due_at <= now() else _when(state.due_at)


def _table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo(_padded(row, widths))


def _padded(row: Iterable[str], widths: Iterable[int]) -> str:
    return "  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip()


def _signals() -> list[int]:
    """Filled by the first signal, which asks us to end; with a second one nothing is waited for."""
    told: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        if told:
            os._exit(1)
        told.append(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    return told


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]
