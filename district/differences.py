"""What comes out of the sums that are shown by subtracting one from another, and of whom it is.

Known are the sums of whole weeks and those of shown hours over all weeks. Somebody may add some of them and take others
away. What comes out is the use of a part of the hours and weeks when each counts in it once or not at all; all such
parts are unions of two kinds (a sum that counts a field once is a cut in the graph of weeks and hours):

- weeks without the shown hours that only these weeks have: what is left of the weeks;
- shown hours without the weeks that have no other hours: what is left of the hours.

Each has to be of enough people, which is known of a whole week that is shown, and of an hour over all its weeks.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import combinations

Hour = tuple[int, int]
"""A weekday (0 is Monday) and an hour of the clock."""
WeekOfHours = Mapping[Hour, tuple[int, int]]
"""A hub's week: offered and booked minutes of each hour in which it offered something."""


def telling_hours(weeks: Collection[WeekOfHours], shown: Collection[Hour], enough: Collection[Hour]) -> set[Hour]:
    """The shown hours by which the use of too few people comes out; empty when nothing of the kind does.

    `enough` are the hours, shown or hidden, that have enough people over all weeks. Each week has enough.
    """
    weeks = list(weeks)
    for some in _groups(weeks):
        for taken, left, cut in _remainders(weeks, some, set(shown)):
            if taken and _is_of_few(weeks, left, cut, set(enough)):
                return taken
    return set()


def _groups(weeks: list[WeekOfHours]) -> Iterator[set[int]]:
    """Choices of weeks by number. Those of equal hours go together: of a part of them no hour can be taken away, so
    that whole weeks are left."""
    alike: dict[frozenset[Hour], set[int]] = {}
    for number, week in enumerate(weeks):
        alike.setdefault(frozenset(week), set()).add(number)
    for count in range(1, len(alike) + 1):
        for chosen in combinations(alike.values(), count):
            yield set().union(*chosen)


def _remainders(
    weeks: list[WeekOfHours], some: set[int], shown: set[Hour]
) -> Iterator[tuple[set[Hour], set[int], set[Hour]]]:
    """Both kinds of parts for a choice of weeks, as (shown hours that are needed, weeks, hours that are not in it)."""
    others = [week for number, week in enumerate(weeks) if number not in some]
    of_some = _hours(weeks[number] for number in some)
    only_there = (shown & of_some) - _hours(others)
    yield only_there, some, only_there
    if of_some <= shown:
        yield of_some, set(range(len(weeks))) - some, _hours(others) - of_some


def _is_of_few(weeks: list[WeekOfHours], left: set[int], cut: set[Hour], enough: set[Hour]) -> bool:
    """Whether somebody was there in these weeks outside the hours that are cut away, and it may have been few."""
    if not any(_used(weeks[number]) - cut for number in left):
        return False
    if any(not _used(weeks[number]) & cut and _used(weeks[number]) for number in left):
        return False
    elsewhere = _hours(_used(week) for number, week in enumerate(weeks) if number not in left)
    used = _hours(_used(weeks[number]) for number in left)
    return not (used & enough) - cut - elsewhere


def _used(week: WeekOfHours) -> set[Hour]:
    return {hour for hour, (_offered, booked) in week.items() if booked}


def _hours(weeks: Iterable[Collection[Hour]]) -> set[Hour]:
    return set().union(*weeks)
