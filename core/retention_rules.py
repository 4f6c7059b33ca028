"""The core's own rules of retention: mails, journal, counted attempts, answers kept for programs."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from flask_babel import gettext as _

from core.idempotency import KEEP as KEEP_ANSWERS
from core.idempotency import IdempotencyKey
from core.journal import JournalEntry
from core.outbox import KEEP_FAILED, KEEP_SENT, OutboxMail
from core.ratelimit import RateLimit
from core.retention import BATCH, RetentionRule, deleting, months_before
from core.settings import Settings


def rules(app: Flask) -> list[RetentionRule]:
    settings: Settings = app.extensions["settings"]
    months = settings.retention_journal_months
    return [
        deleting(
            "attempts",
            lambda: _("Counted log-in attempts are deleted an hour after they stop counting."),
            RateLimit,
            lambda moment: RateLimit.expires_at < moment - timedelta(hours=1),
            hourly=True,
        ),
        deleting(
            "answers",
            lambda: _("Answers kept for repeated requests are deleted after %(days)s days.", days=KEEP_ANSWERS.days),
            IdempotencyKey,
            lambda moment: IdempotencyKey.created_at < moment - KEEP_ANSWERS,
            hourly=True,
        ),
        deleting(
            "mails",
            lambda: _("Emails are deleted %(days)s days after they were sent.", days=KEEP_SENT.days),
            OutboxMail,
            lambda moment: OutboxMail.sent_at < moment - KEEP_SENT,
        ),
        deleting(
            "failed-mails",
            lambda: _("Emails that could not be sent are deleted after %(days)s days.", days=KEEP_FAILED.days),
            OutboxMail,
            lambda moment: (
                OutboxMail.sent_at.is_(None)
                & ((OutboxMail.failed_at < moment - KEEP_FAILED) | (OutboxMail.stale_at < moment - KEEP_FAILED))
            ),
        ),
        _mail_files(settings.instance_dir / "outbox"),
        deleting(
            "journal",
            lambda: _("The record of who looked at personal data is deleted after %(months)s months.", months=months),
            JournalEntry,
            lambda moment: JournalEntry.seen_at < months_before(moment, months),
        ),
    ]


def _mail_files(folder: Path) -> RetentionRule:
    """Where no mail server is set, mails are files; the name of each begins with when it was written."""

    def old(moment: datetime) -> list[Path]:
        limit = f"{moment - KEEP_SENT:%Y%m%dT%H%M%S}"
        return sorted(file for file in folder.glob("*.eml") if file.name < limit)

    def remove(moment: datetime) -> int:
        files = old(moment)[:BATCH]
        for file in files:
            file.unlink(missing_ok=True)
        return len(files)

    return RetentionRule(
        "mail-files",
        lambda: _(
            "Without a mail server, emails are files: they are deleted after %(days)s days.", days=KEEP_SENT.days
        ),
        lambda moment: len(old(moment)),
        remove,
    )
