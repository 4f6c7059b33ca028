"""`flask --app app payments …`: compare the books, let Stripe tell us what happens, see what is wrong."""

from urllib.parse import urljoin

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy import Connection, inspect

from core import cli
from core.errors import DomainError
from core.settings import Settings
from payments import reconciling
from payments.reconciling import Disagreement
from payments.stripe import reconciling as with_stripe
from payments.stripe.gateway import Gateway
from payments.stripe.settings import WEBHOOK_PATH

group = AppGroup("payments", help="Look after payments.")


def install(app: Flask) -> None:
    app.cli.add_command(group)
    cli.upkeep(app).append(whats_wrong)


@group.command("reconcile")
def reconcile() -> None:
    """Compare our books, and with Stripe where there is one: exit 0, or a list of what does not agree."""
    found = with_stripe.compare_own_books()
    gateway = Gateway.of(current_app)
    try:
        found += with_stripe.compare(gateway) if gateway else []
    except DomainError as error:
        raise click.ClickException(str(error.message())) from None
    for one in found:
        click.echo(f"- {_line(one)}", err=True)
    if found:
        raise SystemExit(1)
    click.echo("All agrees." if gateway else "Our own books agree; there is no Stripe to compare with.")


@group.command("webhook")
@click.option("--connected", is_flag=True, help="Also for operators with a connected account.")
def webhook(connected: bool) -> None:
    """Let Stripe tell this site what happens, and print the value for STRIPE_WEBHOOK_SECRET."""
    gateway = Gateway.of(current_app)
    if gateway is None:
        raise click.ClickException("STRIPE_SECRET_KEY is not set.")
    settings: Settings = current_app.extensions["settings"]
    url = urljoin(f"{settings.public_url}/", WEBHOOK_PATH.lstrip("/"))
    try:
        secret = gateway.set_up_webhook(url, connected=connected)
    except DomainError as error:
        raise click.ClickException(str(error.message())) from None
    click.echo(f"Stripe tells {url}. Set this, and begin the site anew:")
    click.echo(f"STRIPE_WEBHOOK_SECRET={secret}")


def whats_wrong(connection: Connection) -> list[str]:
    """What does not agree in our own books, as lines of `check`."""
    if not inspect(connection).has_table("fee"):
        return []
    return [f"Payments: {_line(one)}" for one in reconciling.all_found()]


def _line(one: Disagreement) -> str:
    return f"{one.kind} {one.about}: {one.expected or '-'} expected, {one.found or '-'} found"
