"""A hub's own questions as they are answered: whether all is answered that has to be, and what was. Nothing where the
hub asks nothing. Hosts who book for others may say what they were told; who takes a place at the door is not asked."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select

from bookings.answer_errors import AnswerNeeded, UnknownQuestion
from bookings.models import QuestionAnswer
from bookings.slots import Slot
from core.db import db
from core.text import is_blank, one_line
from hubs.questions.models import Question
from hubs.questions.rules import fault_of
from hubs.setup import Place, Setup

Answers = tuple[tuple[int, str], ...]
"""Pairs of a question's id and what was answered."""
Given = Mapping[int, str]
"""The same as somebody gives them."""
NO_ANSWERS: Given = {}


class Answered(NamedTuple):
    """A question and its answer, as people read them."""

    question_id: int
    question: str
    answer: str

    @property
    def pair(self) -> tuple[str, str]:
        """Both as a page lists them."""
        return self.question, self.answer


def check(setup: Setup, place: Place, given: Given) -> Answers:
    """What is kept of the answers for a booking of the place; what was left out stays so. AnswerNeeded for the
    first that does not do, UnknownQuestion for what is not asked there."""
    asked = setup.asked_at(place)
    if unknown := given.keys() - {question.id for question in asked}:
        raise UnknownQuestion(min(unknown))
    found = []
    for question in asked:
        answer = one_line(given.get(question.id, ""))
        if why := fault_of(question, answer):
            raise AnswerNeeded(question, why)
        if not is_blank(answer):
            found.append((question.id, answer))
    return tuple(found)


def check_all(slots: Sequence[Slot], given: Given) -> list[Answers]:
    """`check` for each of these slots of one hub, with those of the answers to what is asked at its place.
    UnknownQuestion for what is asked at none of them."""
    asked = [{question.id for question in slot.setup.asked_at(slot.place)} for slot in slots]
    if unknown := given.keys() - set().union(*asked):
        raise UnknownQuestion(min(unknown))
    pairs = zip(slots, asked, strict=True)
    return [check(one.setup, one.place, {key: given[key] for key in given if key in here}) for one, here in pairs]


def check_told(setup: Setup, place: Place, given: Given) -> Answers:
    """What is kept of what a host was told by somebody else: nothing has to be answered, and what is not asked at this
    place is left out. AnswerNeeded for what does not do."""
    asked = {question.id for question in setup.asked_at(place)}
    told = {key: text for key, text in given.items() if key in asked and not is_blank(one_line(text))}
    found = []
    for question in setup.asked_at(place):
        if question.id in told:
            answer = one_line(told[question.id])
            if why := fault_of(question, answer):
                raise AnswerNeeded(question, why)
            found.append((question.id, answer))
    return tuple(found)


def must_answer(setup: Setup, place: Place) -> bool:
    """Whether nobody has the place without having answered something: so it is not booked for who is not there."""
    return any(question.required for question in setup.asked_at(place))


def answers_of(setups: Iterable[Setup], booking_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Answered]]:
    """What was answered for these bookings of these hubs, in the order of the questions. One query, none where no hub
    asks anything."""
    if not booking_ids or not any(setup.questions for setup in setups):
        return {}
    query = (
        select(QuestionAnswer.booking_id, Question.id, Question.text, QuestionAnswer.text)
        .join(Question, Question.id == QuestionAnswer.question_id)
        .where(QuestionAnswer.booking_id.in_(booking_ids))
        .order_by(Question.position, Question.id)
    )
    found: dict[uuid.UUID, list[Answered]] = {}
    for booking_id, question_id, question, text in db.session.execute(query):
        found.setdefault(booking_id, []).append(Answered(question_id, question, text))
    return found
