"""What hosts fill in. The shape of the input only: what is allowed, hubs.setup_rules say."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from core.errors import DomainError
from core.fields import MailboxField, Needed
from core.text import lines, one_line
from hubs import words
from hubs.coordinates import read_position
from hubs.models import Municipality
from web.host.stale import WithSeen

Form = TypeVar("Form", bound=Any)

BAD_POSITION = _l("Please enter the position in degrees, such as 52.1185, 9.5487.")


def refuse(form: Form, error: DomainError, names: Mapping[str, str] = {}) -> Form:
    """Show a named error at its field, or on top of the form when it has none; returns the form. `names`: fields
    that are called otherwise in the form."""
    name = names.get(error.field or "", error.field or "")
    if name in form:
        form[name].errors = [*form[name].errors, error.message()]
    else:
        form.form_errors.append(error.message())
    return form


class Ticks(SelectMultipleField):  # type: ignore[misc]
    """Several of a few, each with a box of its own."""

    widget = ListWidget()
    option_widget = CheckboxInput()

    def __init__(self, label: Any, texts: Mapping[str, Any], **more: Any) -> None:
        super().__init__(label, choices=[SelectChoice(key, text) for key, text in texts.items()], **more)


def _is_position(_form: Any, field: Any) -> None:
    if field.data and read_position(field.data) is None:
        raise ValidationError(BAD_POSITION)


def _line(label: Any, *, needed: bool = False, kind: type[StringField] = StringField) -> Any:
    return kind(label, [Needed() if needed else Optional()], filters=[one_line])


def _text(label: Any) -> Any:
    return TextAreaField(label, [Optional()], filters=[lines])


class PlaceForm(WithSeen):
    """Name and place of a hub."""

    name = _line(_l("Name of the hub"), needed=True)
    village = _line(_l("Village"), needed=True)
    municipality = SelectField(_l("Municipality"), [InputRequired(_l("Please choose the municipality."))])
    address = _line(_l("Address"))
    position = StringField(_l("Position"), [Optional(), _is_position], filters=[one_line])

    def offer(self, municipalities: Iterable[Municipality]) -> None:
        """Nothing is chosen beforehand: a hub in the wrong municipality misleads everybody's search."""
        choose = SelectChoice("", _l("Please choose"))
        self.municipality.choices = [choose, *(SelectChoice(town.key, town.name) for town in municipalities)]

    @property
    def where(self) -> tuple[float, float] | None:
        """(lat, lon), or None when nothing is typed that names a position."""
        return read_position(self.position.data or "")


class NewHubForm(PlaceForm):
    """`form_key` is new each time the form is shown, so that one that is sent twice makes one hub."""

    form_key = HiddenField()


class HubForm(PlaceForm):
    """All of a hub but its hours. The names of texts are those of hubs.setup_rules.HubValues."""

    description_de = _text(_l("Description"))
    arrival_de = _text(_l("Getting here"))
    house_rules_de = _text(_l("House rules"))
    description_en = _text(_l("Description in English"))
    arrival_en = _text(_l("Getting here, in English"))
    house_rules_en = _text(_l("House rules in English"))
    amenities = Ticks(_l("What the hub has for everybody"), words.AMENITIES)
    step_free = BooleanField(_l("The hub has step-free access"))
    staffed = BooleanField(_l("Hosts are there whenever the hub is open"))
    is_open_to_book = BooleanField(_l("Places can be booked"))
    phone = _line(_l("Phone"), kind=TelField)
    email = MailboxField(_l("Email address"), [Optional()])

    ENGLISH = ("description_en", "arrival_en", "house_rules_en")

    @property
    def has_english(self) -> bool:
        """Whether the English part is to be seen at once."""
        return any(self[name].data or self[name].errors for name in self.ENGLISH)
