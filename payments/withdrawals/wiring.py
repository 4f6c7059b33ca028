"""What withdrawals bring into the app: until when they are kept, and that operators hear of them."""

from datetime import UTC, datetime

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core import retention
from core.jobs import JobWords, describe, register
from payments.withdrawals import jobs
from payments.withdrawals.models import Withdrawal
from payments.withdrawals.rules import KEEP_YEARS, first_kept_year

WORDS = {
    "withdrawals-for-operators": JobWords(
        _l("Withdrawals"), _l("Tells operators by email that somebody withdraws from something that they have sold.")
    )
}


def init_app(app: Flask) -> None:
    describe(app, WORDS)
    register(app, "withdrawals-for-operators", jobs.EVERY_SECONDS, jobs.tell_operators)
    retention.register(
        app,
        retention.deleting(
            "withdrawals",
            lambda: _(
                "Withdrawals from contracts are deleted %(years)s years after the year in which they came.",
                years=KEEP_YEARS,
            ),
            Withdrawal,
            lambda moment: Withdrawal.received_at < datetime(first_kept_year(moment), 1, 1, tzinfo=UTC),
        ),
    )
