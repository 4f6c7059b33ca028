"""The time zones that a calendar brings along (VTIMEZONE, RFC 5545, 3.6.5)."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from calendars.reading.repeating import Effort, walls
from calendars.reading.rrules import RecurrenceRule, rule_of
from calendars.reading.text import Component
from calendars.reading.values import NotReadable, stamp
from calendars.reading.zones import UTC_CLOCK, Clock, clock_of

_OFFSET = re.compile(r"([+-]?)(\d\d):?(\d\d)(?::?(\d\d))?")
_RULES = frozenset({"YEARLY", "MONTHLY"})
SINCE = datetime(1970, 1, 1)  # noqa: DTZ001 (a clock on the wall)


class Change(NamedTuple):
    """At `wall`, by the clock that held before, the offset from UTC changes."""

    wall: datetime
    before: timedelta
    after: timedelta


class FileClock:
    """A clock that changes at these moments; before the first of them it is as that one found it."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self._changes = sorted(set(changes), key=lambda change: change.wall - change.before)
        self._walls = [change.wall for change in self._changes]

    def to_utc(self, wall: datetime) -> datetime:
        """Of two moments the first; an hour that is left out lies behind."""
        place = bisect_right(self._walls, wall) - 1
        change = self._changes[max(place, 0)]
        is_left_out = wall < change.wall + (change.after - change.before)
        offset = change.before if place < 0 or is_left_out else change.after
        return (wall - offset).replace(tzinfo=UTC)


class FileZones:
    """The zones of a file by their names. Each is worked out when it is asked for; of two with one name the last."""

    def __init__(self, parts: Iterable[Component], until: datetime, effort: Effort) -> None:
        self._parts = {_name(line.value): part for part in parts for line in part.all("TZID")}
        self._until = until.replace(tzinfo=None)
        self._effort = effort
        self._known: dict[str, Clock | None] = {}

    def clock(self, name: str) -> Clock | None:
        """None for one that is not in the file, or makes no sense."""
        key = _name(name)
        if key not in self._known:
            self._known[key] = self._made(self._parts.get(key))
        return self._known[key]

    def _made(self, part: Component | None) -> Clock | None:
        if part is None:
            return None
        place = next((line.value.strip() for line in part.all("X-LIC-LOCATION")), "")
        known = clock_of(place) if "/" in place else None
        changes = [] if known else [change for one in part.parts for change in self._changes(one)]
        return known or (FileClock(changes) if changes else None)

    def _changes(self, part: Component) -> Iterator[Change]:
        try:
            start, rules, more = _observed(part)
            before, after = _offset(part.text("TZOFFSETFROM")), _offset(part.text("TZOFFSETTO"))
        except NotReadable:
            return
        found = {start, *more}
        for rule in rules:
            for wall in walls(rule, start, SINCE, self._until, self._effort):
                if rule.until and _is_over(rule, wall, before):
                    break
                found.add(wall)
        yield from (Change(wall, before, after) for wall in found)


def _observed(part: Component) -> tuple[datetime, list[RecurrenceRule], list[datetime]]:
    def read(text: str) -> datetime:
        return stamp(text, UTC_CLOCK).wall

    starts = part.all("DTSTART")
    start = read(starts[0].value) if starts else SINCE
    rules = [rule_of(line.value, lambda text: stamp(text, UTC_CLOCK)) for line in part.all("RRULE")]
    if any(rule and rule.frequency not in _RULES for rule in rules):
        raise NotReadable  # no clock changes more often
    more = [read(text) for line in part.all("RDATE") for text in line.value.split(",") if text.strip()]
    return start, [rule for rule in rules if rule], more


def _is_over(rule: RecurrenceRule, wall: datetime, before: timedelta) -> bool:
    """The end of a rule of a zone is in UTC; programs that write none mean the clock on the wall."""
    until = rule.until
    return until is not None and (wall > until.wall if until.floats or until.is_day else wall - before > until.wall)


def _offset(text: str) -> timedelta:
    found = _OFFSET.fullmatch(text.strip())
    if not found or int(found[2]) > 23 or int(found[3]) > 59:
        raise NotReadable
    size = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return -size if found[1] == "-" else size


def _name(text: str) -> str:
    return " ".join(text.replace("\\", "").strip().strip('"').split()).lower()
