"""What binds when somebody stands before a free place and takes it from this minute on.

- Not the grid for the start, nor the notice, nor the shortest length: they keep the plan tidy and spare hosts
  surprises, but the place is free, the person is there, and a rest of twenty minutes is of use to nobody else. The end
  keeps to the grid, so that the next one can book without a gap; where no step is left today, it is the last moment.
- The opening hours, what is booked or blocked, the turnaround, and the longest length: they protect others.
- Who may book (a restriction, "members only"), and how many bookings one may have: they are about the person. Where
  the hosts decide on each booking, scanning is no way around them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bookings.door.errors import HostsDecide
from bookings.errors import NotOnGrid, SlotTaken
from bookings.rules import MINUTE, first_status, next_on_grid, on_grid
from core.clock import day_bounds, local
from core.timespans import Interval, subtract
from hubs.rules import Rules, Standing

SHORT_WHILES = (30, 60)
"""Minutes that are offered besides the rest of the day."""


def check_admission(rules: Rules, standing: Standing) -> None:
    """Restricted, MembersOnly, HostsDecide."""
    if first_status(rules, standing) != "confirmed":
        raise HostsDecide


def free_now(
    rules: Rules, opened: Iterable[Interval], taken: Iterable[Interval], turnaround: timedelta, now: datetime
) -> Interval | None:
    """From when until when a place that is free now can be taken at the most; None when it is not.

    It begins with the minute that has begun, unless the place became free within it. `opened` and `taken` reach back
    before that minute, and on until `look_ahead`.
    """
    taken = list(taken)
    here = next((s for s in subtract(opened, taken) if s.start <= now < s.end), None)
    if here is None:
        return None
    start = max(here.start, now.replace(second=0, microsecond=0))
    next_one = min((row.start for row in taken if row.start > now), default=None)
    ends = [here.end, start + rules.max_minutes * MINUTE]
    if next_one is not None:
        ends.append(next_one - turnaround)
    return Interval(start, min(ends)) if min(ends) > now else None


def look_ahead(rules: Rules, turnaround: timedelta) -> timedelta:
    """How far ahead `free_now` has to see what is open and taken."""
    return timedelta(minutes=rules.max_minutes) + turnaround


def ends(free: Interval, rules: Rules, zone: str, now: datetime) -> list[datetime]:
    """Until when one can take it: for a short while, and for the rest of the day, in the order of time."""
    rest = rest_of_day(free, rules, zone, now)
    short = [next_on_grid(now + minutes * MINUTE, rules.grid_minutes, zone) for minutes in SHORT_WHILES]
    return sorted({*(end for end in short if end <= free.end), rest})


def rest_of_day(free: Interval, rules: Rules, zone: str, now: datetime) -> datetime:
    """The last step of the grid today; where none is left, the last moment."""
    midnight = day_bounds(local(now, zone).date(), zone).end
    last = min(free.end, midnight)
    on = last.replace(second=0, microsecond=0)
    while on > now and not on_grid(on, rules.grid_minutes, zone):
        on -= MINUTE
    return on if on > now else last


def check_end(free: Interval | None, end: datetime, rules: Rules, zone: str, now: datetime) -> None:
    """SlotTaken when the place is not free until `end`; NotOnGrid for an end that was not on offer."""
    if free is None or not now < end <= free.end:
        raise SlotTaken
    if not on_grid(end, rules.grid_minutes, zone) and end != rest_of_day(free, rules, zone, now):
        raise NotOnGrid(grid_minutes=rules.grid_minutes)
