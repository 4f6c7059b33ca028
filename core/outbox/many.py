"""Many mails at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from core.db import db, insert_into
from core.outbox.table import OutboxMail, row_of


@dataclass(frozen=True)
class Mail:
    """What `queue` is told of one mail."""

    key: str
    to: str
    locale: str
    template: str
    context: dict[str, Any]
    after: timedelta = timedelta(0)
    stale_at: datetime | None = None
    unsubscribe: str = ""
    calendar: dict[str, Any] | None = field(default=None)

    @property
    def row(self) -> dict[str, Any]:
        when = (self.after, self.stale_at)
        return row_of(
            self.key, self.to, self.locale, self.template, *when, self.unsubscribe, self.calendar, self.context
        )


def queue_all(mails: Sequence[Mail]) -> None:
    """As `queue` for each, in one statement."""
    if mails:
        db.session.connection().execute(insert(OutboxMail), [mail.row for mail in mails])


def queue_each_once(mails: Sequence[Mail]) -> int:
    """As `queue_once` for each, in one statement; returns how many were put in."""
    if not mails:
        return 0
    put = insert_into(OutboxMail).on_conflict_do_nothing(index_elements=["key"]).returning(OutboxMail.id)
    return len(db.session.connection().execute(put, [mail.row for mail in mails]).all())
