"""`flask --app app members …`"""

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from core.errors import DomainError
from core.settings import Settings
from core.tokens import new_secret
from core.transactions import transaction
from members import actions, admin_actions, erasing_actions, passwords, queries, rules
from members.errors import NoSuchHub, NoSuchOperator
from members.models import Member

group = AppGroup("members", help="Accounts and API tokens.")


def install(app: Flask) -> None:
    app.cli.add_command(group)


@group.command("add")
@click.argument("email")
@click.option("--name", help="The name by which other people at the hub know the person.")
@click.option(
    "--role",
    help="With commas: member, host (may set up hubs), host:HUB, operator:SLUG, reviewer (the district), admin.",
)
@click.option("--password", help="Without it a new account gets a random one, which is printed.")
def add(email: str, name: str | None, role: str | None, password: str | None) -> None:
    """Make an account, confirmed at once; or change name, roles or password of the one that is there."""
    known = queries.member_by_email(email) is not None
    shown = None if known or password else new_secret()[:16]
    if password:
        _warn_of_weak(password, email)
    chosen = password or shown
    try:
        roles = rules.parse_roles(role) if role is not None else None
        password_hash = passwords.hash_password(chosen) if chosen else None
        with transaction():
            settings: Settings = current_app.extensions["settings"]
            member = admin_actions.add_member(
                email=email,
                name=name,
                password_hash=password_hash,
                roles=roles,
                locale=settings.default_locale,
            )
    except NoSuchHub:
        raise click.ClickException(f"No hub has a slug as in --role {role}. Nothing was changed.") from None
    except NoSuchOperator:
        raise click.ClickException(f"No operator has a slug as in --role {role}. Nothing was changed.") from None
    except DomainError as error:
        raise click.ClickException(str(error.message())) from None
    click.echo(f"{member.email} {'was updated' if known else 'was added'}.")
    if shown:
        click.echo(f"Password: {shown}")


@group.command("token")
@click.argument("email")
def token(email: str) -> None:
    """Print a new API token of that member, alone on a line. It is not kept and cannot be shown again."""
    try:
        with transaction():
            secret = actions.make_token(member_id=_known(email).id, name="Command line")
    except DomainError as error:
        raise click.ClickException(str(error.message())) from None
    click.echo(secret)


@group.command("deactivate")
@click.argument("email")
def deactivate(email: str) -> None:
    """Close an account: its log-in sessions and tokens end at once. `members add` opens it again."""
    with transaction():
        actions.deactivate(member_id=_known(email).id)
    click.echo(f"{email} was deactivated.")


@group.command("erase")
@click.argument("email")
@click.confirmation_option(prompt="Delete the account? The bookings stay, and nobody will know whose they were.")
def erase(email: str) -> None:
    """Delete an account with all that is the person's. There is no way back."""
    try:
        with transaction():
            erasing_actions.erase(member=_known(email))
    except DomainError as error:
        raise click.ClickException(str(error.message())) from None
    click.echo(f"{email} was erased.")


def _known(email: str) -> Member:
    member = queries.member_by_email(email)
    if member is None:
        raise click.ClickException(f"Nobody has an account with the address {email}.")
    return member


def _warn_of_weak(password: str, email: str) -> None:
    try:
        rules.check_password(password, email)
    except DomainError as error:
        click.echo(f"Warning: {error.message()}", err=True)
