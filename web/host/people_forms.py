"""What hosts fill in about one person. The shape of the input only."""

from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField, TextAreaField
from wtforms.validators import Length

from core.arguments import read_uuid
from core.errors import DomainError
from core.text import one_line
from hubs.people.errors import BadReason
from hubs.people.rules import MAX_REASON


class BookingsForm(FlaskForm):  # type: ignore[misc]
    """Some of the person's coming bookings. What is none of them is left out by the query."""

    bookings = SelectMultipleField(_l("Cancel these bookings"), validate_choice=False)

    @property
    def keys(self) -> list[UUID]:
        return [key for text in self.bookings.data or [] if (key := read_uuid(text))]


class RestrictForm(BookingsForm):
    reason = TextAreaField(
        _l("Reason"),
        [Length(min=1, max=MAX_REASON, message=BadReason().message())],
        filters=[one_line],
    )

    def refuse(self, error: DomainError) -> None:
        self.reason.errors = [*self.reason.errors, error.message()]
