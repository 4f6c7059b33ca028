"""How a hub's days are counted: pure functions of what is known about them. All moments are in UTC.

The unit is the minute, and a stretch of time has those that begin in it: both ends are rounded up to a full minute. So
minutes add up, whatever is cut where, and asking about every single minute finds the same.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bookings.rules import ATTENDED, COUNTING, OPEN_ENDED
from core.clock import local
from core.timespans import Interval, intersect, merge, subtract

MINUTE = timedelta(minutes=1)

Cell = tuple[str, date, int]
"""A kind of space, a day and an hour of the clock on the wall."""
Spans = Mapping[int, list[Interval]]
"""Stretches of time by the id of a space."""


class CountedPlace(NamedTuple):
    """A space, also one that was put away: it is not offered any more."""

    id: int
    kind: str
    room_id: int | None
    is_active: bool


class CountedUse(NamedTuple):
    """A booking until its person left. `who`: see `district.people.whose`."""

    space_id: int
    who: object
    start: datetime
    end: datetime
    status: str


@dataclass(frozen=True)
class Facts:
    """What is known about a hub in some days: `opened` is without closures, `blocked` is by the blocked space."""

    zone: str
    spots: Sequence[CountedPlace]
    opened: list[Interval]
    blocked: Spans
    uses: Sequence[CountedUse]
    marks_no_shows: bool


@dataclass
class Count:
    """The figures of a cell; see `district.models.DailyFigure`."""

    offered: int = 0
    booked: int = 0
    attended: int = 0
    bookings: int = 0
    cancellations: int = 0
    no_shows: int = 0
    who: set[object] = field(default_factory=set)

    @property
    def people(self) -> int:
        return len(self.who)


def count(facts: Facts) -> dict[Cell, Count]:
    """The figures of all cells in which something was offered, booked or cancelled.

    Utilisation, booked ÷ offered, is never over 100 %: a place that somebody has is on offer too.
    """
    found: dict[Cell, Count] = defaultdict(Count)
    kinds = {spot.id: spot.kind for spot in facts.spots}
    offered, booked, attended = times(facts)
    for name, spans in (("offered", offered), ("booked", booked), ("attended", attended)):
        for cell, minutes in _by_cell(spans, kinds, facts.zone).items():
            setattr(found[cell], name, minutes)
    for use in facts.uses:
        _count_use(found, use, kinds[use.space_id], facts.zone)
    return dict(found)


def times(facts: Facts) -> tuple[Spans, Spans, Spans]:
    """When each place was offered, booked and attended.

    Offered: the hub was open, the place was not blocked, and nobody had it by way of another place: a desk goes with
    its room, and a room with a desk in it. Booked and attended time counts while the hub was open and the place not
    blocked. Attended are bookings that were checked in; in a hub that does not mark who stayed away, all that took
    place.
    """
    by_id = {spot.id: spot for spot in facts.spots if spot.is_active}
    came = ATTENDED if facts.marks_no_shows else OPEN_ENDED | ATTENDED
    taken, there = _taken(facts.uses, COUNTING), _taken(facts.uses, came)
    blocked = {id_: [whole(i) for i in stretches] for id_, stretches in facts.blocked.items()}
    opened = merge(whole(i) for i in facts.opened)
    near = _near(by_id.values())
    offered: dict[int, list[Interval]] = {}
    booked: dict[int, list[Interval]] = {}
    attended: dict[int, list[Interval]] = {}
    for id_ in by_id:
        usable = subtract(opened, [cut for n in (id_, *near[id_]) for cut in blocked.get(n, ())])
        booked[id_] = intersect(taken.get(id_, ()), usable)
        attended[id_] = intersect(there.get(id_, ()), usable)
        elsewhere = [stretch for n in near[id_] for stretch in taken.get(n, ())]
        offered[id_] = merge([*subtract(usable, elsewhere), *booked[id_]]) if elsewhere else usable
    return offered, booked, attended


def hours(stretch: Interval, zone: str) -> Iterator[tuple[date, int, int]]:
    """The day, the hour and the minutes of each piece of a stretch; the clock changes at full hours or half ones."""
    start, end = stretch
    while start < end:
        shown = local(start, zone)
        until = min(end, start + (60 - shown.minute) * MINUTE)
        yield shown.date(), shown.hour, (until - start) // MINUTE
        start = until


def _near(spots: Iterable[CountedPlace]) -> dict[int, list[int]]:
    """For each place those that cannot be had at the same time: the desks of a room, the room of a desk."""
    spots = list(spots)
    found: dict[int, list[int]] = {spot.id: [] for spot in spots}
    for spot in spots:
        if spot.room_id in found:
            found[spot.id].append(spot.room_id)
            found[spot.room_id].append(spot.id)
    return found


def _taken(uses: Iterable[CountedUse], statuses: Iterable[str]) -> dict[int, list[Interval]]:
    found: dict[int, list[Interval]] = {}
    for use in uses:
        if use.status in statuses:
            found.setdefault(use.space_id, []).append(whole(Interval(use.start, use.end)))
    return found


def _by_cell(spans: Spans, kinds: Mapping[int, str], zone: str) -> Counter[Cell]:
    """Minutes by cell; places of a kind that have the same times (most are offered alike) are looked at once."""
    alike: Counter[tuple[str, tuple[Interval, ...]]] = Counter()
    for id_, stretches in spans.items():
        alike[kinds[id_], tuple(stretches)] += 1
    found: Counter[Cell] = Counter()
    for (kind, same), times_over in alike.items():
        for stretch in same:
            for day, hour, minutes in hours(stretch, zone):
                found[kind, day, hour] += times_over * minutes
    return found


def _count_use(found: dict[Cell, Count], use: CountedUse, kind: str, zone: str) -> None:
    """What is counted where a booking begins, and its person in each hour of it."""
    shown = local(use.start, zone)
    begun = (kind, shown.date(), shown.hour)
    if use.status == "cancelled":
        found[begun].cancellations += 1
    if use.status not in COUNTING:
        return
    found[begun].bookings += 1
    found[begun].no_shows += use.status == "no_show"
    found[begun].who.add(use.who)
    for day, hour, _minutes in hours(whole(Interval(use.start, use.end)), zone):
        found[kind, day, hour].who.add(use.who)


def whole(stretch: Interval) -> Interval:
    return Interval(_full_minute(stretch.start), _full_minute(stretch.end))


def _full_minute(moment: datetime) -> datetime:
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + MINUTE
