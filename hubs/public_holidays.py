"""Public holidays of the German states, by name in German and English."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from holidays.countries.germany import Germany

SUBDIVISIONS: tuple[str, ...] = Germany.subdivisions
"""What a hub may have as its state: "NI" for Niedersachsen, …; "Augsburg" has a holiday of its own."""


def holiday_name(day: date, subdivision: str, locale: str = "de") -> str | None:
    """The name of the public holiday in that state, in German for a German `locale`, else in English."""
    return _names(subdivision, "de" if locale.startswith("de") else "en_US", day.year).get(day)


def is_holiday(day: date, subdivision: str) -> bool:
    """Whether `day` is a public holiday in that state. Christmas Eve and New Year's Eve are not."""
    return day in _names(subdivision, "de", day.year)


@lru_cache(maxsize=1024)
def _names(subdivision: str, language: str, year: int) -> Mapping[date, str]:
    return dict(Germany(subdiv=subdivision, years=year, language=language))
