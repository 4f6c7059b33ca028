"""What is wrong with a picture or a floor plan, said so that people know what to do next."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError
from hubs.plan.rules import LEAST_FIELDS, MOST_FIELDS, MOST_PICTURES


class BadPicture(DomainError):
    """An uploaded file that we do not take; `reason` is a key of REASONS, the facts fill its sentence."""

    code, status, field = "bad-picture", 422, "file"
    meaning = _l("The file is not a picture that can be used; the answer says why.")

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason=reason, **facts)
        self.reason = reason

    def message(self) -> Any:
        return REASONS[self.reason](self.facts)


class BadPlan(DomainError):
    """A plan on which a space cannot stand where it was put. Facts: `name`, and the `other` one that stands there."""

    code, status = "bad-plan", 422
    meaning = _l("A space cannot go where it was put on the plan; the answer names it.")

    def __init__(self, reason: str, space_id: int, **facts: Any) -> None:
        super().__init__(reason=reason, space_id=space_id, **facts)
        self.reason = reason

    def message(self) -> Any:
        return REASONS[self.reason](self.facts)


class PlanChanged(DomainError):
    """Somebody else has saved the plan since the page was opened."""

    code, status = "plan-changed", 409

    def message(self) -> Any:
        return _l(
            "The plan was saved in the meantime, perhaps in another window. Your changes are not lost: your "
            "own plan is below. Look at the saved one first, then save yours if it is better."
        )


REASONS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "missing": lambda facts: _l("Please choose a picture."),
    "unknown": lambda facts: _l("We cannot show this picture. Please choose a JPEG, PNG or WebP file."),
    "heic": lambda facts: _l(
        "This is a HEIC picture, a format some phones use. Please save it as JPEG first, or set the "
        "camera to “most compatible”."
    ),
    "drawing": lambda facts: _l("We do not accept SVG files. Please save the drawing as PNG."),
    "document": lambda facts: _l("This is a PDF file. Please save its page as a picture (PNG or JPEG)."),
    "too-large": lambda facts: _l("This file is larger than %(most)s MB. Please make it smaller.", most=facts["most"]),
    "too-many-pixels": lambda facts: _l(
        "This picture is too large: at most %(most)s million pixels. Please make it smaller.",
        most=facts["most"],
    ),
    "broken": lambda facts: _l("This picture is damaged and cannot be read. Please save it again or choose another."),
    "too-many": lambda facts: _l(
        "There are already %(most)s pictures. Please delete one before you add another.", most=MOST_PICTURES
    ),
    "size": lambda facts: _l(
        "A plan has %(least)s to %(most)s columns and rows.", least=LEAST_FIELDS, most=MOST_FIELDS
    ),
    "outside": lambda facts: _l(
        "“%(name)s” goes over the edge of the plan. Please move it or make it smaller.", name=facts["name"]
    ),
    "too-big": lambda facts: _l(
        "“%(name)s” is a desk: it takes up one square, or two side by side.", name=facts["name"]
    ),
    "overlap": lambda facts: _l(
        "“%(name)s” and “%(other)s” are on the same square. Please move one of them.",
        name=facts["name"],
        other=facts["other"],
    ),
}
