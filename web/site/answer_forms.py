"""A hub's own questions as part of the form on which one books: one field each, made for what the hub asks."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from bookings.answer_errors import AnswerNeeded, answer_field
from core.errors import DomainError
from core.text import one_line
from hubs.questions.rules import LONGEST_ANSWER, QuestionFacts

CHOOSE = _l("Please choose")


class AnswersForm(FlaskForm):  # type: ignore[misc]
    """What is typed stays as it is; what is allowed, the action says. CSRF is checked for every form by
    core.security."""

    class Meta:
        csrf = False

    @property
    def given(self) -> dict[int, str]:
        """The answers by the ids of their questions."""
        return {field.question_id: field.data or "" for field in self}

    def refuse(self, error: DomainError) -> bool:
        """Show a named error at its field, if it is about one of them; whether it is."""
        about = [field for field in self if error.field == answer_field(field.question_id)]
        for field in about:
            said = error.beside() if isinstance(error, AnswerNeeded) else error.message()
            field.errors = [*field.errors, said]
        return bool(about)


def answers_form(questions: Iterable[QuestionFacts], *, are_needed: bool = True) -> AnswersForm:
    """With what this request has sent of it, if it has; without questions it has no fields. `are_needed`: what the hub
    requires has to be answered here."""
    fields = {f"answer-{question.id}": _field(question, are_needed and question.required) for question in questions}
    form: AnswersForm = type("AskedForm", (AnswersForm,), fields)()
    for field in form:
        field.question_id = int(field.name.removeprefix("answer-"))
    return form


def _field(question: QuestionFacts, is_needed: bool) -> Any:
    flags = {"required": True} if is_needed else {"optional": True}
    if question.kind == "choice":
        choices = [SelectChoice("", CHOOSE), *(SelectChoice(choice, choice) for choice in question.choices)]
        return SelectField(question.text, [_Flagged(flags)], choices=choices, validate_choice=False, filters=[one_line])
    keys = {"maxlength": LONGEST_ANSWER, "autocomplete": "off"}
    numeric = {"inputmode": "numeric"} if question.kind == "number" else {}
    return StringField(question.text, [_Flagged(flags)], filters=[one_line], render_kw=keys | numeric)


class _Flagged:
    """Says that a field must, or need not, be filled in; it checks nothing."""

    def __init__(self, flags: dict[str, bool]) -> None:
        self.field_flags = flags

    def __call__(self, _form: Any, _field: Any) -> None:
        return
