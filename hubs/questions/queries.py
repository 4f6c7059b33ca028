"""The questions of a hub."""

from sqlalchemy import select

from core.db import db
from hubs.questions.models import Question


def questions_of(hub_id: int) -> list[Question]:
    """In the order in which they are asked."""
    query = select(Question).where(Question.hub_id == hub_id).order_by(Question.position, Question.id)
    return list(db.session.scalars(query))


def question_in(hub_id: int, question_id: int) -> Question | None:
    """The hub's question with this id."""
    query = select(Question).where(Question.hub_id == hub_id, Question.id == question_id)
    return db.session.scalars(query).one_or_none()
