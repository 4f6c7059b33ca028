"""What hosts fill in about people. The shape of the input only."""

from typing import Self

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField

from core.errors import DomainError
from core.fields import MailboxField, Needed


class InviteForm(FlaskForm):  # type: ignore[misc]
    form_key = HiddenField()
    email = MailboxField(_l("Email address"), [Needed()])

    def refuse(self, error: DomainError) -> Self:
        self.email.errors = [*self.email.errors, error.message()]
        return self
