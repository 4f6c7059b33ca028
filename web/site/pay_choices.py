"""What people choose of how they pay, wherever they book; `templates/_macros/paying.html` asks for it."""

from collections.abc import Mapping

from bookings.cover import Choice
from payments.rules import WAYS

IN_THE_ADDRESS = ("way", "for_employer", "buyer")
"""What a page of a wish carries along. Consent is given with the order alone."""


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
        agreed=agreed,
    )
