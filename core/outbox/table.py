"""The table through which mail leaves: queued in the transaction of the action, each key once."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import JSON, ColumnElement, Index, String, Text, case, cast, delete, func, insert, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, BigId, UtcDateTime, db, insert_into, where
from core.transactions import transaction

KEEP_SENT = timedelta(days=7)
KEEP_FAILED = timedelta(days=30)

STALE = "stale"
"""The `error` of a mail that was not sent because its time was over."""

UNSUBSCRIBE, CALENDAR = "_unsubscribe", "_calendar"
"""What travels inside the context without being the template's."""

ITEMS = "items"
"""In the context of a mail that gathers several things: the list of them."""


class OutboxMail(Base):
    """One mail to one person. `key` is unique: the same occasion never makes a second mail.

    Mails with the same `bundle` gather what is for one person (see `gathering`).
    After `stale_at` it is not sent any more; `failed_at` is when we gave up, `error` why (`STALE`: its time was over).
    """

    __tablename__ = "outbox_mail"
    __table_args__ = (Index("ix_outbox_mail_bundle", "bundle", **where("bundle is not null")),)

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
    bundle: Mapped[str | None] = mapped_column(String(80))


WAITING = OutboxMail.sent_at.is_(None) & OutboxMail.failed_at.is_(None)


class Counts(NamedTuple):
    """Of all mails in the table: on their way; of these, due for more than five minutes; given up (not the stale)."""

    waiting: int
    late: int
    failed: int


LATE = timedelta(minutes=5)


def queue(
    key: str,
    *,
    to: str,
    locale: str,
    template: str,
    after: timedelta = timedelta(0),
    stale_at: datetime | None = None,
    unsubscribe: str = "",
    calendar: dict[str, Any] | None = None,
    **context: Any,
) -> None:
    """Put a mail into the caller's transaction: one INSERT. A second mail with the key is an IntegrityError.

    It leaves `after` this time at the earliest, and until it leaves it can be had back (`hold_back`, `withdraw`);
    from `stale_at` on it does not leave at all. `context` is JSON, and goes to the template when the mail is sent.
    `unsubscribe`: the path of the page where one click ends mails of this kind (RFC 8058).
    `calendar`: JSON for the renderer of calendar parts (see `install_calendar_part`); None: the mail has no such part.
    """
    db.session.connection().execute(
        insert(OutboxMail), row_of(key, to, locale, template, after, stale_at, unsubscribe, calendar, context)
    )


def queue_once(
    key: str,
    *,
    to: str,
    locale: str,
    template: str,
    after: timedelta = timedelta(0),
    stale_at: datetime | None = None,
    unsubscribe: str = "",
    calendar: dict[str, Any] | None = None,
    **context: Any,
) -> bool:
    """As `queue`; but whether it was put in: False, and nothing happens, when the key is there already.

    For jobs that come round again. A sent mail's key is kept for `KEEP_SENT`, one given up for `KEEP_FAILED`: who
    asks for the same occasion later than that has to remember by themselves.
    """
    row = row_of(key, to, locale, template, after, stale_at, unsubscribe, calendar, context)
    put = insert_into(OutboxMail).values(row).on_conflict_do_nothing(index_elements=["key"])
    return db.session.scalar(put.returning(OutboxMail.id)) is not None


def row_of(
    key: str,
    to: str,
    locale: str,
    template: str,
    after: timedelta,
    stale_at: datetime | None,
    unsubscribe: str,
    calendar: dict[str, Any] | None,
    context: dict[str, Any],
) -> dict[str, Any]:
    moment = now()
    reserved = {UNSUBSCRIBE: unsubscribe, CALENDAR: calendar}
    return {
        "key": key,
        "recipient": to,
        "locale": locale,
        "template": template,
        "context": context | {name: value for name, value in reserved.items() if value},
        "created_at": moment,
        "due_at": moment + after,
        "stale_at": stale_at,
        "attempts": 0,
    }


def hold_back(keys: Collection[str]) -> bool:
    """Whether none of these mails has left or is leaving; they then stay until the caller's transaction ends."""
    query = select(OutboxMail.sent_at, OutboxMail.attempts).where(OutboxMail.key.in_(keys)).with_for_update()
    waiting = [sent_at is None and not attempts for sent_at, attempts in db.session.execute(query)]
    return len(waiting) == len(keys) and all(waiting)


def withdraw(keys: Collection[str]) -> None:
    """These mails never leave, but for one that is on the wire at this moment (see `hold_back`)."""
    db.session.execute(delete(OutboxMail).where(OutboxMail.key.in_(keys)))


def forget(ids: Collection[str]) -> None:
    """Delete what was sent, or given up, and speaks of one of these ids."""
    told = cast(OutboxMail.context, Text)
    speaks = or_(*(told.contains(key, autoescape=True) for key in ids))
    db.session.execute(delete(OutboxMail).where(~WAITING, speaks), execution_options={"synchronize_session": False})


def counts() -> Counts:
    late = WAITING & (OutboxMail.due_at <= now() - LATE)
    failed = OutboxMail.failed_at.is_not(None) & (OutboxMail.error != STALE)
    sums = [func.sum(case((condition, 1), else_=0)) for condition in (WAITING, late, failed)]
    return Counts(*(number or 0 for number in db.session.execute(select(*sums)).one()))


def latest(limit: int = 50) -> list[OutboxMail]:
    """The newest mails, sent or not, for the demo's mail page."""
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id.desc()).limit(limit)))


def mail_of(mail_id: int) -> OutboxMail | None:
    return db.session.get(OutboxMail, mail_id)


def give_up(which: ColumnElement[bool], why: str) -> int:
    """These mails, if they still wait, are not tried again; returns how many. In a transaction of its own."""
    change = update(OutboxMail).where(WAITING, which).values(failed_at=now(), error=why)
    with transaction():
        return db.session.execute(change).rowcount  # type: ignore[attr-defined, no-any-return]
