"""The job that sends what is due. Any number of processes may run it at once: each mail is claimed by one."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from flask import current_app
from sqlalchemy import select, update

from core.clock import now
from core.db import db
from core.mail_transport import MailTransport, Undeliverable, Unreachable, mail_transport
from core.outbox.back_off import LONG_AWAY, back_off
from core.outbox.message import render
from core.outbox.table import STALE, WAITING, OutboxMail, give_up
from core.transactions import reading, transaction

log = logging.getLogger(__name__)

BATCH = 50

RUN_SECONDS = 30
"""After this time a run ends, however many mails wait. It outlasts the lease of its job: that is short, so that a
process that was killed holds up no mail, and while a thousand wait several processes send them."""

CLAIM = timedelta(seconds=60)
"""Longer than `mail_transport.SEND_SECONDS`: who has a claim has sent the mail by then, or is dead."""

PAUSES = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720, 1440, 1440)]
"""After each attempt that may succeed another time; nearly three days in all. Then we give up."""

GIVE_UP = timedelta(days=3)
"""So long a mail waits for a mail server that cannot be reached."""


def send_due() -> int:
    """Send what is due, each mail in transactions of its own; returns how many went out.

    A mail is claimed by moving its `due_at` ahead in a conditional UPDATE: of several processes one gets it, and
    if that one dies the mail is due again after the claim. It has then perhaps left already: a kill may cost one
    duplicate, of the one mail that was between the mail server's yes and our note of it.
    What the mail server says decides: 5xx about a recipient ends this mail; anything else is tried again after a
    pause that grows; when the server cannot be reached nothing is claimed, and all that waits stays due.
    """
    sent = 0
    if not back_off().is_over():
        return sent
    with mail_transport(current_app.extensions["settings"]) as out:
        try:
            for mail_id, due_at in _while_there_is_time():
                out.ready()
                back_off().worked()
                sent += _send_one(mail_id, due_at, out)
        except Unreachable as error:
            _leave_alone(error)
    return sent


def _while_there_is_time() -> Iterator[tuple[int, datetime]]:
    end = monotonic() + RUN_SECONDS
    while due := _due():
        for mail in due:
            if monotonic() > end:
                return
            yield mail


def _due() -> list[tuple[int, datetime]]:
    """The first mails that are due; those whose time is over are given up on the way."""
    query = (
        select(OutboxMail.id, OutboxMail.due_at, OutboxMail.stale_at)
        .where(WAITING, OutboxMail.due_at <= now())
        .order_by(OutboxMail.due_at, OutboxMail.id)
        .limit(BATCH)
    )
    with reading():
        rows = db.session.execute(query).all()
    stale = [row.id for row in rows if row.stale_at and row.stale_at <= now()]
    if not stale:
        return [(row.id, row.due_at) for row in rows]
    give_up(OutboxMail.id.in_(stale), STALE)
    return _due()


def _send_one(mail_id: int, due_at: datetime, out: MailTransport) -> int:
    mail = _claim(mail_id, due_at)
    if mail is None:
        return 0
    try:
        out.send(render(mail))
    except Undeliverable as error:
        _note(mail, error, failed_at=now())
    except Unreachable as error:
        _note(mail, error, **_another_time(mail))
        raise
    except Exception as error:  # whatever one mail does, the others still go out
        _note(mail, error, **_another_time(mail))
    else:
        _mark(mail_id, sent_at=now(), error=None)
        return 1
    return 0


def _another_time(mail: OutboxMail) -> dict[str, datetime]:
    if mail.attempts > len(PAUSES):
        return {"failed_at": now()}
    return {"due_at": now() + PAUSES[mail.attempts - 1]}


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


def _note(mail: OutboxMail, error: Exception, **values: Any) -> None:
    log.warning("mail not sent", extra={"mail_id": mail.id, "template": mail.template, "why": repr(error)[:500]})
    _mark(mail.id, error=repr(error)[:2000], **values)


def _mark(mail_id: int, **values: Any) -> None:
    db.session.rollback()
    with transaction():
        db.session.execute(update(OutboxMail).where(OutboxMail.id == mail_id).values(**values))


def _leave_alone(error: Unreachable) -> None:
    """The mail server is away. What has waited for days is given up, if it really was away for long: a machine that
    was switched off over the holidays may find its network a moment later."""
    waiting = back_off()
    waiting.failed()
    log.warning("no mail server", extra={"why": str(error)[:500], "failures": waiting.failures})
    if waiting.failures >= LONG_AWAY:
        give_up(OutboxMail.due_at <= now() - GIVE_UP, f"no mail server for {GIVE_UP.days} days: {error}"[:2000])
