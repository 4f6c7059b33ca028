"""Who looked at whose data: a journal that grows even by a GET, apart from all other tables.

A view calls `note(…)`; the entry is written after the answer, in a transaction of its own, and at most once an hour
for the same look by the same person, so that a page that keeps itself up to date does not fill it.
"""

from datetime import datetime
from typing import Any

from flask import Flask, g
from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, BigId, UtcDateTime, db, insert_into, read_only
from core.transactions import transaction


class JournalEntry(Base):
    """`actor_id` looked at `what` ("today", "people" …) of a hub; `subject_id` is the person, if it was one."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("uq_journal_once", "actor_id", "hub_slug", "what", "subject_id", "hour", unique=True),
        Index("ix_journal_hub_seen", "hub_slug", "seen_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    actor_id: Mapped[int]
    hub_slug: Mapped[str] = mapped_column(String(60))
    what: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(default=0)
    hour: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)


def install(app: Flask) -> None:
    app.teardown_request(_write)


def note(*, actor_id: int, hub_slug: str, what: str, subject_id: int = 0) -> None:
    """This request shows personal data. `subject_id` 0: of several people."""
    moment = now()
    look = {"actor_id": actor_id, "hub_slug": hub_slug, "what": what, "subject_id": subject_id}
    times = {"hour": moment.replace(minute=0, second=0, microsecond=0), "seen_at": moment}
    g.setdefault("journal", []).append(look | times)


def note_row(table: type[Base], **row: Any) -> None:
    """This request adds a row to a journal of its own, after the answer as well."""
    g.setdefault("journal_rows", []).append((table, row))


def _write(_error: BaseException | None) -> None:
    if entries := g.pop("journal", None):
        append(JournalEntry, entries)
    for table, row in g.pop("journal_rows", ()):
        append(table, [row])


def append(table: type[Base], rows: list[dict[str, Any]]) -> None:
    """Add rows to a table that only grows, after the answer and in a transaction of its own; what is there already
    stays as it is."""
    db.session.rollback()
    token = read_only.set(False)
    try:
        with transaction():
            db.session.execute(insert_into(table).on_conflict_do_nothing(), rows)
    finally:
        read_only.reset(token)
