"""`flask --app app hubs …`: set a hub up from a file, list the hubs, write a hub's file."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import Connection, select

from core import cli, files
from core.clock import today
from core.errors import DomainError
from core.formats import locale_code
from core.transactions import reading, transaction
from hubs import exporting, file_actions, hours, hours_words, hub_file, queries
from hubs.hours import InvalidOpeningHours, NeverOpen
from hubs.hours_year import year
from hubs.hub_file import BadFile
from hubs.models import Hub

group = AppGroup("hubs", help="Set up hubs.")


def install(app: Flask) -> None:
    app.cli.add_command(group)
    cli.upkeep(app).append(hours_to_correct)


@group.command("set")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def set_up(file: Path) -> None:
    """Set a hub up from a TOML FILE, or bring the one with that slug up to date. See docs/hub-file.md."""
    try:
        described = hub_file.read(files.read(file))
        with transaction():
            hub, is_new = file_actions.apply(file=described)
    except BadFile as error:
        raise _refused(file, error.problems) from None
    except DomainError as error:
        raise _refused(file, [f"{error.field}: {error.message()}"]) from None
    except files.NotText:
        raise _refused(file, ["This is no text. Please save it as plain text (UTF-8)."]) from None
    click.echo(f"{hub.slug} {'is set up' if is_new else 'is up to date'}: {hub.name}, {len(described.spaces)} spaces.")
    _say_hours(hub)


@group.command("list")
def list_all() -> None:
    """All hubs: slug, name, village, opening hours."""
    with reading():
        for hub in queries.every_hub():
            click.echo(f"{hub.slug}\t{hub.name}\t{hub.village}\t{hub.opening_hours}")


@group.command("export")
@click.argument("slug")
def export(slug: str) -> None:
    """Print the hub's TOML file, from which `hubs set` makes the same hub."""
    with reading():
        hub = queries.any_hub(slug)
        if hub is None:
            raise click.ClickException(f"No hub has the slug {slug}.")
        click.echo(hub_file.write(exporting.file_of(hub)), nl=False)


def hours_to_correct(connection: Connection) -> list[str]:
    """A line for each hub whose hours, kept since before they would be refused, must be entered anew: what cannot be
    read of them opens nothing."""
    rows = connection.execute(select(Hub.slug, Hub.opening_hours).order_by(Hub.slug))
    wrong = [(slug, error) for slug, text in rows if (error := _why_refused(text))]
    return [f"The opening hours of {slug} must be entered anew. {error.message()}" for slug, error in wrong]


def _why_refused(text: str) -> InvalidOpeningHours | None:
    try:
        hours.validate(text)
    except NeverOpen:
        return None  # a hub whose hours are over was meant to close
    except InvalidOpeningHours as error:
        return error
    return None


def _say_hours(hub: Hub) -> None:
    """What was understood, so that whoever runs the command sees a slip at once."""
    told = year(hub.opening_hours, hub.time_zone, hub.holiday_state, today(hub.time_zone), locale=locale_code())
    words = hours_words.in_words(told)
    click.echo(f"Opening hours: {hub.opening_hours}")
    for line in hours_words.sentences(words):
        click.echo(line)
    if words.round_the_clock:
        click.echo(f"Warning: open for 24 hours: {words.round_the_clock}. Is that what you mean?")
    if words.reopened:
        click.echo(
            f"Warning: called closed, but opened by a later rule: {words.reopened}. "
            "What is closed goes last, for example: Mo-Fr 08:00-12:00; PH off"
        )
    if words.idle:
        click.echo(f"Warning: this changes nothing: {words.idle}. A comma only adds times, a semicolon replaces them.")


def _refused(file: Path, problems: list[str]) -> click.ClickException:
    lines = [f"{file.name} cannot be used; nothing was changed.", *(f"- {problem}" for problem in problems)]
    return click.ClickException("\n".join(lines))
