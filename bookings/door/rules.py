"""What binds when somebody stands before a free place and takes it from this minute on.

- Not the grid for the start, nor the notice, nor the shortest length: they keep the plan tidy and spare hosts
  surprises, but the place is free, the person is there, and a rest of twenty minutes is of use to nobody else. The end
  keeps to the grid, so that the next one can book without a gap; where no step is left today, it is the last moment.
- The opening hours, what is booked or blocked, the turnaround, and the longest length: they protect others.
- Who may book (a restriction, "members only", a group, an induction), and how much one may have (upcoming bookings, a
  week's quota, the gap between two): they are about the person. Where the hosts decide on each booking, scanning is no
  way around them.
"""

from datetime import date, datetime

from bookings import rules as booking_rules
from bookings.door.errors import HostsDecide
from bookings.errors import NotOnGrid, SlotTaken, TooLong
from bookings.grid import MINUTE, last_on_grid, next_on_grid, on_grid
from bookings.stretches import end_of_visit
from core.timespans import Interval
from hubs.rules import Rules, Standing

SHORT_WHILES = (30, 60)
"""Minutes that are offered besides the rest of the day."""


def check_admission(rules: Rules, standing: Standing, day: date, no_shows: int = 0) -> None:
    """Restricted, MembersOnly, GroupsOnly, HostsDecide."""
    booking_rules.check_admission(rules, standing, day)
    if booking_rules.hosts_decide(rules, standing, no_shows):
        raise HostsDecide


def takeable(free: Interval, rules: Rules) -> Interval:
    """From when until when a place that is `free` (see `availability.now`) can be taken at the most."""
    return Interval(free.start, min(free.end, free.start + rules.max_minutes * MINUTE))


def ends(free: Interval, rules: Rules, zone: str, now: datetime, over: Interval | None = None) -> list[datetime]:
    """Until when one can take it: for a short while, until the hub closes, and for the rest of the day, in the order of
    time. `over`: the same over a lunch break (see `availability.visit`), where one is still to come."""
    rest = rest_of_day(free, rules, zone, now)
    short = [next_on_grid(now + minutes * MINUTE, rules.grid_minutes, zone) for minutes in SHORT_WHILES]
    return sorted({*(end for end in short if end <= rest), rest, *_whole_day(over, rules, zone, now)})


def _whole_day(over: Interval | None, rules: Rules, zone: str, now: datetime) -> list[datetime]:
    return [rest_of_day(over, rules, zone, now)] if over else []


def rest_of_day(free: Interval, rules: Rules, zone: str, now: datetime) -> datetime:
    """The last step of the grid before the visit ends; where none is left, the last moment."""
    last = end_of_visit(free.end, zone, now)
    on = last_on_grid(last, rules.grid_minutes, zone)
    return on if on > now else last


def check_end(
    free: Interval | None, end: datetime, rules: Rules, zone: str, now: datetime, over: Interval | None = None
) -> None:
    """SlotTaken when the place is not `free` until `end`, nor `over` a lunch break, TooLong when that is longer than
    allowed; NotOnGrid for an end that was not on offer. That the hub is open was looked at before."""
    if free is None or not now < end <= (over or free).end:
        raise SlotTaken
    if end > free.start + rules.max_minutes * MINUTE:
        raise TooLong(max_minutes=rules.max_minutes)
    offered = [rest_of_day(takeable(free, rules), rules, zone, now), *_whole_day(over, rules, zone, now)]
    if not on_grid(end, rules.grid_minutes, zone) and end not in offered:
        raise NotOnGrid(grid_minutes=rules.grid_minutes)
