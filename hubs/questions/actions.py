"""What hosts set of questions. Each flushes and never commits; what is not allowed is InvalidSetup."""

from collections.abc import Sequence

from core.db import db
from core.text import alike
from hubs.actions import flush_part_of
from hubs.models import Hub
from hubs.questions import queries, rules
from hubs.questions.models import Question
from hubs.questions.rules import QuestionFacts


def ask(*, hub: Hub, wanted: QuestionFacts, known: Question | None = None) -> Question:
    """A new question of the hub, behind the others, or this one anew. Answers that are there stay as they are."""
    others = [one for one in queries.questions_of(hub.id) if one is not known]
    facts = rules.checked(wanted, [one.facts for one in others])
    question = known or Question(hub_id=hub.id, position=max((one.position for one in others), default=0) + 1)
    question.text, question.kind, question.choices = facts.text, facts.kind, "\n".join(facts.choices)
    question.required, question.space_kinds = facts.required, facts.space_kinds
    db.session.add(question)
    flush_part_of(hub)
    return question


def remove(*, hub: Hub, question: Question) -> None:
    """It is asked no more, and the answers to it are deleted."""
    db.session.delete(question)
    flush_part_of(hub)


def replace_all(*, hub: Hub, questions: Sequence[QuestionFacts]) -> None:
    """The hub asks these, in this order, and no others; they are known by their texts."""
    known = {alike(one.text): one for one in queries.questions_of(hub.id)}
    wanted = {alike(one.text) for one in questions}
    for text, question in known.items():
        if text not in wanted:
            remove(hub=hub, question=question)
    for position, one in enumerate(questions, start=1):
        ask(hub=hub, wanted=one, known=known.get(alike(one.text))).position = position
    flush_part_of(hub)
