"""Spaces as hosts fill them in."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from core.fields import NEEDED, Needed
from core.text import one_line
from hubs import words
from hubs.models import Space
from hubs.rules import INDUCTION
from hubs.setup_rules import SpaceValues
from hubs.words import FEATURES
from web.host.hub_forms import Ticks
from web.host.stale import WithSeen

MOST_AT_ONCE = 50
TURNAROUNDS = (0, 5, 10, 15, 20, 30, 45, 60, 90, 120)
NOT_WHOLE = _l("Please enter a whole number.")
KINDS = [SelectChoice(kind, text) for kind, text in words.KINDS.items()]


class Whole(IntegerField):  # type: ignore[misc]
    """A whole number whose error says so."""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if text and not (text.isascii() and text.isdigit() and len(text) <= 6):
            raise ValueError(NOT_WHOLE)
        self.data = int(text) if text else None


def minutes_or_none(text: Any) -> int | None:
    """What a select of lengths says; nothing: as in the level above."""
    return None if text in {None, ""} else int(text)


def lengths(offered: Iterable[int], now: int | None) -> list[SelectChoice]:
    """Lengths of time in words, the present one among them."""
    known = sorted({*offered, *([] if now is None else [now])})
    return [SelectChoice(str(minutes), words.length(minutes)) for minutes in known]


class SpaceForm(WithSeen):
    """One space. In which room it stands cannot be changed, so it is no field."""

    name = StringField(_l("Name"), [Needed()], filters=[one_line])
    kind = SelectField(_l("Kind"), choices=KINDS)
    capacity = Whole(_l("For how many people"), [InputRequired(NEEDED)])
    turnaround_minutes = SelectField(
        _l("Time kept free after each booking"), coerce=minutes_or_none, validate_choice=False
    )
    features = Ticks(_l("What it has"), FEATURES)
    is_confidential = BooleanField(_l("Confidential: nobody sees who uses it"))
    outer_name = StringField(_l("Neutral name for emails, calendars and the door"), [Optional()], filters=[one_line])
    is_outside = BooleanField(_l("A locker outside that can be reached at any time"))

    def offer(self, turnaround: int = 0) -> None:
        """What spaces need before they are used has a page of its own; the plain word for it may be taken away here."""
        if INDUCTION not in (self.features.data or ()):
            self.features.choices = [SelectChoice(key, text) for key, text in FEATURES.items() if key != INDUCTION]
        self.turnaround_minutes.choices = lengths(TURNAROUNDS, self.turnaround_minutes.data or turnaround)

    def values(self, position: int = 0, room_id: int | None = None) -> SpaceValues:
        return SpaceValues(
            name=self.name.data or "",
            kind=self.kind.data,
            capacity=self.capacity.data or 0,
            features=tuple(self.features.data or ()),
            turnaround_minutes=self.turnaround_minutes.data or 0,
            position=position,
            room_id=room_id,
            is_confidential=bool(self.is_confidential.data),
            outer_name=self.outer_name.data or "",
            is_outside=self.kind.data == "locker" and self.is_outside.data,
        )


class AddSpacesForm(SpaceForm):
    """One or several equal spaces. Without a name they are called after their kind."""

    form_key = HiddenField()
    count = Whole(
        _l("How many"),
        [
            InputRequired(NEEDED),
            NumberRange(
                1, MOST_AT_ONCE, _l("Please choose a number from %(least)s to %(most)s.", least=1, most=MOST_AT_ONCE)
            ),
        ],
    )
    name = StringField(_l("Name"), [Optional()], filters=[one_line])
    room = SelectField(_l("They are in"), coerce=minutes_or_none, validate_choice=False)

    def offer_rooms(self, spaces: Iterable[Space]) -> None:
        rooms = [s for s in spaces if s.is_active and s.kind != "desk" and s.room_id is None]
        none = SelectChoice("", _l("no room"))
        self.room.choices = [none, *(SelectChoice(str(room.id), room.name) for room in rooms)]
