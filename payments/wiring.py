"""What payments bring into the app: what `check` asks of Stripe's settings."""

from flask import Flask

from payments.stripe import checks


def init_app(app: Flask) -> None:
    checks.install(app)
