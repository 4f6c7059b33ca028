"""`flask --app app backup FILE` and `restore FILE`."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import psycopg
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from core import cli
from core.backup import checking, making, restoring
from core.backup.errors import BackupError
from core.backup.manifest import Manifest
from core.db import db
from core.settings import Settings


def install(app: Flask) -> None:
    app.cli.add_command(backup)
    app.cli.add_command(restore)
    cli.upkeep(app).append(checking.whats_wrong)


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_appcontext
def backup(file: Path) -> None:
    """A consistent copy of the database in FILE, made while the site runs. An older backup in FILE is replaced."""
    with _clearly():
        replaced = making.former(file.absolute())
        contents = making.backup(_settings(), file.absolute())
    size = file.stat().st_size / 1e6
    click.echo(f"{file}: {_rows(contents)} rows in {len(contents.tables)} tables, {size:.1f} MB, checked.")
    if replaced:
        click.echo(f"It replaces {replaced}.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--yes", is_flag=True, help="Replace a database that is not empty.")
@with_appcontext
def restore(file: Path, yes: bool) -> None:
    """Replace the database by the one in FILE. Stop the site and the scheduler first."""
    with _clearly():
        contents = restoring.usable(_settings(), file.absolute())
        if not yes and restoring.has_rows(_settings()):
            raise BackupError("The database is not empty. Use --yes to replace it. Nothing was changed.")
        kept = restoring.restore(_settings(), file.absolute(), contents, upgrade)
    problems = cli.whats_wrong()
    db.session.remove()
    if problems:
        raise click.ClickException("Restored, but the site must not run:\n" + "\n".join(f"- {p}" for p in problems))
    made = f"{contents.made_at:%Y-%m-%d %H:%M} UTC"
    click.echo(f"Restored as of {made}: {_rows(contents)} rows in {len(contents.tables)} tables, compared one by one.")
    if kept:
        click.echo(f"The previous database is kept as {kept}. Delete it when all is well.")


@contextmanager
def _clearly() -> Iterator[None]:
    """What goes wrong becomes a sentence and exit code 1."""
    try:
        yield
    except BackupError as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as problem:
        raise click.ClickException(f"{problem.strerror}: {problem.filename or 'the backup'}") from None
    except sqlite3.DatabaseError as problem:
        raise click.ClickException(f"The database is damaged: {problem}") from None
    except psycopg.OperationalError as problem:
        raise click.ClickException(f"The database does not answer: {problem}") from None


def _rows(contents: Manifest) -> int:
    return sum(table.rows for table in contents.tables.values())


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
