"""How long is known who has booked without an account and confirmed nothing: as long as the place is held."""

from flask import Flask
from flask_babel import gettext as _

from bookings.unconfirmed import actions, queries
from bookings.unconfirmed.models import UnconfirmedBooking
from bookings.unconfirmed.rules import HOLD
from core import retention
from core.retention import deleting
from members import signals

MINUTES = int(HOLD.total_seconds() // 60)


def install(app: Flask) -> None:
    signals.erasing.connect(actions.let_go)
    retention.register(
        app,
        deleting(
            "unconfirmed-bookings",
            lambda: _(
                "Anyone who books with a name and an email address only, and does not confirm it, is forgotten when "
                "the place is no longer held, after %(minutes)s minutes.",
                minutes=MINUTES,
            ),
            UnconfirmedBooking,
            queries.is_over,
            hourly=True,
        ),
    )
