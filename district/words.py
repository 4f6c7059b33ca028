"""Numbers and days of the figures as people write them."""

from core.formats import NBSP, locale_code


def percent(value: float | None) -> str:
    """45 %; a dash where nothing was offered."""
    if value is None:
        return "–"
    return f"{round(100 * value)}{NBSP}%" if locale_code() == "de" else f"{round(100 * value)}%"


def number(value: float) -> str:
    """1.234 · 1,234."""
    text = f"{round(value):,}"
    return text.replace(",", ".") if locale_code() == "de" else text


def hours(minutes: int) -> str:
    """12,5 · 12.5: hours."""
    text = f"{minutes / 60:,.1f}".removesuffix(".0")
    return text.translate(str.maketrans(",.", ".,")) if locale_code() == "de" else text
