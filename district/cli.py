"""`flask --app app figures rebuild`: count days anew."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup

from core.clock import now, today
from core.formats import DEFAULT_ZONE
from core.transactions import reading
from core.typed import read_day
from district import jobs, queries
from district.periods import by_week, days
from district.queries import CountState

group = AppGroup("figures", help="The figures of the days.")


class DayParam(click.ParamType[date]):
    """A day as people write it."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        found = read_day(value, today(DEFAULT_ZONE))
        return found or self.fail(f"{value} is no day. Write it like 2026-11-01.", param, ctx)


def install(app: Flask) -> None:
    app.cli.add_command(group)


@group.command("rebuild")
@click.option(
    "--from", "first", type=DayParam(), help="The first day, as 2026-11-01. Without it: the first day there is."
)
@click.option("--to", "last", type=DayParam(), help="The last day. Without it: the last one that is over.")
@click.option("--hub", "slug", help="Only this hub, by its slug.")
def rebuild(first: date | None, last: date | None, slug: str | None) -> None:
    """Count the days of all hubs, or of one, anew from the bookings; days still missing before them are counted too."""
    if first and last and last < first:
        raise click.BadParameter(f"{last} is before {first}, the day of --from.", param_hint="--to")
    with reading():
        known = queries.states(now(), slug)
    if not known:
        raise click.ClickException(f"No hub is called {slug}." if slug else "There is no hub yet.")
    begin, end = first or date.min, last or date.max
    outside = beyond(known, (first, last))
    runs = sorted((run, state.hub_id) for state in known for run in by_week(wanted(state, begin, end)))
    if not runs:
        raise click.ClickException(f"No day was counted. {' '.join(outside)}")
    done = sum(jobs.count_run(hub_id, run) for run, hub_id in runs)
    click.echo(f"Recounted: {done} days of {len({hub_id for _run, hub_id in runs})} hubs.")
    for line in outside:
        click.echo(line)
    click.echo("Opening hours and places were used as they are today, even for days when they were different.")
    click.echo("Where bookings are anonymised, the numbers of people stayed as they were counted before.")


def wanted(state: CountState, begin: date, end: date) -> list[date]:
    """The days in the range that are over, and those before it that were never counted, so that no hole comes about."""
    last = min(end, state.due)
    asked = days(max(begin, state.first), last) if max(begin, state.first) <= last else []
    return sorted({*asked, *(day for day in state.missing if day <= last)})


def beyond(known: list[CountState], named: Iterable[date | None]) -> list[str]:
    """Why not all of the range that ends with the named days can be counted, if so."""
    first, due = min(state.first for state in known), max(state.due for state in known)
    if first > due:
        return [f"{first} is the first day there is; it can be counted from 4:00 of the next morning on."]
    found = []
    if any(day and day < first for day in named):
        found.append(f"Before {first} there is nothing to count: it is the first day of a hub or a booking.")
    if any(day and day > due for day in named):
        found.append(f"After {due} no day can be counted yet: each can from 4:00 of the next morning on.")
    return found
