"""The job that sends what is due. Any number of processes may run it at once: each mail is claimed by one."""

import logging
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select, update

from core.carriers import Carrier, carrier
from core.clock import now
from core.db import db, reading, transaction
from core.outbox.message import render
from core.outbox.table import STALE, WAITING, OutboxMail, give_up

log = logging.getLogger(__name__)

BATCH = 50
CLAIM = timedelta(minutes=5)
PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720)]


def send_due() -> int:
    """Send what is due, each mail in a transaction of its own; returns how many went out.

    A mail is claimed by moving its `due_at` ahead in a conditional UPDATE: of several processes one gets it, and
    if that one dies the mail is due again after the claim.
    """
    sent = 0
    with carrier(current_app.extensions["settings"]) as out:
        for mail_id, due_at in _due():
            sent += _send_one(mail_id, due_at, out)
    return sent


def _due() -> list[tuple[int, datetime]]:
    query = (
        select(OutboxMail.id, OutboxMail.due_at, OutboxMail.stale_at)
        .where(WAITING, OutboxMail.due_at <= now())
        .order_by(OutboxMail.due_at)
        .limit(BATCH)
    )
    with reading():
        rows = db.session.execute(query).all()
    stale = [row.id for row in rows if row.stale_at and row.stale_at <= now()]
    give_up(stale, STALE)
    return [(row.id, row.due_at) for row in rows if row.id not in stale]


def _send_one(mail_id: int, due_at: datetime, out: Carrier) -> int:
    mail = _claim(mail_id, due_at)
    if mail is None:
        return 0
    try:
        out.send(render(mail))
    except Exception as error:  # whatever one mail does, the others still go out
        log.warning("mail not sent", extra={"mail_id": mail_id, "template": mail.template, "why": repr(error)[:500]})
        _mark(mail_id, error=repr(error)[:2000], due_at=now() + PAUSES[min(mail.attempts, len(PAUSES)) - 1])
        return 0
    _mark(mail_id, sent_at=now(), error=None)
    return 1


def _claim(mail_id: int, due_at: datetime) -> OutboxMail | None:
    """The mail, if nobody else has it. The transaction is over before the mail server is asked: it may let us wait,
    and on SQLite an open transaction would keep everybody from booking."""
    claim = (
        update(OutboxMail)
        .where(OutboxMail.id == mail_id, OutboxMail.due_at == due_at, WAITING)
        .values(due_at=now() + CLAIM, attempts=OutboxMail.attempts + 1)
        .returning(OutboxMail)
        .execution_options(populate_existing=True, synchronize_session=False)
    )
    with transaction():
        mail = db.session.scalars(claim).one_or_none()
        if mail:
            db.session.expunge(mail)
    return mail


def _mark(mail_id: int, **values: Any) -> None:
    db.session.rollback()
    with transaction():
        db.session.execute(update(OutboxMail).where(OutboxMail.id == mail_id).values(**values))
