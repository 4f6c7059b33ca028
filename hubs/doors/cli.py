"""The operator's command for changing the key of the vault."""

import click
from flask import Flask
from flask.cli import AppGroup

from core.transactions import transaction
from hubs.doors import actions

group = AppGroup("vault", help="Secrets that are kept encrypted.")


def install(app: Flask) -> None:
    app.cli.add_command(group)


@group.command("rotate")
def rotate() -> None:
    """Encrypt everything anew with the first key of VAULT_KEY; afterwards the others can go."""
    with transaction():
        done = actions.seal_anew()
    click.echo(f"{done} texts are encrypted with the first key of VAULT_KEY.")
