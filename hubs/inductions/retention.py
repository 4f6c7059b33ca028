"""What hubs need no longer to know of inductions: ended and revoked ones, and wishes that nobody answered."""

from datetime import datetime, timedelta

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, or_

from core import retention
from hubs.inductions.models import InductionGrant, InductionWish

KEEP_OVER = timedelta(days=365)
"""So long trainers see that somebody once had it."""
KEEP_WISHES = timedelta(days=180)


def install(app: Flask) -> None:
    retention.register(
        app,
        retention.deleting(
            "inductions",
            lambda: _("Inductions are deleted %(days)s days after they ended or were taken back.", days=KEEP_OVER.days),
            InductionGrant,
            _is_over,
        ),
        retention.deleting(
            "induction-wishes",
            lambda: _("Requests for an induction are deleted after %(days)s days.", days=KEEP_WISHES.days),
            InductionWish,
            lambda moment: InductionWish.asked_at < moment - KEEP_WISHES,
        ),
    )


def _is_over(moment: datetime) -> ColumnElement[bool]:
    last = moment - KEEP_OVER
    return or_(InductionGrant.ends_at < last, InductionGrant.revoked_at < last)
