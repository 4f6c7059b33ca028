"""What hosts type about calendars from outside. Whether one can be read is found out by reading it."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from core.fields import Needed
from core.text import one_line
from hubs.setup import Setup

_TOO_LONG = _l("Please use at most 80 characters.")


class SourceForm(FlaskForm):  # type: ignore[misc]
    """A name, and an address or a file. CSRF is checked for every form by core.security."""

    class Meta:
        csrf = False

    name = StringField(_l("Name"), [Needed(), Length(max=80, message=_TOO_LONG)], filters=[one_line])
    url = StringField(_l("Address of the calendar"), filters=[one_line])
    file = FileField(_l("Calendar file"))

    content: bytes = b""

    def read_source(self, *, needed: bool) -> bool:
        """Whether just one source is given; or, if none is `needed`, at most one. Errors stand at the fields."""
        if self.file.data:
            self.file.data.seek(0)  # a request that lost a race is answered anew
            self.content = self.file.data.read()
        if self.url.data and self.content:
            self._refuse(self.file, _l("Please enter either an address or a file, not both."))
        elif needed and not self.url.data and self.file.data and not self.content:
            self._refuse(self.file, _l("The file is empty. Please choose another."))
        elif needed and not (self.url.data or self.content):
            self._refuse(self.url, _l("Please enter the address of the calendar, or choose a file below."))
        return not (self.url.errors or self.file.errors)

    @property
    def address(self) -> str | None:
        """Whether it may be asked, `fetching` finds out."""
        return self.url.data or None

    @property
    def has_source(self) -> bool:
        return bool(self.url.data or self.content)

    def refuse_source(self, sentence: Any) -> None:
        self._refuse(self.url if self.url.data else self.file, sentence)

    def _refuse(self, field: Any, sentence: Any) -> None:
        field.errors = [*field.errors, sentence]


class AddForm(SourceForm):
    form_key = HiddenField()
    space = SelectField(_l("Place"), validate_choice=False)

    def offer(self, setup: Setup) -> None:
        self.space.choices = [SelectChoice(str(place.id), place.name) for place in setup.places]
