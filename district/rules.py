"""What the district may see: nothing about fewer than five people, nor what could be worked out from the rest.

Two rules make it so. First, all sums are made of weeks of hubs that are shown themselves: whatever stood in a hidden
one, no number on the page would be another. Second, the hours of the week add up to those weeks, so that hidden hours
could be worked out, one by one or together: `hidden_hours` hides more of them until nothing comes out of sums and
differences but the use of at least five people (`district.differences`). It does so for each hub and month by itself,
as if each hub's hours were published: their sums over hubs and months tell less. Periods are made of whole weeks, and
hours are published by whole months once and for all (`district.periods`), so that comparing periods tells nothing more.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from district import differences
from district.differences import Hour, WeekOfHours

FEWEST = 5
"""Of how many people a number has to be at least."""
STEP = 15
"""Minutes. Bookings go by such steps: a value that could be another by less than that would be as good as known."""

Test = Callable[[tuple[int, int]], bool]


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


def hidden_hours(uses: Mapping[Hour, HourUse], weeks: Iterable[WeekOfHours]) -> set[Hour]:
    """The hours of a month that stay hidden: those of too few people, and more so that none of them can be worked out,
    nor what fewer than FEWEST people did in several of them together.

    `weeks` are the weeks of hubs that the hours are sums of. Each of them is known as a whole, since it is shown.
    """
    weeks = list(weeks)
    hidden = {hour for hour, use in uses.items() if use.people < FEWEST}
    while near := _to_hide_besides(uses, weeks, hidden):
        hidden.add(_smallest(uses, near))
    return hidden


def _to_hide_besides(uses: Mapping[Hour, HourUse], weeks: list[WeekOfHours], hidden: set[Hour]) -> set[Hour]:
    """Shown hours of which one has to be hidden as well; empty when all is well, or nothing is left to hide."""
    if exposed := _exposed(uses, weeks, hidden):
        return {hour for week in weeks if exposed in week for hour in week} - hidden or uses.keys() - hidden
    enough = {hour for hour, use in uses.items() if use.people >= FEWEST}
    return differences.telling_hours(weeks, uses.keys() - hidden, enough)


def _exposed(uses: Mapping[Hour, HourUse], weeks: list[WeekOfHours], hidden: set[Hour]) -> Hour | None:
    """A hidden hour that could be worked out, as long as there is one to be hidden besides. That nobody was there at
    all is nothing about anybody."""
    if not uses.keys() - hidden:
        return None
    return next((h for h in sorted(hidden) if uses[h].booked and can_be_worked_out(h, weeks, hidden)), None)


def can_be_worked_out(hour: Hour, weeks: Collection[WeekOfHours], hidden: Collection[Hour]) -> bool:
    """Whether hardly more than one value of a hidden hour fits to what is shown: the sums of the weeks, the hours that
    are shown, and what each week offers in each hour.

    Its value can be another when STEP minutes could lie elsewhere: more in this hour and fewer in another of
    the same week; where that other one is shown, more in it in another week; and so on, until the other is hidden.
    """
    return not (
        _leads_on(hour, weeks, hidden, _has_room, _has_some) or _leads_on(hour, weeks, hidden, _has_some, _has_room)
    )


def _leads_on(hour: Hour, weeks: Collection[WeekOfHours], hidden: Collection[Hour], one: Test, other: Test) -> bool:
    left, seen, to_do = list(weeks), {hour}, [hour]
    while to_do:
        at = to_do.pop()
        touched = [week for week in left if at in week and one(week[at])]
        left = [week for week in left if not (at in week and one(week[at]))]
        for week in touched:
            if any(h in week and h not in seen and other(week[h]) for h in hidden):
                return True
            further = {h for h, use in week.items() if h not in seen and other(use)}
            seen |= further
            to_do += further
    return False


def _has_room(use: tuple[int, int]) -> bool:
    return use[0] - use[1] >= STEP


def _has_some(use: tuple[int, int]) -> bool:
    return use[1] >= STEP


def _smallest(uses: Mapping[Hour, HourUse], hours: Collection[Hour]) -> Hour:
    return min(hours, key=lambda hour: (uses[hour].people, uses[hour].booked, hour))


def hours_of_period(parts: Iterable[tuple[Mapping[Hour, HourUse], Collection[Hour]]]) -> dict[Hour, HourUse | None]:
    """The hours of several hubs and months together: what each of them shows; None where none of them shows any."""
    found: dict[Hour, list[HourUse]] = defaultdict(list)
    for uses, hidden in parts:
        for hour, use in uses.items():
            found[hour] += [] if hour in hidden else [use]
    return {hour: _sum(uses) if uses else None for hour, uses in found.items()}


def _sum(uses: Collection[HourUse]) -> HourUse:
    return HourUse(sum(u.offered for u in uses), sum(u.booked for u in uses), people_at_least(u.people for u in uses))
