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
    "not-a-locker": lambda facts: _l("Only a locker can be reached from outside at any time."),
    "moved": lambda facts: _l("You cannot move an existing place to another room. Please create a new one."),
    "has-desks": lambda facts: _l("There are desks in this room, so it cannot become a desk itself."),
    "confidential-kind": lambda facts: _l("Only a room or a phone booth can be confidential: it needs a door."),
    "no-room": lambda facts: _l("This place cannot go there: it would overlap the edge or another place."),
    "too-many-questions": lambda facts: _l("A hub asks at most %(most)s questions.", most=facts["most"]),
    "two-choices": lambda facts: _l("Please give at least two answers to choose from, each on a line of its own."),
    "too-many": lambda facts: _l("Please use at most %(most)s lines.", most=facts["most"]),
    "pairs": lambda facts: _l("Please give pairs of hours before the start and a percentage, such as [[24, 100]]."),
    "hours": lambda facts: _l("Please give hours from 0 to %(most)s.", most=facts["most"]),
    "percent": lambda facts: _l("Please give a percentage from 0 to 100."),
    "falling": lambda facts: _l(
        "Please begin with the most hours before the start; who cancels later cannot get back more."
    ),
    "iban": lambda facts: _l("This is no IBAN: a letter or digit is wrong. Please compare it with a bank statement."),
    "bic": lambda facts: _l("This is no BIC. It has 8 or 11 letters and digits, such as GENODEF1HMP."),
    "vat_id": lambda facts: _l("This is no VAT ID. A German one is DE and nine digits, the last of which is a check."),
    "prefix": lambda facts: _l("Please use one to eight capital letters and digits, such as CB."),
    "stripe_account": lambda facts: _l("A Stripe account’s ID begins with acct_. Please copy it from Stripe."),
    "datev_consultant": lambda facts: _l("Please give the number from DATEV, up to seven digits."),
    "datev_client": lambda facts: _l("Please give the number from DATEV, up to seven digits."),
    "till-hint": lambda facts: _l("Payment on site is possible after you have read the hint about tills and agreed."),
    "iban-for-transfer": lambda facts: _l("For bank transfers an IBAN is needed. Please enter it."),
    "tax-number": lambda facts: _l("Whoever takes money needs a tax number or a VAT ID. Please enter one of them."),
    "no-way": lambda facts: _l("Please choose at least one way to pay, or do not take money here."),
    "no-price": lambda facts: _l("Please enter at least one price; 0 is free of charge."),
    "order-of-days": lambda facts: _l("The last day is before the first one. Please choose a later last day."),
    "mail": lambda facts: BadEmail(facts["why"]).message(),
}
