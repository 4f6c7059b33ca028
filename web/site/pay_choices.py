"""What people choose of how they pay, wherever they book; `templates/_macros/paying.html` asks for it."""

from collections.abc import Mapping

from bookings.cover import Choice
from core.arguments import read_id
from core.formats import locale_code
from payments.rules import WAYS
from payments.terms.rules import TermsShown

IN_THE_ADDRESS = ("way", "for_employer", "buyer")
"""What a page of a wish carries along. Consent is given with the order alone."""

LONGEST_TERMS = 100


def read_choice(values: Mapping[str, str], agreed: str | None = None) -> Choice:
    """What a form or an address holds; what is no choice is none. A business has nothing to withdraw from.

    `agreed` is the price that was shown.
    """
    way, is_business = values.get("way", ""), values.get("buyer") == "business"
    return Choice(
        way=way if way in WAYS else "",
        for_employer=values.get("for_employer") == "1",
        is_business=is_business,
        starts_early=values.get("starts_early") == "1" and not is_business,
        terms=(_shown(values),),
        agreed=agreed,
    )


def _shown(values: Mapping[str, str]) -> TermsShown:
    """Which texts the form had named (`templates/_macros/terms.html`), and whether its box was ticked."""
    ids = (read_id(part) for part in values.get("terms", "")[:LONGEST_TERMS].split(","))
    return TermsShown(tuple(one for one in ids if one), values.get("accepts_terms") == "1", locale_code())
