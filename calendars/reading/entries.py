"""An entry of a calendar: when it is, by whose clock, how it repeats, and what of it cannot be read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from calendars.reading import warnings
from calendars.reading.rrules import RecurrenceRule, rule_of
from calendars.reading.text import Component, ContentLine
from calendars.reading.values import (
    ONE_DAY,
    Clocks,
    Length,
    NotReadable,
    Stamp,
    between,
    days_of,
    is_midnight,
    length,
    stamp,
)
from calendars.reading.zones import UTC_CLOCK, Clock

FREE_STATUS = frozenset({"FREE"})


class Extra(NamedTuple):
    """A date beside the rule (RDATE), with a length of its own or none."""

    start: Stamp
    lasts: "Lasting | None"


class Lasting(NamedTuple):
    """How long an entry lasts; until the end of the day when that cannot be read."""

    length: Length = Length()
    is_whole_day: bool = False


@dataclass
class CalendarEntry:
    """`replaces` is the occurrence of a series instead of which it stands, and `and_later` all that follow it.
    `warnings` are kinds of `warnings`; `takes_time` is whether it says that somebody is busy."""

    number: int
    uid: str
    sequence: int | None
    takes_time: bool
    is_cancelled: bool
    start: Stamp
    lasts: Lasting
    replaces: Stamp | None = None
    and_later: bool = False
    rules: list[RecurrenceRule] = field(default_factory=list)
    but_rules: list[RecurrenceRule] = field(default_factory=list)
    extras: list[Extra] = field(default_factory=list)
    but: list[Stamp] = field(default_factory=list)
    warnings: set[str] = field(default_factory=set)


class Unread(NamedTuple):
    """An entry of which nothing is known but, at best, its days (first, last)."""

    number: int
    days: tuple[date, date] | None


def read_entry(part: Component, number: int, clocks: Clocks) -> CalendarEntry | Unread:
    """Never fails: what cannot be read is told."""
    return _EntryReader(part, number, clocks).read()


class _EntryReader:
    def __init__(self, part: Component, number: int, clocks: Clocks) -> None:
        self._part, self._number, self._clocks = part, number, clocks
        self._warnings: set[str] = set()

    def read(self) -> CalendarEntry | Unread:
        cancelled = _is_cancelled(self._part)
        try:
            start = self._start()
        except NotReadable as error:
            return self._without_start(error, is_cancelled=cancelled)
        if self._part.all("RRULE"):
            start = self._clocks.of_series(start)
        start, lasts = self._whole_day(start, self._lasting(start))
        entry = self._entry(start, lasts, is_cancelled=cancelled)
        entry.rules, entry.but_rules = self._rules("RRULE", start), self._rules("EXRULE", start)
        entry.but = list(self._stamps("EXDATE", start))
        entry.extras = list(self._extras(start))
        entry.replaces = next(self._stamps("RECURRENCE-ID", start), None)
        entry.and_later = self._and_later()
        entry.warnings = self._warnings
        return entry

    def _entry(self, start: Stamp, lasts: Lasting, *, is_cancelled: bool) -> CalendarEntry:
        uid = next((line.value.strip() for line in self._part.all("UID")), "")
        takes_time = not is_cancelled and not _is_free(self._part)
        return CalendarEntry(self._number, uid, _sequence(self._part), takes_time, is_cancelled, start, lasts)

    def _without_start(self, error: NotReadable, *, is_cancelled: bool) -> CalendarEntry | Unread:
        """Of one that takes no time the start does not matter; of another the end may say which day is meant."""
        if is_cancelled or _is_free(self._part):
            return self._free(is_cancelled=is_cancelled)
        texts = [line.value for name in ("DTSTART", "DTEND", "RECURRENCE-ID") for line in self._part.all(name)]
        return Unread(self._number, error.days or next(filter(None, map(days_of, texts)), None))

    def _free(self, *, is_cancelled: bool) -> CalendarEntry:
        """The series as a whole, or the occurrence that it names; nothing when that cannot be read."""
        nowhere = Stamp(datetime(FAR, 1, 1), self._clocks.floating)  # noqa: DTZ001 (a clock on the wall)
        which = next(self._stamps("RECURRENCE-ID", nowhere), None)
        is_clear = which is not None or not self._part.all("RECURRENCE-ID")
        entry = self._entry(which or nowhere, Lasting(), is_cancelled=is_cancelled and is_clear)
        entry.replaces, entry.and_later = which, self._and_later()
        return entry

    def _and_later(self) -> bool:
        ranges = (line.parameters.get("RANGE", "").upper() for line in self._part.all("RECURRENCE-ID"))
        return "THISANDFUTURE" in ranges

    def _start(self) -> Stamp:
        """The first that can be read."""
        problem = NotReadable()
        for line in self._part.all("DTSTART"):
            try:
                return self._stamp(line, line.value, self._clocks.floating)
            except NotReadable as error:
                problem = error
        raise problem

    def _stamp(self, line: ContentLine, text: str, floating: Clock) -> Stamp:
        """A day is one of the hub; a zone has no meaning for it."""
        is_date = line.parameters.get("VALUE", "").upper() == "DATE"
        found = stamp(text, floating, is_date=is_date)
        if found.is_day:
            return found._replace(clock=self._clocks.hub)
        name = line.parameters.get("TZID", "")
        if not found.floats or not name:
            return found
        clock = self._clocks.named(name)
        if clock is None:
            self._warnings.add(warnings.UNKNOWN_ZONE)
        return found._replace(clock=clock or self._clocks.hub, floats=False)

    def _lasting(self, start: Stamp) -> Lasting:
        """By DTEND or DURATION; with both, the longer one. A day without either lasts the day, a time no time."""
        try:
            ends = [between(start, self._stamp(line, line.value, start.clock)) for line in self._part.all("DTEND")]
            sizes = [length(line.value) for line in self._part.all("DURATION")]
        except NotReadable:
            self._warnings.add(warnings.NO_LENGTH)
            return Lasting(is_whole_day=True)
        found = max([*ends, *sizes], key=lambda size: size.total, default=Length())
        if found.total < timedelta(0):
            self._warnings.add(warnings.BACKWARDS)
            return Lasting(is_whole_day=True)
        return Lasting(found)

    def _whole_day(self, start: Stamp, lasts: Lasting) -> tuple[Stamp, Lasting]:
        """All-day in whatever notation: days count as whole ones, and from midnight to midnight says nothing else."""
        size, midnight = lasts.length, is_midnight(start.wall)
        if start.is_day:
            days = max(-((AN_HOUR - size.total) // ONE_DAY), 1)
            return start, Lasting(Length(days * ONE_DAY))
        is_marked = any(self._part.text(name) in {"TRUE", "1"} for name in MARKS)
        if midnight and is_marked and size.total % ONE_DAY == timedelta(0):
            day = Stamp(start.wall, self._clocks.hub, is_day=True)
            return day, Lasting(Length(max(size.total, ONE_DAY)))
        if (is_marked or (midnight and start.clock != UTC_CLOCK)) and not size.total and not lasts.is_whole_day:
            return start, Lasting(Length(ONE_DAY))
        return start, lasts

    def _rules(self, name: str, start: Stamp) -> list[RecurrenceRule]:
        found = []
        for line in self._part.all(name):
            try:
                rule = rule_of(line.value, lambda text: stamp(text, start.clock))
            except NotReadable:
                self._warnings.add(warnings.NO_RULE if name == "RRULE" else warnings.NO_EXCEPTION)
                continue
            if rule:
                found.append(rule)
                self._warnings |= {warnings.NO_END} if rule.is_open else set()
        return found

    def _stamps(self, name: str, start: Stamp) -> Iterator[Stamp]:
        """Without a zone they are by the entry's own clock."""
        for line in self._part.all(name):
            for text in _listed(line.value):
                try:
                    yield self._stamp(line, text, start.clock)
                except NotReadable:
                    self._warnings.add(warnings.NO_EXCEPTION)

    def _extras(self, start: Stamp) -> Iterator[Extra]:
        for line in self._part.all("RDATE"):
            for text in _listed(line.value):
                try:
                    yield self._extra(line, text, start)
                except NotReadable:
                    self._warnings.add(warnings.NO_EXCEPTION)

    def _extra(self, line: ContentLine, text: str, start: Stamp) -> Extra:
        first, slash, last = text.partition("/")
        begin = self._stamp(line, first, start.clock)
        if begin.is_day and not start.is_day:  # that day, at the hour of the series
            begin = start._replace(wall=datetime.combine(begin.wall.date(), start.wall.time()))
        return Extra(begin, Lasting(self._rest(line, begin, last)) if slash else None)

    def period(self, line: ContentLine, text: str) -> CalendarEntry:
        """One of a free/busy list."""
        first, _, last = text.partition("/")
        begin = self._stamp(line, first, self._clocks.floating)
        size = self._rest(line, begin, last)
        is_backwards = size.total < timedelta(0)
        entry = self._entry(begin, Lasting(size, is_backwards), is_cancelled=_is_cancelled(self._part))
        entry.uid, entry.warnings = "", self._warnings | ({warnings.BACKWARDS} if is_backwards else set())
        self._warnings = set()
        return entry

    def _rest(self, line: ContentLine, begin: Stamp, text: str) -> Length:
        """Of a period: until when, or how long."""
        if text.strip()[:1].upper() in {"P", "+", "-"}:
            return length(text)
        return between(begin, self._stamp(line, text, begin.clock))


