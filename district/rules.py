"""What the district may see: nothing about fewer than five people, nor what could be worked out from the rest.

Two rules make it so. First, all sums are made of weeks of hubs that are shown themselves: whatever stood in a hidden
one, no number on the page would be another. Second, the hours of the week add up to those weeks, so that a single
hidden hour could be worked out: `hidden_hours` then hides a second one. Periods are made of whole weeks, and hours are
published by whole months once and for all (`district.periods`), so that comparing periods tells nothing more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

FEWEST = 5
"""Of how many people a number has to be at least."""

Hour = tuple[int, int]
"""A weekday (0 is Monday) and an hour of the clock."""


class HubWeek(NamedTuple):
    """A week of a hub. `people`: how many different ones were there or had booked."""

    hub_id: int
    monday: date
    offered: int
    booked: int
    bookings: int
    people: int


class HourUse(NamedTuple):
    """An hour of the week, over hubs and weeks. `people`: at least so many different ones."""

    offered: int
    booked: int
    people: int


@dataclass(frozen=True)
class Total:
    """A sum over weeks of hubs; `people` counts somebody once for each hub and week."""

    weeks: int = 0
    hubs: int = 0
    offered: int = 0
    booked: int = 0
    bookings: int = 0
    people: int = 0

    @property
    def utilisation(self) -> float | None:
        """None where nothing was offered."""
        return self.booked / self.offered if self.offered else None


def shown_weeks(weeks: Iterable[HubWeek]) -> list[HubWeek]:
    """The weeks of hubs that the district sees, and that all sums are made of."""
    return [week for week in weeks if week.people >= FEWEST]


def total(shown: Collection[HubWeek]) -> Total:
    return Total(
        weeks=len({week.monday for week in shown}),
        hubs=len({week.hub_id for week in shown}),
        offered=sum(week.offered for week in shown),
        booked=sum(week.booked for week in shown),
        bookings=sum(week.bookings for week in shown),
        people=sum(week.people for week in shown),
    )


def people_at_least(numbers: Iterable[int]) -> int:
    """How many different people there were at least, from several counts of people who may be the same."""
    return max(numbers, default=0)


def hidden_hours(uses: Mapping[Hour, HourUse], weeks: Iterable[frozenset[Hour]]) -> set[Hour]:
    """The hours of a month that stay hidden: those of too few people, and more so that none can be worked out.

    `weeks` has for each week of a hub that is counted in the hours of which it is made: its sum is known.
    """
    groups = [week & uses.keys() for week in set(weeks)]
    hidden = {hour for hour, use in uses.items() if use.people < FEWEST}
    while more := _one_more(uses, groups, hidden):
        hidden.add(more)
    return hidden


def _one_more(uses: Mapping[Hour, HourUse], groups: list[frozenset[Hour]], hidden: set[Hour]) -> Hour | None:
    """The hour of the fewest people that has to be hidden too; None when all is well."""
    for hour in sorted(hidden):
        around = [part for part in _parts(groups, hidden) if hour in part]
        if not any(len(part & hidden) > 1 for part in around):
            candidates = set[Hour]().union(*around) - hidden
            if candidates:
                return _smallest(uses, candidates)
    if hidden and _all_full(uses, hidden):
        return _smallest(uses, uses.keys() - hidden)
    return None


def _parts(groups: Iterable[frozenset[Hour]], hidden: set[Hour]) -> list[set[Hour]]:
    """Weeks that share an hour which is shown belong together: only what such a part adds up to is known.

    An hour can be worked out exactly when it is the only hidden one in every part that it is in: the sum of the
    part's weeks less the hours that are shown. With a second one in some part, only the sum of both is known.
    """
    parts: list[set[Hour]] = []
    for group in groups:
        joined, apart = set(group), []
        for part in parts:
            if (part & joined) - hidden:
                joined |= part
            else:
                apart.append(part)
        parts = [*apart, joined]
    return parts


def _all_full(uses: Mapping[Hour, HourUse], hidden: set[Hour]) -> bool:
    """Nothing of what was offered in the hidden hours was left: then their sum tells each of them."""
    offered = sum(uses[hour].offered for hour in hidden)
    return 0 < offered == sum(uses[hour].booked for hour in hidden)


def _smallest(uses: Mapping[Hour, HourUse], hours: Collection[Hour]) -> Hour | None:
    return min(hours, key=lambda hour: (uses[hour].people, uses[hour].booked, hour), default=None)


def hours_of_period(months: Iterable[tuple[Mapping[Hour, HourUse], Collection[Hour]]]) -> dict[Hour, HourUse | None]:
    """The hours of several months together: what each month shows of them; None where none of them shows any."""
    found: dict[Hour, list[HourUse]] = defaultdict(list)
    for uses, hidden in months:
        for hour, use in uses.items():
            found[hour] += [] if hour in hidden else [use]
    return {hour: _sum(uses) if uses else None for hour, uses in found.items()}


def _sum(uses: Collection[HourUse]) -> HourUse:
    return HourUse(sum(u.offered for u in uses), sum(u.booked for u in uses), people_at_least(u.people for u in uses))
