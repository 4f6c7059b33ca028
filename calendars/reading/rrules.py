"""Rules of repetition as they are written: RRULE of RFC 5545 (3.3.10), and that of vCalendar 1.0."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from calendars.reading.values import NotReadable, Stamp

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY")
_RANGES = {
    "BYMONTH": (1, 12, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYSETPOS": (1, 366, True),
    "BYHOUR": (0, 23, False),
    "BYMINUTE": (0, 59, False),
    "BYSECOND": (0, 60, False),
}
KNOWN = frozenset({*_RANGES, "FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST", "RSCALE"})
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")


@dataclass(frozen=True, slots=True)
class RecurrenceRule:
    """`by` holds the numbers of each BY-part, `days` of BYDAY the number (0 for all) and the weekday (0 is Monday).

    `is_open`: it has an end, or another limit, that cannot be read.
    """

    frequency: str
    interval: int = 1
    count: int | None = None
    until: Stamp | None = None
    by: dict[str, frozenset[int]] = field(default_factory=dict)
    days: frozenset[tuple[int, int]] = frozenset()
    week_start: int = 0
    is_open: bool = False

    def numbers(self, name: str) -> frozenset[int]:
        return self.by.get(name, frozenset())


def rule_of(text: str, until_of: Callable[[str], Stamp]) -> RecurrenceRule | None:
    """None for an empty one; NotReadable. `until_of` reads a date or a time."""
    plain = re.sub(r'[\s"]+', "", text).upper().removeprefix("RRULE:")
    if re.match(r"(?:[DW]|M[PD]|Y[MD]|M)\d+", plain):
        return _old_rule(text.upper().split(), until_of)
    pieces = [piece.partition("=") for piece in plain.split(";") if piece]
    return _rule({name: value.rstrip(",") for name, _, value in pieces}, until_of) if pieces else None


def _rule(parts: dict[str, str], until_of: Callable[[str], Stamp]) -> RecurrenceRule:
    if parts.get("FREQ") not in FREQUENCIES or parts.get("RSCALE", "GREGORIAN") != "GREGORIAN":
        raise NotReadable
    by = {name: _numbers(parts[name], *_RANGES[name]) for name in _RANGES if parts.get(name)}
    count, until, is_open = _end(parts, until_of)
    return RecurrenceRule(
        parts["FREQ"],
        max(_number(parts.get("INTERVAL") or "1"), 1),  # some programs write 0 and mean 1
        count,
        until,
        by,
        frozenset(_days(parts.get("BYDAY", ""))),
        WEEKDAYS.index(parts["WKST"]) if parts.get("WKST") in WEEKDAYS else 0,
        is_open or any(name not in KNOWN and not name.startswith("X-") for name in parts),
    )


def _end(parts: dict[str, str], until_of: Callable[[str], Stamp]) -> tuple[int | None, Stamp | None, bool]:
    """Whoever writes that it comes 0 times has no end in mind; an end that cannot be read is none."""
    count, until, is_open = None, None, False
    try:
        count = _number(parts.get("COUNT") or "0")
    except NotReadable:
        is_open = True
    try:
        until = until_of(parts["UNTIL"]) if parts.get("UNTIL") else None
    except NotReadable:
        is_open = True
    return (count if count and count > 0 else None), until, is_open


def _number(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
        raise NotReadable
    return int(text)


def _numbers(text: str, least: int, most: int, can_be_negative: bool) -> frozenset[int]:
    found = frozenset(_number(piece) for piece in text.split(",") if piece)
    if not all(least <= (abs(number) if can_be_negative else number) <= most for number in found):
        raise NotReadable
    return found


def _days(text: str) -> list[tuple[int, int]]:
    found = [_DAY.fullmatch(piece) for piece in text.split(",") if piece]
    if not all(found):
        raise NotReadable
    return [(int(day[1] or 0), WEEKDAYS.index(day[2])) for day in found if day]


_OLD = {"D": "DAILY", "W": "WEEKLY", "MP": "MONTHLY", "MD": "MONTHLY", "YM": "YEARLY", "YD": "YEARLY", "M": "MINUTELY"}
_OLD_NUMBERS = {"MD": "BYMONTHDAY", "YM": "BYMONTH", "YD": "BYYEARDAY"}


def _old_rule(words: list[str], until_of: Callable[[str], Stamp]) -> RecurrenceRule:
    """vCalendar 1.0: `W2 TU TH #10`, `MP1 1+ MO 20261231T000000Z`; "#0" is for ever, and nothing said is twice."""
    head = re.fullmatch(r"([A-Z]+)(\d{1,4})", words[0])
    if not head or head[1] not in _OLD:
        raise NotReadable
    parts: dict[str, str] = {"FREQ": _OLD[head[1]], "INTERVAL": head[2], "COUNT": "2"}
    numbers: list[str] = []
    days: list[str] = []
    place = ""
    for word in words[1:]:
        if word.startswith("#"):
            parts["COUNT"] = word[1:]
        elif re.match(r"\d{8}", word):
            parts["UNTIL"] = word
            parts["COUNT"] = ""
        elif re.fullmatch(r"\d+[+-]", word):
            place = word[-1].replace("+", "") + word[:-1]
        elif word in WEEKDAYS:
            days.append(place + word)
        else:
            numbers.append(word.replace("LD", "-1").rstrip("+"))
    parts["BYDAY"] = ",".join(days)
    if head[1] in _OLD_NUMBERS:
        parts[_OLD_NUMBERS[head[1]]] = ",".join(numbers)
    return _rule(parts, until_of)
