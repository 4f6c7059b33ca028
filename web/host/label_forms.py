"""Which labels on which paper; and which space gets a new code."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, RadioField, SelectChoice, SelectField, SelectMultipleField
from wtforms.validators import DataRequired, InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from hubs.models import Space
from web.host.label_sheets import SHEETS

USUAL = "3x8"


class LabelForm(FlaskForm):  # type: ignore[misc]
    """Sent as GET, so that the PDF has an address; it changes nothing and needs no token."""

    class Meta:
        csrf = False

    space = SelectMultipleField(
        _l("Spaces"),
        [DataRequired(_l("Please choose at least one place."))],
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    size = RadioField(
        _l("Paper"),
        [InputRequired(_l("Please choose the paper."))],
        choices=[SelectChoice(key, sheet.name) for key, sheet in SHEETS.items()],
        default=USUAL,
    )
    first = IntegerField(_l("First free label"), default=1)
    was_sent = False

    @classmethod
    def asked(cls, values: MultiDict[str, str], spaces: list[Space]) -> "LabelForm":
        """From the address; without any value all spaces on the usual paper."""
        everything: MultiDict[str, Any] = MultiDict({"size": USUAL, "first": "1"})
        everything.setlist("space", [str(space.id) for space in spaces])
        was_sent = bool(set(values) & {"space", "size", "first"})
        form = cls(formdata=values if was_sent else everything)
        form.was_sent = was_sent
        form.space.choices = [SelectChoice(space.id, space.name) for space in spaces]
        return form

    def validate_first(self, field: IntegerField) -> None:
        """A field for which nothing was typed is the first label."""
        most = SHEETS[self.size.data].per_page if self.size.data in SHEETS else 1
        if not 1 <= (1 if field.data is None else field.data) <= most:
            raise ValidationError(
                _l("This paper has %(num)s labels. Please choose a number between 1 and that.", num=most)
            )

    @property
    def first_number(self) -> int:
        return self.first.data or 1


class NewCodeForm(FlaskForm):  # type: ignore[misc]
    """A label was lost or copied: its space gets a new code."""

    space = SelectField(_l("Space"), validate_choice=False, id="new-code-space")

    def offer(self, spaces: list[Space]) -> None:
        self._spaces = spaces
        self.space.choices = [SelectChoice(str(space.id), space.name) for space in spaces]

    @property
    def chosen(self) -> Space | None:
        return next((space for space in self._spaces if str(space.id) == self.space.data), None)
