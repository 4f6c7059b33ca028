"""Mail leaves through a table: queued in the transaction of the action, sent by a job, each key once."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template
from flask_babel import force_locale
from sqlalchemy import JSON, String, Text, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core.carriers import Carrier, carrier
from core.clock import now
from core.db import Base, BigId, UtcDateTime, db, insert_row, reading, transaction
from core.settings import Settings
from core.tokens import digest

log = logging.getLogger(__name__)

BATCH = 50
CLAIM = timedelta(minutes=5)
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720)]
KEEP_SENT = timedelta(days=7)


class OutboxMail(Base):
    """One mail to one person. `key` is unique: the same occasion never makes a second mail.

    After `stale_at` it is not sent any more; `failed_at` is when we gave up, `error` why.
    """

    __tablename__ = "outbox_mail"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    recipient: Mapped[str] = mapped_column(String(254))
    locale: Mapped[str] = mapped_column(String(5))
    template: Mapped[str] = mapped_column(String(60))
    context: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    stale_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)


def queue(key: str, *, to: str, locale: str, template: str, after: timedelta = timedelta(0), **context: Any) -> None:
    """Put a mail into the caller's transaction. `context` is JSON; a second mail with the key is an IntegrityError.

    It leaves `after` this time at the earliest, and until it leaves it can be had back (`hold_back`, `withdraw`).
    """
    moment = now()
    times = {"created_at": moment, "due_at": moment + after}
    insert_row(OutboxMail(key=key, recipient=to, locale=locale, template=template, context=context, **times))


def hold_back(keys: Collection[str]) -> bool:
    """Whether none of these mails has left or is leaving; they then stay until the caller's transaction ends."""
    query = select(OutboxMail.sent_at, OutboxMail.attempts).where(OutboxMail.key.in_(keys)).with_for_update()
    waiting = [sent_at is None and not attempts for sent_at, attempts in db.session.execute(query)]
    return len(waiting) == len(keys) and all(waiting)


def withdraw(keys: Collection[str]) -> None:
    """These mails, which were held back, never leave."""
    db.session.execute(delete(OutboxMail).where(OutboxMail.key.in_(keys)))


def send_due() -> int:
    """Send what is due, each mail in a transaction of its own; returns how many went out.

    A mail is claimed by moving its `due_at` ahead in a conditional UPDATE: of several processes one gets it, and
    if that one dies the mail is due again after the claim.
    """
    sent = 0
    with carrier(current_app.extensions["settings"]) as out:
        for mail_id, due_at in _due():
            sent += _send_one(mail_id, due_at, out)
    with transaction():
        db.session.execute(delete(OutboxMail).where(OutboxMail.sent_at < now() - KEEP_SENT))
    return sent


def _due() -> list[tuple[int, datetime]]:
    query = (
        select(OutboxMail.id, OutboxMail.due_at)
        .where(OutboxMail.sent_at.is_(None), OutboxMail.due_at <= now())
        .order_by(OutboxMail.due_at)
        .limit(BATCH)
    )
    with reading():
        return [(row.id, row.due_at) for row in db.session.execute(query)]


def render(mail: OutboxMail) -> EmailMessage:
    """The mail in its recipient's language, as text and HTML.

    Its Message-ID is always the same, so that a mail that had to be sent twice is one to those mailboxes that look.
    """
    settings: Settings = current_app.extensions["settings"]
    context = {**mail.context, "site_name": settings.site_name, "site_url": settings.public_url}
    message = EmailMessage()
    # A request context of its own, so that links start with BASE_URL and not with what a caller named as host.
    with current_app.test_request_context(base_url=settings.public_url), force_locale(mail.locale):
        subject = render_template(f"email/{mail.template}/subject.txt", **context)
        message["Subject"] = " ".join(subject.split())
        message.set_content(render_template(f"email/{mail.template}/body.txt", **context))
        message.add_alternative(render_template(f"email/{mail.template}/body.html", **context), subtype="html")
    message["From"] = settings.mail_from
    message["To"] = mail.recipient
    message["Date"] = formatdate(mail.created_at.timestamp())
    message["Message-ID"] = f"<outbox-{mail.id}-{digest(mail.key)[:16]}@{urlsplit(settings.public_url).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    return message


def _send_one(mail_id: int, due_at: datetime, out: Carrier) -> int:
    with transaction():
        claim = (
            update(OutboxMail)
            .where(OutboxMail.id == mail_id, OutboxMail.due_at == due_at, OutboxMail.sent_at.is_(None))
            .values(due_at=now() + CLAIM, attempts=OutboxMail.attempts + 1)
        )
        claimed = db.session.execute(claim).rowcount == 1  # type: ignore[attr-defined]
    if not claimed:
        return 0
    mail = _claimed(mail_id)
    try:
        out.send(render(mail))
    except Exception as error:  # whatever one mail does, the others still go out
        log.warning("mail not sent", extra={"mail_id": mail_id, "template": mail.template, "why": repr(error)[:500]})
        _mark(mail_id, error=repr(error)[:2000], due_at=now() + PAUSES[min(mail.attempts, len(PAUSES)) - 1])
        return 0
    _mark(mail_id, sent_at=now(), error=None)
    return 1


def _claimed(mail_id: int) -> OutboxMail:
    """The mail, read in a transaction that is over before the mail server is asked: it may let us wait, and on SQLite
    an open transaction would keep everybody from booking."""
    with reading():
        mail = db.session.get_one(OutboxMail, mail_id, populate_existing=True)
        db.session.expunge(mail)
    return mail


def _mark(mail_id: int, **values: Any) -> None:
    db.session.rollback()
    with transaction():
        db.session.execute(update(OutboxMail).where(OutboxMail.id == mail_id).values(**values))


def latest(limit: int = 50) -> list[OutboxMail]:
    """The newest mails, sent or not, for the demo's mail page."""
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc()).limit(limit)))
