"""A day at two places, where none is free for all of it: the first until some time, then another. Courtesy, as all
suggestions: nothing is asked of the database, the actions decide."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bookings import checks
from bookings.availability import Availability
from bookings.grid import MINUTE, next_on_grid
from bookings.slots import Slot
from core.errors import is_allowed
from core.timespans import Interval
from hubs.setup import Place

FINEST_MINUTES = 30
"""One changes at a full or a half hour: other times would make a long search, and a fussy day."""

Halves = tuple[Slot, Slot]


def in_two(slots: Sequence[Slot], there: Availability, moment: datetime, first: Place | None = None) -> Halves | None:
    """Two of these slots (of one time), the first cut off where the second begins, so that both can be had; the change
    as late as can be. `first`: the place that was wanted, which has either half if it can. None where it is not to be
    had in two, or the house wants time between two bookings."""
    if not slots or any(slot.rules.gap_minutes for slot in slots):
        return None
    wanted = sorted(slots, key=lambda slot: slot.place is not first)
    for change in reversed(_changes(slots[0])):
        before = [half for slot in wanted if (half := _half(slot, slot.span.start, change, there, moment))]
        after = [half for slot in wanted if (half := _half(slot, change, slot.span.end, there, moment))]
        pairs = [(one, other) for one in before for other in after if one.place is not other.place]
        if pairs:
            return next((pair for pair in pairs if first in (pair[0].place, pair[1].place)), pairs[0])
    return None


def _changes(slot: Slot) -> list[datetime]:
    """When one may change: on the grid, each half as long as the shortest booking."""
    step = max(FINEST_MINUTES, slot.rules.grid_minutes) * MINUTE
    shortest = timedelta(minutes=slot.rules.min_minutes)
    begin = next_on_grid(slot.span.start + shortest, max(FINEST_MINUTES, slot.rules.grid_minutes), slot.hub.time_zone)
    found = []
    while begin <= slot.span.end - shortest:
        found.append(begin)
        begin += step
    return found


def _half(slot: Slot, start: datetime, end: datetime, there: Availability, moment: datetime) -> Slot | None:
    half = Slot(slot.hub, slot.setup, slot.place, Interval(start, end))
    can_be_had = there.fits(half.place, half.span) and is_allowed(checks.check, half, moment)
    return half if can_be_had else None
