"""A series as one entry of a calendar with its exceptions (RFC 5545): a rule, dates that are not, dates that differ.

Programs know a date by the moment that it has by the rule (RECURRENCE-ID), so an entry keeps its place in the series
wherever its booking has gone. The rule begins with the first booking that is told and ends with the last: what a feed
no longer holds is no exception of it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import NamedTuple, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from icalendar import vRecur

from bookings.series.errors import NoSuchTime
from bookings.series.queries import span_on
from bookings.series.rules import Repetition, dates, ical_rule
from calendars.writing.events import STATUS, EventFacts, uid_of
from core.clock import local


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """How a series repeats, and as which of its states it is told."""

    id: UUID
    repetition: Repetition
    first_on: date
    starts_minute: int
    ends_minute: int
    zone: str
    sequence: int
    changed_at: datetime
    created_at: datetime


class DateEntry(NamedTuple):
    """A booking of the series: the entry that it would be by itself, its status, and the moment of its date."""

    facts: EventFacts
    status: str
    at: datetime


Entry = tuple[EventFacts, str]
T = TypeVar("T")


def entries(pattern: Pattern, told: Sequence[DateEntry], url: str) -> Iterator[Entry]:
    """The series, then those of its dates that differ. Dates that were called off are none of it, unless all were:
    then the series is. `url` is where the series can be looked at."""
    live = [one for one in told if STATUS[one.status] != "CANCELLED"] or list(told)
    if not live:
        return
    live.sort(key=lambda one: one.at)
    master = _master(pattern, live, url, max(one.facts.changed_at for one in told))
    status = _usual(one.status for one in live)
    yield master, status
    for one in live:
        if _differs(one, master, status):
            yield replace(one.facts, uid=master.uid, sequence=_sequence(pattern, one), stands_for=one.at), one.status


def of_date(facts: EventFacts, series_id: UUID, at: datetime) -> EventFacts:
    """One date of a series by itself, as a mail tells of it."""
    return replace(facts, uid=uid_of(series_id), stands_for=at)


def _master(pattern: Pattern, live: Sequence[DateEntry], url: str, changed_at: datetime) -> EventFacts:
    first, last = live[0], live[-1]
    length = span_on(_day(first, pattern), pattern.starts_minute, pattern.ends_minute, pattern.zone)
    model = _model(live)
    return replace(
        model.facts,
        uid=uid_of(pattern.id),
        sequence=pattern.sequence,
        changed_at=max(pattern.changed_at, changed_at),
        created_at=pattern.created_at,
        starts_at=first.at,
        ends_at=length.end,
        description=_with_url(model.facts, url),
        url=url,
        rule=_rule(pattern, last.at),
        left_out=tuple(_missing(pattern, live)),
    )


def _model(live: Sequence[DateEntry]) -> DateEntry:
    """One that is as most of them are."""
    usual = _usual((one.facts.summary, one.facts.location) for one in live)
    return next(one for one in live if (one.facts.summary, one.facts.location) == usual)


def _rule(pattern: Pattern, last: datetime) -> str:
    rule = f"{ical_rule(pattern.repetition, pattern.first_on)};UNTIL={last.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return bytes(vRecur.from_ical(rule).to_ical()).decode()


def _missing(pattern: Pattern, live: Sequence[DateEntry]) -> Iterator[datetime]:
    """The moments by the rule, from the first date to the last, for which there is nothing. Where the clock change
    leaves out the time, or shows it twice, programs differ in what the rule means, so it is named by the wall."""
    there = {_day(one, pattern) for one in live}
    first, last = min(there), max(there)
    for day in dates(pattern.repetition, pattern.first_on):
        if first < day < last and day not in there:
            yield _moment(pattern, day)


def _moment(pattern: Pattern, day: date) -> datetime:
    try:
        return span_on(day, pattern.starts_minute, pattern.ends_minute, pattern.zone).start
    except NoSuchTime:
        hours, minutes = divmod(pattern.starts_minute, 60)
        return datetime(day.year, day.month, day.day, hours, minutes, tzinfo=ZoneInfo(pattern.zone))


def _differs(one: DateEntry, master: EventFacts, status: str) -> bool:
    """Whether it is not what the rule makes of it."""
    facts = one.facts
    as_told = (facts.summary, facts.location, STATUS[one.status])
    if facts.starts_at != one.at or as_told != (master.summary, master.location, STATUS[status]):
        return True
    return _wall_length(facts) != _wall_length(master)


def _wall_length(facts: EventFacts) -> object:
    """How long by the clock on the wall: over a clock change that is what a rule repeats."""
    start, end = (local(moment, facts.zone).replace(tzinfo=None) for moment in (facts.starts_at, facts.ends_at))
    return end - start


def _sequence(pattern: Pattern, one: DateEntry) -> int:
    return max(pattern.sequence, one.facts.sequence)


def _day(one: DateEntry, pattern: Pattern) -> date:
    return local(one.at, pattern.zone).date()


def _with_url(facts: EventFacts, url: str) -> str:
    """The booking's own address gives way to that of the series."""
    return "\n".join([*(line for line in facts.description.split("\n") if line != facts.url), url])


def _usual(values: Iterable[T]) -> T:
    return Counter(values).most_common(1)[0][0]
