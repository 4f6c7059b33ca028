"""What open items bring into the app: the reminders, and until when notes about them are kept."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core import retention
from core.jobs import JobWords, describe, register
from payments.open_items import jobs
from payments.open_items.models import ItemEvent
from payments.open_items.rules import KEEP_YEARS, first_kept_year
from payments.transfers.models import KEEP_DAYS, ReceivedTransfer

WORDS = {
    "reminders-to-pay": JobWords(
        _l("Reminders to pay"), _l("Reminds members of what is still to be paid, twice and in a friendly way.")
    )
}


def init_app(app: Flask) -> None:
    describe(app, WORDS)
    register(app, "reminders-to-pay", jobs.EVERY_SECONDS, jobs.remind, jobs.LEASE_SECONDS)
    retention.register(
        app,
        retention.deleting(
            "open-item-events",
            lambda: _(
                "Why something was written off, and when somebody was reminded to pay, is deleted %(years)s years "
                "after the year in which it happened.",
                years=KEEP_YEARS,
            ),
            ItemEvent,
            lambda moment: ItemEvent.happened_at < datetime(first_kept_year(moment), 1, 1, tzinfo=UTC),
        ),
        retention.deleting(
            "received-transfers",
            lambda: _("What was read from a bank’s file is deleted %(days)s days after it was read.", days=KEEP_DAYS),
            ReceivedTransfer,
            lambda moment: ReceivedTransfer.read_at < moment - timedelta(days=KEEP_DAYS),
        ),
    )
