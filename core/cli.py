"""Commands of the house itself: `check`, `jobs run`, `jobs once`."""

import time
from collections.abc import Callable

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import Connection

from core import health, jobs, sqlite
from core.db import db
from core.settings import Settings

jobs_group = AppGroup("jobs", help="Recurring work: reminders, mail, tidying.")


def install(app: Flask) -> None:
    app.cli.add_command(jobs_group)
    app.cli.add_command(check)


@click.command("check")
def check() -> None:
    """Settings, schema, constraint, pragmas: exit 0, or a list of what is wrong."""
    problems = whats_wrong()
    for line in problems:
        click.echo(f"- {line}", err=True)
    if problems:
        raise SystemExit(1)
    for line in what_to_mend(_app().extensions["settings"]):
        click.echo(f"Note: {line}", err=True)
    click.echo("All is well.")


def whats_wrong() -> list[str]:
    """Each thing that would make the app unsafe to run, as a line for the operator."""
    schema = health.schema_problem()
    if schema:
        return [schema]
    connection = db.session.connection()
    found = [line for look in checks(_app()) for line in look(connection)]
    db.session.rollback()
    return found


def what_to_mend(settings: Settings) -> list[str]:
    """What a site can run with, but not be used: it stands in the way of people, not of the data."""
    if settings.is_demo:
        return []
    notes = {
        "SMTP_URL is not set: mails become files in instance/outbox/, so nobody can confirm an account.": (
            not settings.smtp_url
        ),
        "MAIL_FROM is still an address at example.org.": "example.org" in settings.mail_from,
        "TRUSTED_PROXIES is 0: behind a proxy all visitors would share one limit for log-ins.": (
            settings.trusted_proxies == 0
        ),
    }
    return [note for note, holds in notes.items() if holds]


def checks(app: Flask) -> list[Callable[[Connection], list[str]]]:
    """What `check` asks; a feature appends its own question."""
    known: list[Callable[[Connection], list[str]]] = app.extensions.setdefault("checks", [sqlite.whats_wrong])
    return known


@jobs_group.command("run")
def run() -> None:
    """The scheduler as a process of its own, until it is stopped."""
    scheduler = jobs.start(_app())
    click.echo("The scheduler runs. Stop it with Ctrl-C.")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        scheduler.shutdown()


@jobs_group.command("once")
@click.argument("name", required=False)
def once(name: str | None) -> None:
    """Run all jobs, or one, now, in the foreground."""
    known = jobs.registry(_app())
    if name and name not in known:
        raise click.ClickException(f"No job is called {name}. There are: {', '.join(sorted(known))}.")
    for job in [known[name]] if name else known.values():
        click.echo(f"{job.name}: {jobs.run_now(job)} done")


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]
