"""Entries become stretches of time: which version of an entry holds, what repeats, and what stands instead."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from calendars.reading import warnings
from calendars.reading.entries import FAR, CalendarEntry, Lasting
from calendars.reading.repeating import UNITS, Effort, walls
from calendars.reading.rrules import RecurrenceRule
from calendars.reading.values import ONE_DAY, Stamp, is_midnight
from calendars.reading.zones import Clock
from core.timespans import Interval, merge

MOST_A_DAY = 24
FEW = 2000
"""What repeats more often is blocked as whole days, unless these are all."""
SOME_DAYS = timedelta(days=2)


class EntryTimes(NamedTuple):
    """When an entry takes time, each of it with what is odd about it."""

    entry: CalendarEntry
    times: list[Interval]
    warnings: set[str]


def taken(entries: Iterable[CalendarEntry], hub: Clock, window: Interval, effort: Effort) -> Iterator[EntryTimes]:
    """Of each entry that holds, when it takes time in the window and about it. Those with one UID belong together."""
    groups: dict[str, list[CalendarEntry]] = defaultdict(list)
    for entry in entries:
        groups[entry.uid or f"\0{entry.number}\0{id(entry)}"].append(entry)
    for group in groups.values():
        series = _Series(hub, window, effort)
        valid = _valid(group)
        instead = [entry for entry in valid if entry.replaces]
        stands_alone = len(instead) == len(valid)
        for entry in valid:
            if entry.replaces:
                is_series = stands_alone or entry.and_later
                yield series.of(entry if is_series else replace(entry, rules=[], extras=[]), [])
            else:
                yield series.of(entry, instead)


def _valid(group: list[CalendarEntry]) -> list[CalendarEntry]:
    """Without those that a newer version replaces (the higher SEQUENCE), or that are called off at just this time.

    Two of the same sequence with different times both hold: some programs give all their entries one UID.
    """
    if len(group) == 1:
        return group
    newest: dict[datetime | None, int] = {}
    for entry in group:
        newest[_which(entry)] = max(entry.sequence or 0, newest.get(_which(entry), 0))
    current = [e for e in group if e.sequence is None or e.sequence == newest[_which(e)]]
    called_off = {(_which(e), e.start.moment) for e in current if e.is_cancelled}
    all_off = {_which(e) for e in current if e.is_cancelled and e.start.wall.year == FAR}
    return [
        e
        for e in current
        if e.is_cancelled or ((_which(e), e.start.moment) not in called_off and _which(e) not in all_off)
    ]


def _which(entry: CalendarEntry) -> datetime | None:
    """The series itself, or which of its occurrences."""
    return entry.replaces.moment if entry.replaces else None


class _Series:
    def __init__(self, hub: Clock, window: Interval, effort: Effort) -> None:
        self._hub, self._window, self._effort = hub, window, effort

    def of(self, entry: CalendarEntry, instead: list[CalendarEntry]) -> EntryTimes:
        if not entry.takes_time:
            return EntryTimes(entry, [], set())
        if any(_is_too_often(rule) for rule in entry.rules):
            return EntryTimes(entry, self._covered(entry), entry.warnings | {warnings.TOO_OFTEN})
        around = SOME_DAYS + max(
            [entry.lasts.length.total, *(abs(_shift(one, entry)) for one in instead if one.and_later)]
        )
        found = {entry.start.wall, *(wall for rule in entry.rules for wall in self._named(rule, entry, around))}
        starts = [(entry.start._replace(wall=wall), entry.lasts) for wall in found]
        starts += [(extra.start.by(entry.start.clock), extra.lasts or entry.lasts) for extra in entry.extras]
        if entry.but or entry.but_rules or instead:
            times = list(self._kept(entry, instead, starts, around))
        else:
            times = [self._interval(start, lasts) for start, lasts in starts]
        if len(times) > FEW and len(merge(times)) > FEW:
            whole = [self._whole_days(time.start, time.end) for time in times]
            return EntryTimes(entry, whole, entry.warnings | {warnings.TOO_OFTEN})
        return EntryTimes(entry, times, entry.warnings)

    def _named(self, rule: RecurrenceRule, entry: CalendarEntry, around: timedelta) -> Iterator[datetime]:
        """The starts that a rule names, as far as the window needs them."""
        first = max((self._window.start - around).replace(tzinfo=None), datetime(FIRST, 1, 1))  # noqa: DTZ001
        last = (self._window.end + around).replace(tzinfo=None)
        start = entry.start
        for wall in walls(rule, start.wall, first, last, self._effort):
            if rule.until and wall > start.wall and _is_after(start._replace(wall=wall), rule.until):
                return
            yield wall

    def _kept(
        self, entry: CalendarEntry, instead: list[CalendarEntry], starts: list[tuple[Stamp, Lasting]], around: timedelta
    ) -> Iterator[Interval]:
        """Without what is taken out or stands elsewhere; later ones are moved along."""
        known = _Known(entry, (start for start, _ in starts))
        gone = {start for but in entry.but for start in known.meant(but)}
        gone |= {start for one in instead if one.replaces for start in known.meant(one.replaces)}
        out = {wall for rule in entry.but_rules if not _is_too_often(rule) for wall in self._named(rule, entry, around)}
        later = sorted((_place(one, entry), one.number, one) for one in instead if one.and_later)
        for start, lasts in starts:
            before = bisect_right(later, (start.wall, FAR_NUMBER)) - 1
            if start in gone or (out and start.wall in out):
                continue
            if before < 0:
                yield self._interval(start, lasts)
            else:
                yield from self._moved(later[before][2], entry, start)

    def _moved(self, last: CalendarEntry, entry: CalendarEntry, start: Stamp) -> Iterator[Interval]:
        """What comes after an occurrence that was changed with all later ones; one with a rule goes on by itself."""
        if last.takes_time and not last.rules:
            yield self._interval(start._replace(wall=start.wall + _shift(last, entry)), last.lasts)

    def _interval(self, start: Stamp, lasts: Lasting) -> Interval:
        """By the clock there. What a clock change leaves out comes later, and is as long."""
        begin = start.moment
        if lasts.is_whole_day:
            return self._whole_days(begin, begin)
        nominal, exact = lasts.length
        end = (start.clock.to_utc(start.wall + nominal) if nominal else begin) + exact
        return Interval(begin, end if end > begin else begin + lasts.length.total)

    def _whole_days(self, begin: datetime, end: datetime) -> Interval:
        """By the hub's clock, from the day in which it begins to that in which it ends."""
        first, last = _local_midnight(begin, self._hub), _local_midnight(max(begin, end), self._hub)
        return Interval(self._hub.to_utc(first), self._hub.to_utc(last + ONE_DAY))

    def _covered(self, entry: CalendarEntry) -> list[Interval]:
        """All days on which rules that are too dense may come true."""
        found = []
        for rule in entry.rules:
            plain = {name: numbers for name, numbers in rule.by.items() if name in OF_DAYS}
            days = RecurrenceRule("DAILY", until=rule.until, by=plain, days=frozenset((0, day) for _, day in rule.days))
            if rule.count and rule.frequency in UNITS and not (rule.by or rule.days):
                end = entry.start.wall + min(rule.count * rule.interval, 10**9) * UNITS[rule.frequency]
                days = replace(days, until=Stamp(end, entry.start.clock))
            walls_of = self._named(days, entry, entry.lasts.length.total + SOME_DAYS)
            moments = [entry.start._replace(wall=wall).moment for wall in walls_of]
            found += [self._whole_days(moment, moment + entry.lasts.length.total) for moment in moments]
        return found


