"""What `check` says of Stripe's settings, and what `serve` insists on."""

from flask import Flask

from core import cli
from core.settings import Settings


def install(app: Flask) -> None:
    settings: Settings = app.extensions["settings"]
    cli.checks(app).append(lambda _connection: whats_missing(settings))


def whats_missing(settings: Settings) -> list[str]:
    """Lines for the operator: with a key alone nobody would tell us of a payment; a demo takes no real money."""
    found = []
    if settings.stripe_secret_key and not settings.stripe_webhook_secret:
        found.append(
            "STRIPE_WEBHOOK_SECRET is missing: `flask --app app payments webhook` sets the endpoint up and prints it."
        )
    if settings.is_demo and "_live_" in settings.stripe_secret_key:
        found.append("STRIPE_SECRET_KEY takes real money, and this is the demo: use a key of Stripe's test mode.")
    return found
