"""A calendar file as parts: entries, free/busy lists and time zones, each with its lines. Nothing is understood yet.

Read tolerantly: alarms, tasks, unknown and stray lines are none of our business, nor is what follows the end of a
calendar. Only half a calendar is refused, since it would free what is taken.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from calendars.reading.lines import lines_of

CALENDAR = "VCALENDAR"
ENTRIES = frozenset({"VEVENT", "VFREEBUSY"})
_WANTED = ENTRIES | {"VTIMEZONE"}
_OBSERVANCES = frozenset({"STANDARD", "DAYLIGHT"})
TIMES = (
    frozenset({"BEGIN", "END", "VERSION", "METHOD", "PRODID", "CALSCALE", "X-WR-TIMEZONE"})
    | {"UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "STATUS", "TRANSP", "FREEBUSY"}
    | {"RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"}
    | {"TZID", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "X-LIC-LOCATION"}
    | {"X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-INTENDEDSTATUS", "X-MICROSOFT-CDO-ALLDAYEVENT"}
    | {"X-FUNAMBOL-ALLDAY"}
)
"""The properties that say when somebody is busy; all others are never looked at."""
_TIMED = frozenset({"DTSTART", "DTEND", "EXDATE", "RDATE", "RECURRENCE-ID", "FREEBUSY"})
_LIKE_A_TIME = re.compile(r'\s*"?(?:[+-]?\d{4}[-/.]?\d\d|\d{1,2}\.\s?\d{1,2}\.\s?\d{4})|\s*,*\s*$')
_SEPARATOR = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_UNQUOTED_COLON = re.compile(r'^((?:[^":]|"[^"]*")*):(.*)$', re.DOTALL)


class Refused(Exception):
    """The file as a whole cannot be read. `reason` is one of those of `errors.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Line(NamedTuple):
    """`DTSTART;TZID=Europe/Berlin:20261125T090000`; names in capitals, values without quotes."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass
class Part:
    """An entry, a free/busy list, a time zone or one of its observances. `outer` holds the lines of its calendar."""

    kind: str
    outer: "Part | None" = None
    lines: list[Line] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    def text(self, name: str) -> str:
        """The value of the first such line in capitals; "" for none."""
        return next((line.value.strip().upper() for line in self.lines if line.name == name), "")


def parts_of(content: bytes) -> list[Part]:
    """All parts that count, of all calendars of the file, in their order. Refused."""
    reader = _Reader()
    for line in lines_of(content):
        reader.take(line)
    reader.end()
    return reader.found


def check_shape(content: bytes) -> None:
    """Refused unless there is a calendar and it is whole; cheap, as nothing is understood."""
    reader = _Reader(with_lines=False)
    for line in lines_of(content):
        if line[:4].upper() in {"BEGI", "END:", "END "}:
            reader.take(line)
    reader.end()


class _Reader:
    def __init__(self, *, with_lines: bool = True) -> None:
        self.found: list[Part] = []
        self._open: list[Part] = []
        self._with_lines = with_lines
        self._is_calendar = False

    def take(self, text: str) -> None:
        name, _, rest = text.partition(":")
        match name.strip().upper():
            case "BEGIN":
                self._begin(rest.strip().upper())
            case "END":
                kind = rest.strip().upper()
                self._end(CALENDAR if kind.startswith(CALENDAR) else kind)
            case _ if self._with_lines and self._open and self._counts():
                self._open[-1].lines += _line(text)

    def end(self) -> None:
        if not self._is_calendar:
            raise Refused("not-a-calendar")
        if self._open:
            raise Refused("broken")

    def _counts(self) -> bool:
        return self._open[-1].kind in _WANTED | _OBSERVANCES | {CALENDAR}

    def _begin(self, kind: str) -> None:
        if kind == CALENDAR:
            self._is_calendar = True
            if self._open:
                raise Refused("broken")
        elif kind in ENTRIES:  # one that was not ended ends where the next begins
            self._is_calendar = True
            self._close_down_to(CALENDAR)
        elif not self._open:
            return
        outer = next((part for part in self._open if part.kind == CALENDAR), None)
        part = Part(kind, outer)
        if kind in _WANTED:
            self.found.append(part)
        elif kind in _OBSERVANCES and self._open[-1].kind == "VTIMEZONE":
            self._open[-1].parts.append(part)
        self._open.append(part)

    def _end(self, kind: str) -> None:
        kinds = [part.kind for part in self._open]
        if kind not in kinds:
            if kind in ENTRIES:
                self.found.append(Part(kind))  # its beginning is missing: an entry of which nothing is known
            return
        if kind == CALENDAR and ENTRIES & set(kinds):
            raise Refused("broken")
        while self._open.pop().kind != kind:
            pass

    def _close_down_to(self, kind: str) -> None:
        while self._open and self._open[-1].kind != kind:
            self._open.pop()


def name_of(text: str) -> str:
    """The property's name in capitals, without the group that vCalendar may put before it."""
    head = text.partition(":")[0].partition(";")[0]
    return head.strip().upper().rpartition(".")[2]


def _line(text: str) -> Iterable[Line]:
    """A line of its parts, or none when it is no property that counts."""
    name = name_of(text)
    found = _UNQUOTED_COLON.match(text) if name in TIMES else None
    if not found:
        return []
    head, value = _cut(text) if name in _TIMED else (found[1], found[2])
    return [Line(name, dict(_parameters(head)), value)]


def _cut(text: str) -> tuple[str, str]:
    """Where the value begins: zone names hold colons, too, with and without quotes."""
    places = [place for place, letter in enumerate(text) if letter == ":"]
    fitting = (place for place in places if _LIKE_A_TIME.match(text, place + 1))
    place = next(fitting, places[-1])
    return text[:place], text[place + 1 :]


def _parameters(head: str) -> Iterator[tuple[str, str]]:
    for part in _SEPARATOR.split(head)[1:]:
        name, equals, value = part.partition("=")
        if equals:
            yield name.strip().upper(), value.replace("\\,", ",").replace("\\;", ";").replace('"', "").strip()
