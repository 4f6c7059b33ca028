"""What texts of law bring into the app: what was agreed to is written down with each booking, and until when it is
kept."""

from datetime import UTC, datetime

from flask import Flask
from flask_babel import gettext as _

from bookings import signals
from core import cli, retention
from payments.terms import actions, frozen
from payments.terms.models import Acceptance
from payments.terms.rules import KEEP_YEARS, first_kept_year


def init_app(app: Flask) -> None:
    cli.checks(app).append(frozen.whats_wrong)
    signals.booked.connect(actions.booked)
    retention.register(
        app,
        retention.deleting(
            "acceptances",
            lambda: _(
                "Under which terms something was booked is kept for %(years)s years after that year.", years=KEEP_YEARS
            ),
            Acceptance,
            lambda moment: Acceptance.accepted_at < datetime(first_kept_year(moment), 1, 1, tzinfo=UTC),
        ),
    )
