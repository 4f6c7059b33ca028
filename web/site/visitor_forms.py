"""What somebody fills in about themselves who books without an account."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import ValidationError

from core.errors import DomainError
from core.fields import MailboxField, Needed
from members import rules


def _is_name(_form: Any, field: Any) -> None:
    try:
        rules.clean_name(field.data or "")
    except DomainError as error:
        raise ValidationError(error.message()) from None


class VisitorForm(FlaskForm):  # type: ignore[misc]
    """Part of the form of the page of booking. It carries no token: it does nothing in anybody's name, and so the page
    needs no cookie."""

    class Meta:
        csrf = False

    name = StringField(_l("Your name"), [Needed(), _is_name])
    email = MailboxField(_l("Email address"), [Needed()])
