"""What withdrawals bring into the app: until when they are kept."""

from datetime import UTC, datetime

from flask import Flask
from flask_babel import gettext as _

from core import retention
from payments.withdrawals.models import Withdrawal
from payments.withdrawals.rules import KEEP_YEARS, first_kept_year


def init_app(app: Flask) -> None:
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
