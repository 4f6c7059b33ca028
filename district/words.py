"""Numbers and days of the figures as people write them."""

from datetime import date

from core.formats import DAYS, MONTHS, NBSP, locale_code


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


def short_day(day: date) -> str:
    """23.11. · 23 Nov."""
    return f"{day:%d.%m.}" if locale_code() == "de" else f"{day.day} {MONTHS[day.month - 1]}"


def day_and_weekday(day: date) -> str:
    """Mo., 23.11. · Mon 23 Nov."""
    name = DAYS[locale_code()][day.weekday()]
    return f"{name}, {short_day(day)}" if locale_code() == "de" else f"{name} {short_day(day)}"
