"""Warning of the end of an account, and its end: nothing in the database then says that the person was here."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, delete, select, update

from core.clock import now
from core.db import db
from core.idempotency import IdempotencyKey
from core.journal import JournalEntry
from core.outbox import OutboxMail
from members import mails, signals
from members.models import Member

BATCH = 50
"""Accounts in one transaction."""


def warn(*, due: ColumnElement[bool], ends_at: datetime) -> int:
    """Tell some of these members that their account ends on that day unless they log in; how many."""
    members = db.session.scalars(_some(due)).all()
    for member in members:
        mails.idle_account(member, ends_at)
        member.warned_at = now()
    db.session.flush()
    return len(members)


def erase_some(*, due: ColumnElement[bool]) -> int:
    """Erase some of these members; how many."""
    members = db.session.scalars(_some(due)).all()
    for member in members:
        erase(member=member)
    return len(members)


def erase(*, member: Member) -> None:
    """Delete the account with all that is the person's. What others need stays, but nobody knows whose it was.

    Raises what a package above has against it (members.signals.erasing). What others looked at is kept in the journal
    under a number that is nobody's: SQLite gives the number of a deleted account to the next one.
    """
    signals.erasing.send(member)
    db.session.execute(delete(OutboxMail).where(OutboxMail.recipient == member.email))
    db.session.execute(delete(IdempotencyKey).where(IdempotencyKey.caller == str(member.id)))
    db.session.execute(delete(JournalEntry).where(JournalEntry.subject_id == member.id))
    own_looks = update(JournalEntry).where(JournalEntry.actor_id == member.id)
    db.session.execute(own_looks.values(actor_id=-member.id), execution_options={"synchronize_session": False})
    db.session.execute(delete(Member).where(Member.id == member.id))


def _some(due: ColumnElement[bool]) -> Select[Member]:
    """Locked: who logs in at this moment is asked again, and stays."""
    query = select(Member).where(due).order_by(Member.id).limit(BATCH)
    return query.with_for_update().execution_options(populate_existing=True)
