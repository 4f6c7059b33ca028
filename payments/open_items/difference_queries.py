"""What does not agree and concerns one operator."""

from collections.abc import Sequence

from sqlalchemy import select

from core.db import db
from payments.models import Difference

MOST = 300


def open_of(operator_id: int) -> Sequence[Difference]:
    """What nobody has dealt with, the oldest first."""
    query = select(Difference).where(Difference.operator_id == operator_id, Difference.closed_at.is_(None))
    return db.session.scalars(query.order_by(Difference.seen_at, Difference.id).limit(MOST)).all()


def about(operator_id: int, kind: str, about: str) -> Sequence[Difference]:
    """What is listed of this kind about this."""
    query = select(Difference).where(Difference.operator_id == operator_id, Difference.closed_at.is_(None))
    return db.session.scalars(query.where(Difference.kind == kind, Difference.about == about)).all()


def one_of(operator_id: int, difference_id: int) -> Difference | None:
    """None for another operator's."""
    query = select(Difference).where(Difference.operator_id == operator_id, Difference.id == difference_id)
    return db.session.scalars(query).first()
