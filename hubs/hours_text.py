"""The opening_hours text: what we accept of OpenStreetMap's language, and what it means here.

The library `opening_hours` reads the text. We add what it lacks or reads differently:

- It knows only Germany's nationwide holidays. On a holiday we put the weekday of that day in the place of
  `PH` (`Sa off` for `PH off` on Saturday, 31 October) and use that reading for that day only; on other days
  `PH` stays and, without a country, matches nothing.
- It takes a comment without a state for open (`"nach Vereinbarung"`: open day and night). The specification
  says unknown, and so do we; `open "please ring"` is open.
- It quietly takes a blank text for always open, 10:00-10:00 for 24 hours, 30 February for every day,
  sunrise for 7:00, and ignores school holidays, open ends and repetitions: all these are refused.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, ClassVar

import opening_hours
from flask_babel import lazy_gettext as _l
from opening_hours import OpeningHours, State

from core.errors import DomainError

ParserError: type[Exception] = opening_hours.ParserError  # type: ignore[attr-defined]  # its stubs lack it

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
LONGEST = 1000  # characters
YEARS_AHEAD = 30
LOOK_AHEAD_DAYS = 7  # else the library looks for the end of "always open" up to the year 9999: a second


class InvalidOpeningHours(DomainError):
    """The text is not one by which a hub can be run; `reason` is a key of REASONS, `facts` may say where."""

    code: ClassVar[str] = "invalid-opening-hours"
    status = 422
    field = "opening_hours"
    meaning = _l("The opening hours cannot be read.")

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason=reason, **facts)
        self.reason = reason

    def message(self) -> Any:
        return REASONS[self.reason](self.facts)


class NeverOpen(InvalidOpeningHours):
    """The text can be read, but nothing could ever be booked by it: never open, or only by appointment."""

    code = "never-open"


REASONS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "blank": lambda facts: _l("Please enter the opening hours, for example: Mo-Fr 08:00-18:00; PH off"),
    "too-long": lambda facts: _l("The text is too long. Please use at most %(most)s characters.", most=LONGEST),
    "syntax": lambda facts: _l(
        "This cannot be read from “%(rest)s” on. Please write it like this: Mo-Fr 08:00-18:00; PH off",
        rest=facts["rest"],
    ),
    "weekdays": lambda facts: _l("Please write the weekdays as Mo, Tu, We, Th, Fr, Sa, Su."),
    "school-holidays": lambda facts: _l(
        "School holidays (SH) are not known here. Please write the dates, for example: Jul 02-Aug 12 off"
    ),
    "sun": lambda facts: _l("Hours by the sun cannot be booked. Please write clock times."),
    "open-end": lambda facts: _l("Please write when it closes: an open end cannot be booked."),
    "repetition": lambda facts: _l("Please write each opening on its own, without “/”."),
    "same-time": lambda facts: _l("An opening must end later than it begins. For a whole day write 00:00-24:00."),
    "date": lambda facts: _l("There is a date in it that does not exist. Please correct it."),
    "holidays": lambda facts: _l("Please give public holidays a rule of their own at the end, such as: PH off"),
    "never-open": lambda facts: _l("By this text the hub is never open. Please enter times."),
    "by-appointment": lambda facts: _l(
        "A comment alone opens nothing. Please enter times too, for example: "
        "Mo-Fr 08:00-12:00 || “by appointment”, or: Mo-Fr 08:00-12:00 open “please ring”"
    ),
}


def validate(text: str, since: date = date(2020, 1, 1)) -> None:
    """InvalidOpeningHours unless a hub can be run by `text`; NeverOpen if it never opens after `since`."""
    if not text.strip():
        raise InvalidOpeningHours("blank")
    if len(text) > LONGEST:
        raise InvalidOpeningHours("too-long")
    _refuse_what_we_cannot_keep(text)
    always, on_holidays = _read(text, ()), _read(text, WEEKDAYS)
    states = _states(always, since)
    if State.OPEN not in states:
        states |= _states(on_holidays, since)
    if State.OPEN not in states:
        raise NeverOpen("by-appointment" if State.UNKNOWN in states else "never-open")


def _refuse_what_we_cannot_keep(text: str) -> None:
    outside_comments = _COMMENT.sub(" ", text)
    for reason, pattern in _REFUSED.items():
        if pattern.search(outside_comments):
            raise InvalidOpeningHours(reason)


_REFUSED = {
    "weekdays": re.compile(r"\b(Di|Mi|Do|So)\b"),
    "school-holidays": re.compile(r"\bSH\b"),
    "sun": re.compile(r"\b(dawn|sunrise|sunset|dusk)\b", re.IGNORECASE),
    "open-end": re.compile(r"\d:\d\d\s*\+"),
    "repetition": re.compile(r"\d:\d\d\s*/"),
    "same-time": re.compile(r"\b(\d{1,2}:\d\d)\s*-\s*\1"),
    "date": re.compile(r"\b(Feb\s*3[01]|(Apr|Jun|Sep|Nov)\s*31)\b", re.IGNORECASE),
}


def _read(text: str, holidays_fall_on: tuple[str, ...]) -> OpeningHours:
    try:
        return reading(text, holidays_fall_on)
    except ParserError as error:
        if holidays_fall_on:  # it could be read with PH, and cannot with weekdays in its place
            raise InvalidOpeningHours("holidays") from error
        raise InvalidOpeningHours("syntax", rest=_unread(text)) from error


def _unread(text: str) -> str:
    """What the parser could not read: it says the line and the column where it stopped."""
    try:
        OpeningHours(text)
    except ParserError as error:
        if at := re.search(r"--> \d+:(\d+)", str(error)):
            return text[int(at[1]) - 1 :].strip()[:40] or text[-40:]
    return text[:40]


def _states(hours: OpeningHours, since: date) -> set[State]:
    """The states from `since` on, up to the first open one."""
    start = datetime.combine(since, time.min)
    found: set[State] = set()
    for _, _, state, _ in hours.intervals(start, start.replace(year=start.year + YEARS_AHEAD, day=1)):
        found.add(state)
        if state == State.OPEN:
            break
    return found


@lru_cache(maxsize=4096)
def reading(text: str, holidays_fall_on: tuple[str, ...]) -> OpeningHours:
    """`text` parsed for a day on which the given weekdays ("Fr", "Sa"), and no others, are public holidays.

    The library gets no zone: it computes with wall-clock times, and we turn them into UTC ourselves.
    """
    parts = _PARTS.split(_COMMENT.sub(_comment_is_unknown, text))
    if holidays_fall_on:
        parts[::2] = [re.sub(r"\bPH\b", ",".join(holidays_fall_on), part) for part in parts[::2]]
    return OpeningHours("".join(parts), max_interval_days=LOOK_AHEAD_DAYS)


def _comment_is_unknown(found: re.Match[str]) -> str:
    return found[0] if found["state"] else f"unknown {found[0]}"


@lru_cache(maxsize=4096)
def knows_holidays(text: str) -> bool:
    """Whether the text has a rule for public holidays."""
    return bool(re.search(r"\bPH\b", _COMMENT.sub(" ", text)))


_COMMENT = re.compile(r'(?:\b(?P<state>open|closed|off|unknown)\s*)?"[^"]*"')
_PARTS = re.compile(r'("[^"]*")')  # every second part is a comment
