"""What hosts fill in to put up a door sign, or to change one."""

import re

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import Length, Optional, Regexp

from bookings.door.models import DoorSign
from core.fields import Needed
from core.text import one_line
from hubs.models import Space

PIN = re.compile(r"[0-9]{4,8}")


class SignForm(FlaskForm):  # type: ignore[misc]
    """`space` empty: the whole hub."""

    name = StringField(
        _l("Name of the sign"),
        [Needed(), Length(max=80, message=_l("At most 80 characters."))],
        filters=[one_line],
    )
    space = SelectField(_l("What does it show?"))
    shows_names = BooleanField(_l("Show the names of people"))
    pin = PasswordField(
        _l("PIN for booking at the door"),
        [Optional(), Regexp(rf"{PIN.pattern}\Z", message=_l("Please choose 4 to 8 digits."))],
    )
    no_pin = BooleanField(_l("Stop booking at the sign"))

    def show(self, sign: DoorSign) -> "SignForm":
        """What the sign has now; its PIN is not known, and stays when none is typed."""
        self.name.data, self.shows_names.data = sign.name, sign.shows_names
        self.space.data = str(sign.space_id) if sign.space_id else ""
        return self

    def offer(self, spaces: list[Space]) -> None:
        whole = SelectChoice("", _l("The whole hub"))
        self.space.choices = [whole, *(SelectChoice(str(space.id), space.name) for space in spaces)]

    @property
    def space_id(self) -> int | None:
        return int(self.space.data) if self.space.data else None
