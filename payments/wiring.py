"""What payments bring into the app: how bookings begin where money is taken, and what follows what happens to them."""

from flask import Flask

from bookings import cover, signals
from core import cli
from core.jobs import DAY_SECONDS, describe, register
from payments import cli as payments_cli
from payments import confided_actions, ending_actions, fee_actions, job_words, jobs, restoring_actions
from payments.cover import ChargingCovering
from payments.invoices import frozen
from payments.invoices import wiring as invoices
from payments.stripe import checks
from payments.stripe import jobs as stripe_jobs


def init_app(app: Flask) -> None:
    cli.checks(app).append(frozen.whats_wrong)
    payments_cli.install(app)
    checks.install(app)
    invoices.install(app)
    cover.install(app, ChargingCovering())
    signals.booked.connect(fee_actions.booked)
    signals.moved.connect(fee_actions.moved)
    signals.cancelled.connect(ending_actions.cancelled)
    signals.declined.connect(ending_actions.declined)
    signals.expired.connect(ending_actions.expired)
    signals.restored.connect(restoring_actions.restored)
    signals.forgetting.connect(confided_actions.let_go)
    describe(app, job_words.WORDS)
    register(app, "payments-settle", stripe_jobs.SETTLE_EVERY_SECONDS, stripe_jobs.settle, stripe_jobs.LEASE_SECONDS)
    register(app, "payments-delayed", stripe_jobs.DELAYED_EVERY_SECONDS, stripe_jobs.look_after_delayed)
    register(app, "payments-passes", jobs.EVERY_SECONDS, jobs.expire_passes)
    register(app, "payments-reconcile", DAY_SECONDS, jobs.reconcile, jobs.LEASE_SECONDS, at="04:30")
