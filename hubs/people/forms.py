"""What hosts fill in about people. The shape of the input only."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField
from wtforms.validators import InputRequired, ValidationError

from core.errors import DomainError
from members.rules import clean_email


def _an_address(_form: FlaskForm, field: Any) -> None:
    try:
        clean_email(field.data or "")
    except DomainError as error:
        raise ValidationError(error.message()) from None


class InviteForm(FlaskForm):  # type: ignore[misc]
    form_key = HiddenField()
    email = EmailField(_l("E-mail address"), [InputRequired(_l("Please fill this in.")), _an_address])

    def refuse(self, error: DomainError) -> None:
        self.email.errors = [*self.email.errors, error.message()]
