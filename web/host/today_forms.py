"""What hosts fill in on the day. The shape of the input only: what is allowed, the actions say."""

from datetime import datetime
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, SelectField, StringField, TelField, TextAreaField
from wtforms.validators import Length, Optional

from core.clock import day_bounds
from core.errors import DomainError
from core.fields import Needed
from core.text import lines, one_line
from web.site.booking_forms import DayField, OverDays, TimesForm, is_time

REASON = _l("Reason")
NAME = Length(max=80, message=_l("Please use at most 80 characters."))
TELEPHONE = Length(max=40, message=_l("Please use at most 40 characters."))
TITLE = Length(max=120, message=_l("Please use at most 120 characters."))
SHORT = Length(max=200, message=_l("Please use at most 200 characters."))
NOTE = Length(max=300, message=_l("Please use at most 300 characters."))
VOUCHES = _l("Where an induction is needed: I give it, and a trainer stays with the guest.")
LONG = Length(max=4000, message=_l("Please use at most 4000 characters."))


class HostForm(FlaskForm):  # type: ignore[misc]
    """CSRF is checked for every form by core.security, so also for these."""

    FIELDS: ClassVar[dict[str, str]] = {}

    class Meta:
        csrf = False

    def refuse(self, error: DomainError) -> None:
        """Show a named error at its field, if it has one here."""
        name = self.FIELDS.get(error.field or "", error.field or "")
        if name in self:
            self[name].errors = [*self[name].errors, error.message()]


class WalkInForm(HostForm):
    """`space` empty: the next free desk. `form_key` is new each time, so that one that is sent twice books once."""

    FIELDS: ClassVar[dict[str, str]] = {"starts_at": "end", "ends_at": "end"}

    form_key = HiddenField()
    guest_name = StringField(_l("Name"), [Optional(), NAME], filters=[one_line])
    space = SelectField(_l("Place"), validate_choice=False)
    end = SelectField(_l("Until"), [is_time], name="to", validate_choice=False)
    vouches = BooleanField(VOUCHES)


class CallerForm(OverDays, TimesForm):
    """`space` is a place, or `kind:desk` for any of a kind. `check` asks for the page of another day only."""

    form_key = HiddenField()
    guest_name = StringField(_l("Name"), [Needed(), NAME], filters=[one_line])
    telephone = TelField(_l("Phone number"), [Optional(), TELEPHONE], filters=[one_line])
    title = StringField(_l("What for?"), [Optional(), TITLE], filters=[one_line])
    vouches = BooleanField(VOUCHES)


class NoteForm(HostForm):
    note = StringField(_l("Your note"), [Optional(), NOTE], filters=[one_line])


class ReasonForm(HostForm):
    reason = StringField(REASON, [SHORT], filters=[one_line])


class MessageForm(HostForm):
    form_key = HiddenField()
    subject = StringField(_l("Subject"), [Needed(), TITLE], filters=[one_line])
    text = TextAreaField(_l("Message"), [Needed(), LONG], filters=[lines])


class FaultForm(HostForm):
    FIELDS: ClassVar[dict[str, str]] = {"ends_at": "until"}

    form_key = HiddenField()
    until = DayField(_l("Until and including"))
    reason = StringField(_l("What is broken?"), [SHORT], filters=[one_line])

    def moment(self, zone: str) -> datetime:
        """The end of the chosen day."""
        return day_bounds(self.until.data, zone).end


def notice(form: FlaskForm, error: DomainError) -> DomainError | None:
    """Show the error at its field in the form; what has none there is given back, to stand on top."""
    form.refuse(error)
    return None if form.errors else error


def offer(field: Any, choices: list[tuple[str, str]]) -> None:
    """What can be chosen; what was typed stays among it."""
    typed = str(field.data or "")[:20]
    known = {value for value, _text in choices}
    field.choices = choices if typed in known or not typed else [(typed, typed), *choices]
