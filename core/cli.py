"""Commands of the house itself: `check`; those of the jobs are in core.jobs.cli."""

from collections.abc import Callable

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import Connection

from core import health, sqlite
from core.db import db
from core.jobs import cli as jobs_cli
from core.settings import Settings, doubtful

Question = Callable[[Connection], list[str]]


def install(app: Flask) -> None:
    app.cli.add_command(jobs_cli.group)
    app.cli.add_command(check)


@click.command("check")
@with_appcontext
def check() -> None:
    """Settings, schema, constraint, pragmas, backups: exit 0, or a list of what is wrong."""
    problems = whats_wrong() or what_will_fail()
    for line in problems:
        click.echo(f"- {line}", err=True)
    if problems:
        raise SystemExit(1)
    for line in [*doubtful(), *what_to_correct(_app().extensions["settings"])]:
        click.echo(f"Note: {line}", err=True)
    click.echo("All is well.")


def whats_wrong() -> list[str]:
    """Each thing that would make the app unsafe to run, as a line for the operator."""
    schema = health.schema_problem()
    return [schema] if schema else _asked(checks(_app()))


def what_will_fail() -> list[str]:
    """What the site can run with, though some of its work will fail, such as tonight's backup."""
    return _asked(upkeep(_app()))


def _asked(questions: list[Question]) -> list[str]:
    connection = db.session.connection()
    found = [line for look in questions for line in look(connection)]
    db.session.rollback()
    return found


def what_to_correct(settings: Settings) -> list[str]:
    """What a site can run with, but not be used: it stands in the way of people, not of the data."""
    if settings.is_demo:
        return []
    notes = {
        "SMTP_URL is not set: emails become files in instance/outbox/, so nobody can confirm an account.": (
            not settings.smtp_url
        ),
        "VAULT_KEY is not set: hosts cannot enter how one gets in.": not settings.vault_keys,
        "MAIL_FROM is still an address at example.org.": "example.org" in settings.mail_from,
        "TRUSTED_PROXIES is 0: behind a proxy all visitors would share one limit for log-ins.": (
            settings.trusted_proxies == 0
        ),
    }
    return [note for note, holds in notes.items() if holds]


def checks(app: Flask) -> list[Question]:
    """What `check` asks and `serve` insists on; a feature appends its own question."""
    known: list[Question] = app.extensions.setdefault("checks", [sqlite.whats_wrong])
    return known


def upkeep(app: Flask) -> list[Question]:
    """What `check` asks as well; it keeps nobody from running the site."""
    known: list[Question] = app.extensions.setdefault("upkeep_checks", [])
    return known


def _app() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined, no-any-return]
