"""What one sees who scans the code of a space: may I check in, is it free and until when, and if not, what else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bookings import availability
from bookings import queries as booking_queries
from bookings import rules as booking_rules
from bookings.availability import Availability
from bookings.door import queries, rules
from bookings.models import Booking
from core.clock import day_bounds, local
from core.errors import DomainError
from core.timespans import Interval
from hubs.models import Hub
from hubs.setup import Place, Setup
from members.models import Member
from web.site.hub_words import OpenStatus, status


class End(NamedTuple):
    """A choice: until when, for how many minutes from now, and what it costs in cents."""

    at: datetime
    minutes: int
    price: int

    @property
    def text(self) -> str:
        """As a form carries it along; `read_end` reads it."""
        return self.at.isoformat()


class Other(NamedTuple):
    """Another place of the same kind: from when until when it is free; `code` is that of its label, if it has one."""

    place: Place
    free: Interval
    is_now: bool
    code: str | None


@dataclass
class Here:
    """A place as it is now. `until` is when it is no longer free; `ends` is empty when it cannot be taken; `refusal`
    says why the person may not."""

    hub: Hub
    place: Place
    status: OpenStatus
    moment: datetime
    booking: Booking | None = None
    until: datetime | None = None
    ends: tuple[End, ...] = ()
    free_from: datetime | None = None
    other: Other | None = None
    refusal: DomainError | None = None

    @property
    def is_checked_in(self) -> bool:
        return self.booking is not None and self.booking.status == "checked_in"


def look(member: Member | None, hub: Hub, setup: Setup, place: Place, moment: datetime) -> Here:
    """Everything that the page shows."""
    here = Here(hub, place, status(hub, setup, moment), moment)
    here.booking = queries.own_booking(member.id, setup, place, moment) if member else None
    if here.booking is not None:
        return here
    there = availability.look_now(hub, setup, moment)
    free = there.now(place)
    if free is not None:
        here.until = free.end
        here.ends = choices(setup, hub, place, free, moment)
        here.refusal = _refusal(member, hub, setup, place, moment) if member else None
    elif here.status.is_open and hub.is_open_to_book:
        _instead(here, setup, there)
    return here


def choices(setup: Setup, hub: Hub, place: Place, free: Interval, moment: datetime) -> tuple[End, ...]:
    """Until when the place can be taken, with what that costs."""
    ends = rules.ends(rules.takeable(free, place.rules), place.rules, hub.time_zone, moment)
    return tuple(End(end, _minutes(free.start, end), setup.price(place, free.start, end)) for end in ends)


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)


def _refusal(member: Member, hub: Hub, setup: Setup, place: Place, moment: datetime) -> DomainError | None:
    try:
        rules.check_admission(place.rules, setup.standing_of(member.id))
        if place.rules.max_active is not None:
            booking_rules.check_limit(place.rules, booking_queries.coming_count(member.id, hub.id, moment))
    except DomainError as error:
        return error
    return None


def _instead(here: Here, setup: Setup, there: Availability) -> None:
    """Until when the place is taken, and the next free one of its kind."""
    midnight = day_bounds(local(there.moment, here.hub.time_zone).date(), here.hub.time_zone).end
    again = there.again(here.place)
    here.free_from = again.start if again and again.start < max(midnight, there.closes or midnight) else None
    others = [place for place in setup.of_kind(here.place.kind) if place is not here.place]
    now = {place: free for place in others if (free := there.now(place))}
    later = {place: free for place in others if (free := there.again(place))}
    found = _longest(now.items()) or _soonest(later.items())
    if found:
        code = queries.codes_of(here.hub.id).get(found[0].id)
        here.other = Other(*found, found[0] in now, code)


def _longest(free: Iterable[tuple[Place, Interval]]) -> tuple[Place, Interval] | None:
    return max(free, key=lambda pair: pair[1].end, default=None)


def _soonest(free: Iterable[tuple[Place, Interval]]) -> tuple[Place, Interval] | None:
    return min(free, key=lambda pair: pair[1].start, default=None)


def read_end(text: str) -> datetime | None:
    """The moment that a form of ours carries along; None for anything else."""
    try:
        found = datetime.fromisoformat(text[:40])
    except ValueError:
        return None
    return found if found.tzinfo else None
