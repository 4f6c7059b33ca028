"""What a question may be, for which places it is asked, and what answers it. Pure functions of values."""

from collections.abc import Sequence
from typing import NamedTuple

from core.text import alike, is_blank, one_line
from hubs.rules import KINDS
from hubs.setup_errors import InvalidSetup

ANSWER_KINDS = ("text", "choice", "number")
LONGEST_QUESTION, LONGEST_ANSWER, LONGEST_CHOICE = 120, 200, 80
MOST_CHOICES, MOST_QUESTIONS = 12, 8
"""Of one question, and of a hub: a form is to stay short."""
LONGEST_CHOICES = MOST_CHOICES * (LONGEST_CHOICE + 1)
MOST_FIGURES = 6
"""Of a number that answers: it is counted in people, or the like."""


class QuestionFacts(NamedTuple):
    """A question as the set-up of its hub has it; see `models.Question`."""

    id: int
    text: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    required: bool = False
    space_kinds: tuple[str, ...] = ()

    def is_asked_for(self, kind: str) -> bool:
        """Whether who books this kind of space is asked."""
        return not self.space_kinds or kind in self.space_kinds


def fault_of(question: QuestionFacts, answer: str) -> str:
    """Why the answer (one line; "" is none) does not do: "required", "too-long", "choice" or "number"; "" when it
    does."""
    if is_blank(answer):
        return "required" if question.required else ""
    if len(answer) > LONGEST_ANSWER:
        return "too-long"
    if question.kind == "choice" and answer not in question.choices:
        return "choice"
    if question.kind == "number" and not (answer.isascii() and answer.isdecimal() and len(answer) <= MOST_FIGURES):
        return "number"
    return ""


def checked(question: QuestionFacts, others: Sequence[QuestionFacts]) -> QuestionFacts:
    """The question as it is kept, in one line each; only a choice has choices. InvalidSetup with the name of the field;
    `others` are those that the hub has besides."""
    text = one_line(question.text)
    _check_text("text", text, LONGEST_QUESTION)
    if alike(text) in {alike(other.text) for other in others}:
        raise InvalidSetup("text", "taken")
    if len(others) >= MOST_QUESTIONS:
        raise InvalidSetup("text", "too-many-questions", most=MOST_QUESTIONS)
    if question.kind not in ANSWER_KINDS:
        raise InvalidSetup("kind", "choice", choices=", ".join(ANSWER_KINDS))
    for kind in question.space_kinds:
        if kind not in KINDS:
            raise InvalidSetup("space_kinds", "unknown", value=kind)
    choices = _checked_choices(question.choices) if question.kind == "choice" else ()
    return question._replace(text=text, choices=choices)


def _checked_choices(given: Sequence[str]) -> tuple[str, ...]:
    shown = (one_line(choice) for choice in given)
    choices = tuple(dict.fromkeys(choice for choice in shown if not is_blank(choice)))
    if len(choices) < 2:
        raise InvalidSetup("choices", "two-choices")
    if len(choices) > MOST_CHOICES:
        raise InvalidSetup("choices", "too-many", most=MOST_CHOICES)
    for choice in choices:
        _check_text("choices", choice, LONGEST_CHOICE)
    return choices


def _check_text(field: str, text: str, most: int) -> None:
    if is_blank(text):
        raise InvalidSetup(field, "required")
    if len(text) > most:
        raise InvalidSetup(field, "too-long", most=most)
