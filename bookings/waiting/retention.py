"""How long is known who waited for what: until it would have begun."""

from flask import Flask
from flask_babel import gettext as _

from bookings.waiting.models import WaitingEntry
from core import retention
from core.retention import deleting


def install(app: Flask) -> None:
    retention.register(
        app,
        deleting(
            "waiting-list",
            lambda: _("Who waited for a place is deleted when the time that they waited for begins."),
            WaitingEntry,
            lambda moment: WaitingEntry.starts_at <= moment,
            hourly=True,
        ),
    )
