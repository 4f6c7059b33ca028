"""Prices as people type them. Pure."""

import re

_PRICE = re.compile(r"(?:€\s*)?([0-9]{1,6})(?:[.,]([0-9]{1,2}|-))?\s*(?:€|euro|eur)?", re.IGNORECASE)


def read_cents(text: str) -> int | None:
    """ "12", "12,5", "12,50 €", "12.50", "12,-": cents; ValueError for what is no price; None for nothing."""
    typed = text.strip()
    if not typed:
        return None
    found = _PRICE.fullmatch(typed)
    if not found:
        raise ValueError(typed)
    return int(found[1]) * 100 + int((found[2] or "0").replace("-", "0").ljust(2, "0"))


def written(cents: int | None) -> str:
    """As it stands in the form: 12,50; nothing for None."""
    return "" if cents is None else f"{cents // 100},{cents % 100:02d}"
