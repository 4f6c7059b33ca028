"""Dates and times as people type them, where a browser offers no picker or somebody writes an address by hand."""

import re
from datetime import date, time, timedelta

from flask_babel import lazy_gettext as _l

WHICH_DAY = _l("Please choose a day, or write it like this: 2026-11-25")
"""What forms answer to what is no day; the example is written as is the custom in the reader's language."""


def read_day(text: str, today: date) -> date | None:
    """2026-11-25, 25.11.2026, 25.11.26, 25.11. (the next one), today, heute, tomorrow, morgen; else None."""
    word = text.strip().casefold()
    if word in _WORDS:
        return today + timedelta(days=_WORDS[word])
    if iso := re.fullmatch(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})", word):
        return _date(*iso.groups())
    if german := re.fullmatch(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.?\s?([0-9]{4}|[0-9]{2})?", word):
        day, month, year = german.groups()
        if year:
            return _date(year if len(year) == 4 else f"20{year}", month, day)
        this_year = _date(str(today.year), month, day)
        return this_year if this_year and this_year >= today else _date(str(today.year + 1), month, day)
    return None


_WORDS = {"today": 0, "heute": 0, "tomorrow": 1, "morgen": 1}


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """9, 9:30, 09:30, 9.30, 9 Uhr, 24:00 (as 0:00, the end of the day); seconds of zero are allowed; else None."""
    found = re.fullmatch(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?(?::00)?\s*(?:uhr|h)?", text.strip().casefold())
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if (hour, minute) == (24, 0):
        return time(0, 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
