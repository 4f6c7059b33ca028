"""The named errors of answers to a hub's own questions."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError
from hubs.questions.rules import LONGEST_ANSWER, QuestionFacts


def answer_field(question_id: int | str) -> str:
    """The name of the input in which a question is answered."""
    return f"answers.{question_id}"


class AnswerNeeded(DomainError):
    """A question of the hub is not answered as it has to be. Facts: question, why (`hubs.questions.rules.fault_of`)."""

    code, status = "answer-needed", 422
    meaning = _l("A question of the hub must be answered, or the answer does not fit; the answer names it.")

    def __init__(self, question: QuestionFacts, why: str) -> None:
        super().__init__(question=question, why=why)
        self.field = answer_field(question.id)

    def message(self) -> Any:
        text = self.facts["question"].text
        return {
            "required": _l("Please answer the question “%(question)s”.", question=text),
            "too-long": _l("Please answer in at most %(most)s characters.", most=LONGEST_ANSWER),
            "choice": _l("Please choose one of the answers to “%(question)s”.", question=text),
            "number": _l("Please answer “%(question)s” with a whole number.", question=text),
        }[self.facts["why"]]

    def beside(self) -> Any:
        """The message where it stands beside the question."""
        return {
            "required": _l("Please answer this question."),
            "choice": _l("Please choose one of the answers."),
            "number": _l("Please answer with a whole number."),
        }.get(self.facts["why"], self.message())


class UnknownQuestion(DomainError):
    """The hub does not ask this for this place."""

    code, status = "unknown-question", 422
    meaning = _l("The hub does not ask this. Please look at its questions again.")

    def __init__(self, question_id: int | str) -> None:
        super().__init__()
        self.field = answer_field(question_id)

    def message(self) -> Any:
        return _l("The hub does not ask this. Please look at its questions again.")
