"""How many different people there were: surely not fewer than we say, since the district's view depends on it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from bookings.rules import COUNTING
from core.timespans import Interval
from district.counting import CountedUse, hours, whole

SOMEBODY = "somebody"
"""Who had a booking that is anonymised: all of them count as one person, which is surely not too many."""
People = dict[str, set[object]]
"""Who it was, by kind of space or hour of the week."""


class Nameless(NamedTuple):
    """A guest without account and name: of them only the booking is known."""

    booking: object


def whose(booking: object, member_id: int | None, guest_name: str) -> object:
    """Whose a booking is: the member's, or a guest's, of whom no more than the name is known."""
    return member_id or guest_name.strip().casefold() or Nameless(booking)


def people_of_day(uses: Iterable[CountedUse], span: Interval, kinds: Mapping[int, str]) -> People:
    """Who was there or had booked in a day, by kind of space; "" is all of them. Who has no name is somebody else each
    time."""
    return {kind: {use.who for use in those} for kind, those in _by_kind(uses, span, kinds).items()}


def people(uses: Iterable[CountedUse], span: Interval, kinds: Mapping[int, str]) -> People:
    """The same for a longer time, in which who has no name may have come again and again; see `different`."""
    return {kind: different(those) for kind, those in _by_kind(uses, span, kinds).items()}


def people_by_hour(uses: Iterable[CountedUse], span: Interval, zone: str) -> People:
    """Who was there or had booked in each hour of the week in the span; see `hour_kind`."""
    found: dict[str, dict[CountedUse, None]] = defaultdict(dict)
    for use in uses:
        inside = Interval(max(use.start, span.start), min(use.end, span.end))
        if use.status in COUNTING:
            for day, hour, _minutes in hours(whole(inside), zone):
                found[hour_kind(day.weekday(), hour)][use] = None
    return {hour: different(those) for hour, those in found.items()}


def different(uses: Collection[CountedUse]) -> set[object]:
    """Who is surely not the same: of those without a name so many as were there at once. Otherwise one person who comes
    on five days would look like five people."""
    named = {use.who for use in uses if not isinstance(use.who, Nameless)}
    return named | {Nameless(n) for n in range(at_once([use for use in uses if isinstance(use.who, Nameless)]))}


def at_once(uses: Collection[CountedUse]) -> int:
    """How many of them there are at the same time, at most; one after the other is not."""
    changes = sorted([*((use.start, 1) for use in uses), *((max(use.start, use.end), -1) for use in uses)])
    most = now = 0
    for _moment, change in changes:
        now += change
        most = max(most, now)
    return max(most, min(1, len(uses)))


def hour_kind(weekday: int, hour: int) -> str:
    """What stands for an hour of the week where else a kind of space does."""
    return f"{weekday}:{hour:02}"


def _by_kind(uses: Iterable[CountedUse], span: Interval, kinds: Mapping[int, str]) -> dict[str, list[CountedUse]]:
    found: dict[str, list[CountedUse]] = {"": []}
    for use in uses:
        if use.status in COUNTING and use.start < span.end and (use.end > span.start or use.start >= span.start):
            found[""].append(use)
            found.setdefault(kinds[use.space_id], []).append(use)
    return found
