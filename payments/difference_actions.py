"""The list of what does not agree: between our books and Stripe, or within our books. Nothing is put right silently;
admins get a mail once a day with what is new. Flushes and never commits."""

from collections.abc import Collection, Sequence

from sqlalchemy import select, update

from core.clock import now
from core.db import db, insert_into
from members.models import Member
from payments.models import Difference


def list_one(kind: str, about: str, expected: str, found: str, *, operator_id: int | None = None) -> None:
    """Put it on the list; what is there already stays as it was first seen."""
    row = {
        "kind": kind,
        "about": about,
        "expected": expected[:200],
        "found": found[:200],
        "operator_id": operator_id,
        "seen_at": now(),
    }
    db.session.execute(insert_into(Difference).values(row).on_conflict_do_nothing())


def close(*, difference: Difference, by: Member | None) -> None:
    """Somebody has looked at it; a second time changes nothing."""
    if difference.closed_at is None:
        difference.closed_at, difference.closed_by = now(), by.id if by else None
        db.session.flush()


def close_those_gone(kinds: Collection[str], still: Collection[tuple[str, str]]) -> None:
    """What agrees again is closed by itself: of these kinds all that are not among `still`, as (kind, about)."""
    rows = db.session.scalars(select(Difference).where(Difference.kind.in_(kinds), Difference.closed_at.is_(None)))
    for row in rows:
        if (row.kind, row.about) not in still:
            row.closed_at = now()
    db.session.flush()


def untold() -> Sequence[Difference]:
    """What is open and was in no mail yet, the oldest first."""
    query = select(Difference).where(Difference.closed_at.is_(None), Difference.told_at.is_(None))
    return db.session.scalars(query.order_by(Difference.id)).all()


def told(ids: Collection[int]) -> None:
    """Admins have had a mail about these."""
    done = update(Difference).where(Difference.id.in_(ids)).values(told_at=now())
    db.session.execute(done, execution_options={"synchronize_session": False})
