"""`flask --app app places …`: villages, postcodes and inhabitants from files."""

import codecs
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from core.errors import DomainError
from core.files import MARKS, WINDOWS
from core.transactions import reading, transaction
from hubs.places import actions, queries
from hubs.places.actions import AROUND_KM, PlacesImport
from hubs.places.words import FAULTS

group = AppGroup("places", help="Villages, postcodes and inhabitants that the search and the figures know.")
LOOKED_AT = 1_000_000


def install(app: Flask) -> None:
    app.cli.add_command(group)


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--within", default=AROUND_KM, show_default=True, help="Kilometres around the district; 0: everything.")
@click.option("--date", "as_of", type=click.DateTime(["%Y-%m-%d"]), help="The file's day, where it names none.")
def import_file(file: Path, within: float, as_of: datetime | None) -> None:
    """Read places from FILE: GeoNames' dump (DE.txt) or postal file, a CSV with name, lat and lon, or the grid of the
    Zensus 2022. What is there already is brought up to date."""
    try:
        with transaction():
            done = actions.import_file(
                lines=_lines(file),
                within_km=within or None,
                as_of=as_of.date() if as_of else None,
                told=lambda number: click.echo(f"… {number} lines", err=True),
            )
    except DomainError as error:
        raise click.ClickException(f"{file.name}: {error.message()}") from None
    except UnicodeDecodeError:
        raise click.ClickException(f"{file.name} is no text. Please save it as plain text (UTF-8).") from None
    _say(done)


@group.command("list")
def list_sources() -> None:
    """How many places there are, and where they are from."""
    with reading():
        for source in queries.sources():
            licence = f", {source.licence}" if source.licence else ""
            click.echo(f"{source.places}\t{source.source}{licence}\t{source.as_of}")
        count, people = queries.cells()
        click.echo(f"{count}\tcensus squares\t{people} inhabitants")


def _say(done: PlacesImport) -> None:
    what = "squares of the census" if done.of_census else "places"
    far = f", {done.too_far} were too far away" if done.too_far else ""
    click.echo(f"{done.written} {what} are in{far}.")
    for line in done.bad:
        click.echo(f"line {line.number}: {FAULTS[line.why]} {line.text}", err=True)
    if done.bad_count:
        click.echo(f"{done.bad_count} lines could not be used.", err=True)


def _lines(file: Path) -> Iterator[str]:
    """The lines of a file of any size, in UTF-8 or as Windows writes."""
    with file.open("rb") as opened:
        start = opened.read(LOOKED_AT)
    with file.open(encoding=_encoding(start), newline="") as opened:
        yield from opened


def _encoding(start: bytes) -> str:
    for mark, name in MARKS.items():
        if start.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return WINDOWS
    return "utf-8"