def read_periods(part: Component, number: int, clocks: Clocks) -> Iterator[CalendarEntry | Unread]:
    """What a free/busy list calls anything but free (RFC 5545, 3.2.9: what is unknown counts as busy)."""
    reader = _EntryReader(part, number, clocks)
    for line in part.all("FREEBUSY"):
        if line.parameters.get("FBTYPE", "").upper() in FREE_STATUS:
            continue
        for text in _listed(line.value):
            try:
                yield reader.period(line, text)
            except NotReadable as error:
                yield Unread(number, error.days or days_of(text))


FAR = 9900
AN_HOUR = timedelta(hours=1)
"""A day may have 25 of them."""
MARKS = ("X-MICROSOFT-CDO-ALLDAYEVENT", "X-FUNAMBOL-ALLDAY")


def _listed(text: str) -> Iterable[str]:
    return (piece.strip() for piece in text.replace(";", ",").split(",") if piece.strip())


def _is_cancelled(part: Component) -> bool:
    method = part.outer.text("METHOD") if part.outer else ""
    return part.text("STATUS") in {"CANCELLED", "CANCELED"} or method == "CANCEL"


def _is_free(part: Component) -> bool:
    """Outlook's own word stands beside TRANSP; what it intends for guests counts only when nothing else is said."""
    says = part.text("X-MICROSOFT-CDO-BUSYSTATUS") or part.text("X-MICROSOFT-CDO-INTENDEDSTATUS")
    old = part.outer is not None and part.outer.text("VERSION") == "1.0" and part.text("TRANSP") == "1"
    return part.text("TRANSP") == "TRANSPARENT" or says in FREE_STATUS or old


def _sequence(part: Component) -> int | None:
    """0 when nothing is said (RFC 5545, 3.8.7.4), None when it cannot be read: then nobody knows which is newer."""
    lines = part.all("SEQUENCE")
    if not lines:
        return 0
    text = lines[0].value.strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
