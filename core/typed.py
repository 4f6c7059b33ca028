"""Dates and times as people type them, where a browser offers no picker or somebody writes an address by hand.

Whatever our own pages write (core.formats), in German or English, is read as what it means.
"""

import re
import unicodedata
from datetime import date, time, timedelta
from typing import NamedTuple

from flask_babel import gettext as _

from core.formats import DAYS, LONG_DAYS
from core.formats import day as written
from core.text import without_unseen

LONGEST = 80
_WORDS = {"today": 0, "heute": 0, "tomorrow": 1, "morgen": 1, "übermorgen": 2}
_MONTHS = (
    "jan januar january jänner",
    "feb februar february",
    "mär märz maerz mar march mrz",
    "apr april",
    "mai may",
    "jun juni june",
    "jul juli july",
    "aug august",
    "sep sept september",
    "okt oct oktober october",
    "nov november",
    "dez dec dezember december",
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_WEEKDAY = {
    name.casefold().rstrip("."): number
    for names in (*DAYS.values(), *LONG_DAYS.values(), ("mon", "tues", "weds", "thur", "fri", "sonnabend", "sun"))
    for number, name in enumerate(names)
} | {"thurs": 3}
_YEAR = r"(?P<year>[0-9]{4}|[0-9]{2})?"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})[-/.](?P<day>[0-9]{1,2})",
        rf"(?P<day>[0-9]{{1,2}})\.\s?(?P<month>[0-9]{{1,2}})\.?\s?{_YEAR}",
        rf"(?P<day>[0-9]{{1,2}})(?:\.|st|nd|rd|th)?\s?(?P<month>[^\W\d_]+)\.?,?\s?{_YEAR}",
        rf"(?P<month>[^\W\d_]+)\.?\s(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,?\s?{_YEAR}",
    )
)
_FIRST_WORD = re.compile(r"([^\W\d_]+)[.,]*\s?")
_HOURS = re.compile(r",\s[0-9]{1,2}(?:[:.][0-9]{2})?(?:\s?[–-]\s?[0-9]{1,2}(?:[:.][0-9]{2})?)?(?:\suhr)?$")
"""What follows a day where a booking is written: ", 9–17 Uhr"."""
_CLOCKS = tuple(
    re.compile(shape)
    for shape in (
        r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-5][0-9]))?(?::00)?\s?(?:uhr|h)?",
        r"(?P<hour>[0-9]{1,2})\s?(?:uhr|h)\s?(?P<minute>[0-5][0-9])",
        r"(?P<hour>[0-9]{2})(?P<minute>[0-5][0-9])",
        r"(?P<hour>[1-9]|1[0-2])(?:[:.](?P<minute>[0-5][0-9]))?\s?(?P<half>[ap])\.?m\.?",
    )
)


def read_day(text: str, today: date) -> date | None:
    """The day that is meant, else None: 2026-11-25, 25.11.2026, Mi., 25.11.26, 25.11. (the next one), 25. November,
    Wed 25 Nov 2026, Nov 25, today, heute, tomorrow, morgen. None also when the weekday is another day's."""
    read = _read(text, today)
    return read.day if read and not read.is_another_day else None


def why_no_day(text: str, today: date) -> str:
    """What forms answer where `read_day` finds none; the example is today, as our pages write it."""
    read = _read(text, today)
    if read and read.is_another_day:
        day = written(read.day, long=True) if read.day else ""
        return str(_("The calendar says this is %(day)s. Please check which day you mean.", day=day))
    which = str(_("Please choose a day, or write it like this: %(day)s", day=written(today)))
    no_such_day = str(_("There is no such day in the calendar."))
    return f"{no_such_day} {which}" if read and read.day is None else which


def read_time(text: str) -> time | None:
    """9, 9:30, 09:30, 0930, 9.30, 9 Uhr, 9 Uhr 30, 9h30, 9 am, 24:00 (as 0:00, the end of the day); seconds of zero
    are allowed; else None."""
    minutes = read_minutes(text)
    return time(minutes // 60 % 24, minutes % 60) if minutes is not None and minutes <= 24 * 60 else None


def read_minutes(text: str) -> int | None:
    """The same in minutes since midnight, on to 99:59 for what ends on a later day."""
    words = plain(text)
    found = next((match.groupdict() for shape in _CLOCKS if (match := shape.fullmatch(words))), None)
    if found is None:
        return None
    hour, half = int(found["hour"]), found.get("half")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + int(found["minute"] or 0)


def plain(text: str) -> str:
    """In small letters, with single blanks, and digits as everybody types them."""
    return " ".join(without_unseen(unicodedata.normalize("NFKC", text[:LONGEST])).casefold().split())


class _Read(NamedTuple):
    """What is written as a day: None when the calendar has no such day; and the weekday before it."""

    day: date | None
    weekday: int | None = None

    @property
    def is_another_day(self) -> bool:
        return self.day is not None and self.weekday not in (None, self.day.weekday())


def _read(text: str, today: date) -> _Read | None:
    """None when it is not written as a day."""
    words = _HOURS.sub("", plain(text)).rstrip(".,")
    if words in _WORDS:
        return _Read(today + timedelta(days=_WORDS[words]))
    weekday, rest = _weekday(words)
    found = next((match for shape in _SHAPES if (match := shape.fullmatch(rest))), None)
    if found is None or not (month := _month(found["month"])):
        return None
    return _Read(_day(found["year"], month, int(found["day"]), today), weekday)


def _weekday(words: str) -> tuple[int | None, str]:
    """The weekday that stands before a date, if one does, and the rest."""
    found = _FIRST_WORD.match(words)
    weekday = _WEEKDAY.get(found[1]) if found else None
    if found is None or weekday is None:
        return None, words
    return weekday, words[found.end() :].removeprefix("den ").removeprefix("the ")


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTH.get(text, 0)


def _day(year: str | None, month: int, day: int, today: date) -> date | None:
    """Without a year the next such day."""
    if year:
        return _date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    this_year = _date(today.year, month, day)
    return this_year if this_year and this_year >= today else _date(today.year + 1, month, day)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
