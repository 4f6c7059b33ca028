"""What passes bring into the app: they can be used when they are paid, jobs, what becomes of them afterwards."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from core.jobs import JobWords, describe, register
from payments import signals
from payments.passes import jobs, pass_actions, retention

WORDS = {
    "unpaid-passes": JobWords(_l("Unpaid passes"), _l("Drops passes that were ordered and not paid for in time.")),
    "settlements": JobWords(
        _l("Settlement between operators"),
        _l("Writes down each month what operators owe one another for visits with passes."),
    ),
}


def init_app(app: Flask) -> None:
    signals.paid.connect(pass_actions.paid)
    retention.install(app)
    describe(app, WORDS)
    register(app, "unpaid-passes", jobs.EVERY_SECONDS, jobs.drop_unpaid)
    register(app, "settlements", jobs.SETTLE_EVERY_SECONDS, jobs.settle)
