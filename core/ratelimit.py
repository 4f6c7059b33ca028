"""Attempts are counted in the database, so that the limit holds across workers and restarts."""

from datetime import datetime

from sqlalchemy import String, delete, update
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, UtcDateTime, db, insert_into
from core.errors import TooManyAttempts
from core.tokens import digest
from core.transactions import transaction


class RateLimit(Base):
    """How often something was tried in one window of time. The key (an address) is kept as a digest."""

    __tablename__ = "rate_limit"

    bucket: Mapped[str] = mapped_column(String(120), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


def hit(scope: str, key: str, limit: int, per_seconds: int) -> None:
    """Count one attempt and commit it at once; the attempt after `limit` in a window raises TooManyAttempts.

    Call it first in a view: it ends the transaction that is open, as the count must outlive a failed request.
    """
    moment = now()
    bucket, window = _bucket(scope, key, per_seconds, moment)
    ends = datetime.fromtimestamp((window + 1) * per_seconds, tz=moment.tzinfo)
    db.session.rollback()
    with transaction():
        count = _count(bucket, ends)
    if count > limit:
        raise TooManyAttempts(retry_after=max(1, int((ends - moment).total_seconds())))


def give_back(scope: str, key: str, per_seconds: int) -> None:
    """Take one attempt off the count again, in the caller's transaction: it was a good one."""
    bucket, _window = _bucket(scope, key, per_seconds, now())
    taken = update(RateLimit).where(RateLimit.bucket == bucket, RateLimit.count > 0)
    db.session.execute(taken.values(count=RateLimit.count - 1))


def forget(scope: str, key: str, per_seconds: int) -> None:
    """All attempts of this window are forgotten, in the caller's transaction."""
    bucket, _window = _bucket(scope, key, per_seconds, now())
    db.session.execute(delete(RateLimit).where(RateLimit.bucket == bucket))


def take_back(scope: str, key: str, per_seconds: int) -> None:
    """The same for an attempt that is refused for another reason: it ends the transaction that is open, like `hit`."""
    db.session.rollback()
    with transaction():
        give_back(scope, key, per_seconds)


def _bucket(scope: str, key: str, per_seconds: int, moment: datetime) -> tuple[str, int]:
    window = int(moment.timestamp()) // per_seconds
    return f"{scope}:{digest(key)}:{per_seconds}:{window}", window


def _count(bucket: str, ends: datetime) -> int:
    statement = (
        insert_into(RateLimit)
        .values(bucket=bucket, count=1, expires_at=ends)
        .on_conflict_do_update(index_elements=["bucket"], set_={"count": RateLimit.count + 1})
        .returning(RateLimit.count)
    )
    return int(db.session.execute(statement).scalar_one())
