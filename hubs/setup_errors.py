"""The named errors of setting a hub up. `field` names the input; inside a hub's file it has the space before it."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError
from core.mailboxes import BadEmail


class InvalidSetup(DomainError):
    """A value by which a hub cannot be run; `reason` is a key of REASONS, the facts fill its sentence."""

    code, status = "invalid-setup", 422
    meaning = _l("A hub cannot be run with one of the values; the answer names it.")

    def __init__(self, field: str, reason: str, **facts: Any) -> None:
        super().__init__(reason=reason, **facts)
        self.field = field
        self.reason = reason

    def message(self) -> Any:
        return REASONS[self.reason](self.facts)


REASONS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "required": lambda facts: _l("Please fill this in."),
    "too-long": lambda facts: _l("Please use at most %(most)s characters.", most=facts["most"]),
    "slug": lambda facts: _l("Please use small letters a–z, digits and single hyphens, such as “gross-berkel”."),
    "taken": lambda facts: _l("This is already used elsewhere. Please choose another."),
    "new_municipality": lambda facts: _l(
        "“%(value)s” is not known here yet. Please give its name, lat and lon, too.", value=facts["value"]
    ),
    "unknown": lambda facts: _l("“%(value)s” is not known here.", value=facts["value"]),
    "position": lambda facts: _l("Please enter the position in degrees, such as 52.1185 and 9.5487."),
    "far": lambda facts: _l(
        "This position is %(km)s km from %(town)s. Please check it, and whether the municipality is the right one.",
        km=facts["km"],
        town=facts["town"],
    ),
    "swapped": lambda facts: _l(
        "This position is %(km)s km from %(town)s. Latitude and longitude are swapped: it should be %(lat)s, %(lon)s.",
        **facts,
    ),
    "abroad": lambda facts: _l("This position is not in Germany. Please enter latitude and longitude in degrees."),
    "swapped-abroad": lambda facts: _l(
        "This position is not in Germany. Latitude and longitude are swapped: it should be %(lat)s, %(lon)s.", **facts
    ),
    "range": lambda facts: _l(
        "Please choose a number from %(least)s to %(most)s.", least=facts["least"], most=facts["most"]
    ),
    "choice": lambda facts: _l("Please choose one of these: %(choices)s.", choices=facts["choices"]),
    "order": lambda facts: _l("The shortest booking is longer than the longest one."),
    "steps": lambda facts: _l("Please choose a multiple of the step of %(grid)s minutes.", grid=facts["grid"]),
    "end-before-start": lambda facts: _l("The end must be after the start. Please choose a later end."),
    "not-a-room": lambda facts: _l("Only a desk can be placed inside a room, and only at the same hub."),
    "moved": lambda facts: _l("You cannot move an existing place to another room. Please create a new one."),
    "has-desks": lambda facts: _l("There are desks in this room, so it cannot become a desk itself."),
    "no-room": lambda facts: _l("This place cannot go there: it would overlap the edge or another place."),
    "mail": lambda facts: BadEmail(facts["why"]).message(),
}
