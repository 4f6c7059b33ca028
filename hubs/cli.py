"""`flask --app app hubs …`: set a hub up from a file, list the hubs, write a hub's file."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from core import files
from core.db import reading, transaction
from core.errors import DomainError
from hubs import exporting, file_actions, hub_file, queries
from hubs.hub_file import BadFile

group = AppGroup("hubs", help="Set up hubs.")


def install(app: Flask) -> None:
    app.cli.add_command(group)


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


def _refused(file: Path, problems: list[str]) -> click.ClickException:
    lines = [f"{file.name} cannot be used; nothing was changed.", *(f"- {problem}" for problem in problems)]
    return click.ClickException("\n".join(lines))
