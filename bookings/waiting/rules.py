"""The waiting list as plain functions: how long a place is held for somebody, and who is before whom.

Moments are aware UTC datetimes; `now` is passed in.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from bookings.grid import MINUTE
from bookings.rules import has_run_out
from bookings.waiting.errors import ProposalOver, TooManyWaits
from core.timespans import Interval
from hubs.rules import Rules

MOST = 20
"""So many things one person may wait for at a time: enough for each day of some weeks."""
SHORTEST = timedelta(minutes=5)

State = Literal["waiting", "proposed", "passed"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What an entry waits for, and since when."""

    id: UUID
    hub_id: int
    kind: str
    space_id: int | None
    span: Interval
    joined_at: datetime

    def competes_with(self, other: "Wish") -> bool:
        """Whether one place that becomes free may do for both."""
        same_kind = (self.hub_id, self.kind) == (other.hub_id, other.kind)
        same_place = None in {self.space_id, other.space_id} or self.space_id == other.space_id
        return same_kind and same_place and self.span.start < other.span.end and other.span.start < self.span.end


@dataclass(frozen=True, slots=True)
class Position:
    """The `number`-th of so many (`of`) who wait for the same, counted from 1."""

    number: int
    of: int


def position_of(own: Wish, waiting: Iterable[Wish]) -> Position:
    """Among all who wait, the own wish included: those who joined before are before."""
    rivals = [one for one in waiting if one.competes_with(own)]
    before = sum((one.joined_at, one.id) < (own.joined_at, own.id) for one in rivals)
    return Position(before + 1, len(rivals))


def proposal_until(house: Rules, starts_at: datetime, now: datetime) -> datetime:
    """Until when a place is held for who was waiting: the hub's minutes, but no more than half of what is left until
    the start, so that there is time for the next one; five minutes at least, and never beyond the start."""
    left = starts_at - now
    return now + min(house.proposal_minutes * MINUTE, max(left / 2, min(SHORTEST, left)))


def state_of(booking_until: datetime | None, now: datetime) -> State:
    """How an entry reads that is not `passed_at` already; `booking_until`: until when its proposal is held, if it has
    one, whether or not a job has written down that this is over."""
    if booking_until is None:
        return "waiting"
    return "passed" if has_run_out(booking_until, now) else "proposed"


def check_number(entries: int) -> None:
    """TooManyWaits when the member has as many entries as one may."""
    if entries >= MOST:
        raise TooManyWaits(most=MOST)


def may_take(status: str, expires_at: datetime | None, *, is_proposal: bool, now: datetime) -> bool:
    """Whether the place is proposed, and still held."""
    return is_proposal and status == "held" and not has_run_out(expires_at, now)


def check_takeable(status: str, expires_at: datetime | None, *, is_proposal: bool, now: datetime) -> None:
    """ProposalOver unless `may_take`."""
    if not may_take(status, expires_at, is_proposal=is_proposal, now=now):
        raise ProposalOver
