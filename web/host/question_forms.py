"""What hosts fill in of a question. The shape of the input only."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from core.fields import Needed
from core.text import lines, one_line
from hubs.questions import words
from hubs.questions.models import Question
from hubs.questions.rules import QuestionFacts
from hubs.quotas.words import KINDS
from web.host.hub_forms import Ticks
from web.host.stale import WithSeen, stamp
from web.host.today_forms import HostForm

SPACE_KINDS = {kind: text for kind, text in KINDS.items() if kind}


class QuestionForm(HostForm, WithSeen):
    """One question."""

    text = StringField(_l("Question"), [Needed()], filters=[one_line])
    kind = SelectField(
        _l("How it is answered"), choices=[SelectChoice(key, t) for key, t in words.ANSWER_KINDS.items()]
    )
    choices = TextAreaField(_l("Answers to choose from"), [Optional()], filters=[lines])
    required = BooleanField(_l("Must be answered"))
    space_kinds = Ticks(_l("Asked for"), SPACE_KINDS)

    @property
    def values(self) -> QuestionFacts:
        return QuestionFacts(
            0,
            self.text.data or "",
            self.kind.data,
            tuple((self.choices.data or "").splitlines()),
            bool(self.required.data),
            tuple(self.space_kinds.data or ()),
        )


def shown(question: Question) -> dict[str, object]:
    """What the form shows of it, by field."""
    names = ("text", "kind", "choices", "required")
    values: dict[str, object] = {name: getattr(question, name) for name in names}
    return values | {"space_kinds": list(question.space_kinds)}


def form_of(question: Question) -> QuestionForm:
    """As it is now."""
    there = shown(question)
    return QuestionForm(formdata=None, data=there | {"seen": stamp(there)})
