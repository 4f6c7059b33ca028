"""What payments bring into the app: how bookings begin where money is taken, and what follows what happens to them."""

from flask import Flask

from bookings import cover, signals
from core import cli
from payments import ending_actions, fee_actions, restoring_actions
from payments.cover import ChargingCovering
from payments.invoices import frozen
from payments.invoices import wiring as invoices
from payments.stripe import checks


def init_app(app: Flask) -> None:
    cli.checks(app).append(frozen.whats_wrong)
    checks.install(app)
    invoices.install(app)
    cover.install(app, ChargingCovering())
    signals.booked.connect(fee_actions.booked)
    signals.moved.connect(fee_actions.moved)
    signals.cancelled.connect(ending_actions.cancelled)
    signals.declined.connect(ending_actions.declined)
    signals.expired.connect(ending_actions.expired)
    signals.restored.connect(restoring_actions.restored)
