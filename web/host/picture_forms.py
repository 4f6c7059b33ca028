"""What hosts type about pictures and the floor plan. What is allowed stands in hubs.plan.rules."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, IntegerField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from core.text import one_line
from hubs.plan.rules import LEAST_FIELDS, MOST_FIELDS, Item
from hubs.setup import Place

PURPOSES = [
    SelectChoice("photo", _l("On the hub’s page")),
    SelectChoice("plan", _l("Behind the floor plan, as its background")),
]
_SHORT = Length(max=200, message=_l("Please use at most 200 characters."))
_SIZE = NumberRange(LEAST_FIELDS, MOST_FIELDS, _l("A plan has 4 to 60 columns and rows."))
_NUMBER = InputRequired(_l("Please enter a whole number."))


class AltForm(FlaskForm):  # type: ignore[misc]
    """What those read who do not see the picture."""

    alt_de = StringField(_l("What does it show? (German)"), [_SHORT], filters=[one_line])
    alt_en = StringField(_l("What does it show? (English)"), [Optional(), _SHORT], filters=[one_line])

    def validate_alt_de(self, given: StringField) -> None:
        if not given.data and self.is_shown:
            raise ValidationError(_l("Please describe the picture in a few words, for people who cannot see it."))

    @property
    def is_shown(self) -> bool:
        return True


class UploadForm(AltForm):
    file = FileField(_l("Picture"))
    purpose = RadioField(_l("Where should it be shown?"), choices=PURPOSES, default="photo")

    @property
    def is_shown(self) -> bool:
        """The background of the plan is no more than that: what stands on it is said by the plan itself."""
        return bool(self.purpose.data != "plan")


class PlanForm(FlaskForm):  # type: ignore[misc]
    """The grid; `seen` is the stamp of the plan that was there when the page was opened."""

    columns = IntegerField(_l("Columns"), [_NUMBER, _SIZE])
    rows = IntegerField(_l("Rows"), [_NUMBER, _SIZE])
    picture = SelectField(_l("Picture behind the plan"))
    seen = HiddenField()


PARTS = ("x", "y", "width", "height")


@dataclass
class PlanLine:
    """A space's line of the table: what is typed (columns and rows counted from 1), and what is wrong with it."""

    place: Place
    typed: dict[str, str]
    errors: list[Any] = field(default_factory=list)

    @property
    def item(self) -> Item | None:
        """Where it is to stand; None when it is not on the plan, or (with an error) when that cannot be read."""
        x, y = self.typed["x"], self.typed["y"]
        if not (x or y):
            return None
        numbers = [_number(self.typed[part]) for part in PARTS]
        if None in numbers:
            return None
        x_at, y_at, width, height = (number or 0 for number in numbers)
        return Item(self.place.id, self.place.name, self.place.kind, x_at - 1, y_at - 1, width, height)

    def check(self) -> None:
        if (self.typed["x"] or self.typed["y"]) and self.item is None:
            self.errors.append(_l("Please enter whole numbers for column, row, width and height."))


def lines_of(places: Iterable[Place], items: Mapping[int, Item]) -> list[PlanLine]:
    """The table as the plan has it; a new space has the size that is usual for its kind."""
    return [PlanLine(place, _typed(place, items.get(place.id))) for place in places]


def typed_lines(places: Iterable[Place], form: Mapping[str, str]) -> list[PlanLine]:
    """The table as it was sent."""
    found = [
        PlanLine(place, {part: form.get(f"{part}-{place.id}", "").strip()[:6] for part in PARTS}) for place in places
    ]
    for line in found:
        line.check()
    return found


def _typed(place: Place, item: Item | None) -> dict[str, str]:
    if item is None:
        width, height = (3, 3) if place.kind in {"room", "workshop"} else (1, 1)
        return {"x": "", "y": "", "width": str(width), "height": str(height)}
    return {"x": str(item.x + 1), "y": str(item.y + 1), "width": str(item.width), "height": str(item.height)}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() else None