class _Known:
    """The occurrences of a series, to be found by what is written of them elsewhere."""

    def __init__(self, series: CalendarEntry, starts: Iterable[Stamp]) -> None:
        self._start = series.start
        self._by_day: dict[date, list[Stamp]] = defaultdict(list)
        self._by_moment: dict[datetime, list[Stamp]] = defaultdict(list)
        for start in starts:
            self._by_day[start.wall.date()].append(start)
            self._by_moment[start.moment].append(start)

    def meant(self, stamp: Stamp) -> list[Stamp]:
        """By the moment; what is given as a day or at midnight means those of that day."""
        found, clock = stamp.by(self._start.clock), self._start.clock
        if found.is_day or (self._start.is_day and is_midnight(found.wall)):
            return self._by_day.get(found.wall.date(), [])
        there = _local_midnight(found.moment, clock)
        if self._start.is_day:
            return self._by_day.get(there.date(), [])
        if found.moment in self._by_moment:
            return self._by_moment[found.moment]
        if is_midnight(found.wall):
            return self._by_day.get(found.wall.date(), [])
        return self._by_day.get(there.date(), []) if clock.to_utc(there) == found.moment else []


FIRST = 1000
FAR_NUMBER = 10**9
OF_DAYS = frozenset({"BYMONTH", "BYMONTHDAY", "BYYEARDAY"})


def _local_midnight(moment: datetime, clock: Clock) -> datetime:
    """The midnight, on the wall, before a moment."""
    day = datetime.combine((moment + ONE_DAY).date(), datetime.min.time())
    while clock.to_utc(day) > moment:
        day -= ONE_DAY
    return day


def _place(one: CalendarEntry, series: CalendarEntry) -> datetime:
    """From where on an entry replaces those of the series, by the series' clock."""
    assert one.replaces is not None
    stamp = one.replaces.by(series.start.clock)
    return stamp.wall if stamp.clock == series.start.clock else series.start.wall + (stamp.moment - series.start.moment)


def _shift(one: CalendarEntry, series: CalendarEntry) -> timedelta:
    """How much later it is than what it stands for."""
    if one.start.clock == series.start.clock or one.start.is_day:
        return one.start.wall - _place(one, series)
    assert one.replaces is not None
    return one.start.moment - one.replaces.by(series.start.clock).moment


def _is_after(start: Stamp, until: Stamp) -> bool:
    """Until a day: to its end. What names no clock is by the entry's own (RFC 5545, 3.3.10)."""
    if until.is_day or start.is_day:
        is_later_day = start.wall.date() > until.wall.date()
        return is_later_day and (until.is_day or start.moment > until.moment)
    if until.floats:
        return start.wall > until.wall
    return start.moment > until.moment


def _is_too_often(rule: RecurrenceRule) -> bool:
    """More often than every hour, and not just for a few times."""
    if rule.count and rule.count <= FEW:
        return False
    size = [len(rule.numbers(name)) or 1 for name in ("BYHOUR", "BYMINUTE", "BYSECOND")]
    match rule.frequency:
        case "HOURLY":
            a_day = 24 / rule.interval * size[1] * size[2]
        case "MINUTELY" | "SECONDLY":
            a_day = ONE_DAY / UNITS[rule.frequency] / rule.interval
        case _:
            a_day = size[0] * size[1] * size[2]
    return a_day > MOST_A_DAY
