"""`flask --app app figures rebuild`: count days anew."""

from datetime import date, datetime

import click
from flask import Flask
from flask.cli import AppGroup

from core.clock import now
from core.db import reading
from district import jobs, queries
from district.periods import by_week, days
from district.queries import State

group = AppGroup("figures", help="The figures of the days.")
DAY = click.DateTime(["%Y-%m-%d"])


def install(app: Flask) -> None:
    app.cli.add_command(group)


@group.command("rebuild")
@click.option("--from", "first", type=DAY, help="The first day, as 2026-11-01. Without it: the first day there is.")
@click.option("--to", "last", type=DAY, help="The last day. Without it: the last one that is over.")
@click.option("--hub", "slug", help="Only this hub, by its slug.")
def rebuild(first: datetime | None, last: datetime | None, slug: str | None) -> None:
    """Count the days of all hubs, or of one, anew from the bookings; days still missing before them are counted too."""
    if first and last and last < first:
        raise click.BadParameter("It is before --from.", param_hint="--to")
    with reading():
        known = queries.states(now(), slug)
    if slug and not known:
        raise click.ClickException(f"No hub is called {slug}.")
    begin, end = first.date() if first else date.min, last.date() if last else date.max
    runs = sorted((run, state.hub_id) for state in known for run in by_week(wanted(state, begin, end)))
    done = sum(jobs.count_run(hub_id, run) for run, hub_id in runs)
    click.echo(f"Counted anew: {done} days of {len({hub_id for _run, hub_id in runs})} hubs.")
    click.echo("Opening hours and places were taken as they are today, also for days on which they were different.")
    click.echo("Where bookings are anonymised, the numbers of people stayed as they were counted before.")


def wanted(state: State, begin: date, end: date) -> list[date]:
    """The days in the range that are over, and those before it that were never counted, so that no hole comes about."""
    last = min(end, state.due)
    asked = days(max(begin, state.first), last) if max(begin, state.first) <= last else []
    return sorted({*asked, *(day for day in state.missing if day <= last)})
