"""The text of a calendar file as parts: entries, free/busy lists and time zones, each with its lines.

Bytes become lines, and lines become parts; nothing is understood yet. RFC 5545 wants UTF-8, CRLF and long lines folded
(3.1). Programs write UTF-16, Latin-1, LF, lone CR, blank lines, and the quoted-printable of vCalendar 1.0.

Parts are read tolerantly: alarms, tasks, unknown and stray lines are none of our business, nor is what follows the end
of a calendar. Only half a calendar is refused, since it would free what is taken."""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

_BREAKS = re.compile(rb"[\r\n]+")
_FOLD = re.compile(rb"\n[ \t]")
_SOFT = "ENCODING=QUOTED-PRINTABLE"
_MARKS = ((codecs.BOM_UTF8, ""), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def lines_of(content: bytes) -> Iterator[str]:
    """Whole lines without what ends or folds them; empty ones are left out. Never fails."""
    text = _plain(content).strip()
    raw = _FOLD.sub(b"", _BREAKS.sub(b"\n", text)).split(b"\n")
    going_on = False
    for line in map(_decoded, raw):
        is_new, going_on = not going_on, _goes_on(line, going_on)
        if is_new and line.strip():
            yield line.strip()


def _plain(content: bytes) -> bytes:
    """In an encoding of which ASCII is a part, without a mark of the encoding and without NUL."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            rest = content.removeprefix(mark)
            return rest.decode(encoding, "replace").encode() if encoding else rest.replace(b"\0", b"")
    head = content[:64]
    for zero, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) > 3 and not any(head[zero::2]) and all(head[1 - zero :: 2]):
            return content.decode(encoding, "replace").encode()
    return content.replace(b"\0", b"")


def _decoded(line: bytes) -> str:
    """Each line by itself: some programs mix."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _goes_on(line: str, going_on: bool) -> bool:
    """Quoted-printable goes on in the next line after a "=" at the end; what stands there is text."""
    head = line.partition(":")[0].upper()
    return line.endswith("=") and (going_on or _SOFT in head or ";QUOTED-PRINTABLE" in head)


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


class FileRefused(Exception):
    """The file as a whole cannot be read. `reason` is one of those of `errors.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ContentLine(NamedTuple):
    """`DTSTART;TZID=Europe/Berlin:20261125T090000`; names in capitals, values without quotes."""

    name: str
    parameters: dict[str, str]
    value: str


@dataclass
class Component:
    """An entry, a free/busy list, a time zone or one of its observances. `outer` holds the lines of its calendar."""

    kind: str
    outer: "Component | None" = None
    lines: list[ContentLine] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list[ContentLine]:
        return [line for line in self.lines if line.name == name]

    def text(self, name: str) -> str:
        """The value of the first such line in capitals; "" for none."""
        return next((line.value.strip().upper() for line in self.lines if line.name == name), "")


def components_of(content: bytes) -> list[Component]:
    """All parts that count, of all calendars of the file, in their order. FileRefused."""
    reader = _ComponentReader()
    for line in lines_of(content):
        reader.take(line)
    reader.end()
    return reader.found


def check_shape(content: bytes) -> None:
    """Refused unless there is a calendar and it is whole; cheap, as nothing is understood."""
    reader = _ComponentReader(with_lines=False)
    for line in lines_of(content):
        if line[:4].upper() in {"BEGI", "END:", "END "}:
            reader.take(line)
    reader.end()


class _ComponentReader:
    def __init__(self, *, with_lines: bool = True) -> None:
        self.found: list[Component] = []
        self._open: list[Component] = []
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
            raise FileRefused("not-a-calendar")
        if self._open:
            raise FileRefused("broken")

    def _counts(self) -> bool:
        return self._open[-1].kind in _WANTED | _OBSERVANCES | {CALENDAR}

    def _begin(self, kind: str) -> None:
        if kind == CALENDAR:
            self._is_calendar = True
            if self._open:
                raise FileRefused("broken")
        elif kind in ENTRIES:  # one that was not ended ends where the next begins
            self._is_calendar = True
            self._close_down_to(CALENDAR)
        elif not self._open:
            return
        outer = next((part for part in self._open if part.kind == CALENDAR), None)
        part = Component(kind, outer)
        if kind in _WANTED:
            self.found.append(part)
        elif kind in _OBSERVANCES and self._open[-1].kind == "VTIMEZONE":
            self._open[-1].parts.append(part)
        self._open.append(part)

    def _end(self, kind: str) -> None:
        kinds = [part.kind for part in self._open]
        if kind not in kinds:
            if kind in ENTRIES:
                self.found.append(Component(kind))  # its beginning is missing: an entry of which nothing is known
            return
        if kind == CALENDAR and ENTRIES & set(kinds):
            raise FileRefused("broken")
        while self._open.pop().kind != kind:
            pass

    def _close_down_to(self, kind: str) -> None:
        while self._open and self._open[-1].kind != kind:
            self._open.pop()


def name_of(text: str) -> str:
    """The property's name in capitals, without the group that vCalendar may put before it."""
    head = text.partition(":")[0].partition(";")[0]
    return head.strip().upper().rpartition(".")[2]


def _line(text: str) -> Iterable[ContentLine]:
    """A line of its parts, or none when it is no property that counts."""
    name = name_of(text)
    found = _UNQUOTED_COLON.match(text) if name in TIMES else None
    if not found:
        return []
    head, value = _cut(text) if name in _TIMED else (found[1], found[2])
    return [ContentLine(name, dict(_parameters(head)), value)]


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
