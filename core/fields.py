"""Parts of forms that know how people type: what has to be filled in, and mail addresses."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField
from wtforms.validators import StopValidation, ValidationError

from core.errors import DomainError
from core.mailboxes import clean_email
from core.text import is_blank

NEEDED = _l("Please fill this in.")


class Needed:
    """A text of which something can be seen: blanks, also those of no width, are nothing."""

    field_flags = {"required": True}  # noqa: RUF012 - read by WTForms as it is

    def __init__(self, message: Any = NEEDED) -> None:
        self.message = message

    def __call__(self, _form: Any, field: Any) -> None:
        if is_blank(field.data or ""):
            field.errors = []
            raise StopValidation(self.message)


class MailboxField(EmailField):  # type: ignore[misc]
    """A mail address, however it was typed; once it could be read, `data` is its one form (core.mailboxes). What could
    not be read stays as it was typed."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Blanks, also those of no width, are no address: a field that may stay empty is empty then."""
        super().process_formdata(valuelist)
        if self.data and is_blank(self.data):
            self.data = ""

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if validation_stopped or not self.data:
            return
        try:
            self.data = clean_email(self.data)
        except DomainError as error:
            raise ValidationError(error.message()) from None
