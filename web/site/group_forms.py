"""What people fill in to book several places at once, or a place for somebody else. The shape of the input only."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length, Optional
from wtforms.widgets import NumberInput

from bookings.booked_for import LONGEST_EMAIL, LONGEST_NAME, BookedFor
from bookings.groups.rules import MOST
from core.arguments import read_id
from core.fields import MailboxField
from core.text import is_blank, one_line
from web.host.space_forms import Whole
from web.site.booking_forms import BookingForm

NAME = _l("Name")
EMAIL = _l("Email address")
NAME_MISSING = _l("Please also enter a name.")
BAD_NUMBER = _l("Please enter a whole number from 1 to 20.")
MOST_TICKED, MOST_NAMES = 60, 400


class GroupBookingForm(BookingForm):
    """The time of all, and how many places are to be proposed side by side."""

    number = Whole(_l("How many places side by side?"), [Optional()], widget=NumberInput(min=1, max=MOST))

    def wanted_number(self) -> int | None:
        """None, with a message at the field, when it is no number of places."""
        number: int | None = self.number.data
        if number is None or not 1 <= number <= MOST:
            self.number.errors = [*self.number.errors, BAD_NUMBER]
            return None
        return number


class GuestsForm(FlaskForm):  # type: ignore[misc]
    """Who is to sit where: a name and a mail address for each key (a space or a booking); both may be left empty. CSRF
    is checked for every form by core.security."""

    class Meta:
        csrf = False

    def pair(self, key: object) -> tuple[Any, Any]:
        """The fields of one place."""
        return self[f"guest-{key}"], self[f"email-{key}"]

    def guest(self, key: object) -> BookedFor | None:
        """Whom it is for, if that is said."""
        name, email = self.pair(key)
        return None if is_blank(name.data or "") else BookedFor(name.data, email.data or "")

    def is_complete(self, keys: Iterable[object]) -> bool:
        """Validates; False, with a message at the field, also where there is an address and no name."""
        is_valid = self.validate()
        for key in keys:
            name, email = self.pair(key)
            if (email.data or "") and is_blank(name.data or ""):
                name.errors = [*name.errors, NAME_MISSING]
                is_valid = False
        return bool(is_valid)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What is typed, by field."""
        return sorted((field.name, field.data or "") for field in self)


def guests_form(keys: Iterable[object], known: dict[str, str] | None = None) -> GuestsForm:
    """With what this request has sent of it, or (`known`) what is known, by field."""
    fields: dict[str, Any] = {}
    for key in keys:
        short = Length(max=LONGEST_NAME, message=_l("Please use at most 80 characters."))
        name = {"maxlength": LONGEST_NAME, "autocomplete": "off"}
        fields[f"guest-{key}"] = StringField(NAME, [Optional(), short], filters=[one_line], render_kw=name)
        address = {"maxlength": LONGEST_EMAIL, "autocomplete": "off"}
        fields[f"email-{key}"] = MailboxField(EMAIL, [Optional()], render_kw=address)
    form = type("NamedForm", (GuestsForm,), fields)
    made: GuestsForm = form(formdata=None, data=known) if known is not None else form()
    return made


def ticked(values: Any) -> list[int]:
    """The spaces that an address or a form names, each once."""
    found = (read_id(text) for text in values.getlist("spaces")[:MOST_TICKED])
    return list(dict.fromkeys(key for key in found if key is not None))


def emails_in(values: Any) -> list[str]:
    """The mail addresses that a form holds for guests."""
    return [values[name] for name in list(values)[:MOST_NAMES] if name.startswith("email-")]
