"""What one sees who scans the code of a space: may I check in, is it free and until when, and if not, what else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bookings import admitting, availability, no_shows, quotas
from bookings import queries as booking_queries
from bookings import rules as booking_rules
from bookings.availability import Availability
from bookings.cover import NO_CHOICE, Choice
from bookings.door import queries, rules
from bookings.models import Booking
from bookings.slots import Slot
from core.clock import day_bounds, local
from core.errors import DomainError
from core.timespans import Interval
from hubs import lunch
from hubs.models import Hub
from hubs.setup import Place, Setup
from hubs.words import closed_meanwhile
from members.models import Member
from payments.pricing import Pricing, pricing_of
from payments.quoting import AT_MOST
from web.site.hub_words import OpenStatus, status


class End(NamedTuple):
    """A choice: until when, for how many minutes from now, and what it costs in cents; `closed`: that one cannot be
    there over lunch meanwhile."""

    at: datetime
    minutes: int
    price: int
    closed: str = ""

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
    says why the person may not; `pricing` is what it would cost them until the last of `ends`."""

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
    pricing: Pricing | None = None

    @property
    def is_owed(self) -> bool:
        """Whether the person would have to pay for it themselves."""
        return self.pricing is not None and self.pricing.quote.is_owed

    @property
    def shown(self) -> str:
        """What is shown of the price of each end, for the form to carry along (`agreed_of` reads it)."""
        covered_by = "" if self.pricing is None or self.is_owed else f":{self.pricing.quote.covered_by}"
        return " ".join(f"{end.text}={end.price}{covered_by if end.price else ''}" for end in self.ends)

    @property
    def is_checked_in(self) -> bool:
        return self.booking is not None and self.booking.status == "checked_in"


def look(
    member: Member | None, hub: Hub, setup: Setup, place: Place, moment: datetime, choice: Choice = NO_CHOICE
) -> Here:
    """Everything that the page shows; `choice` is what was chosen of how to pay."""
    here = Here(hub, place, status(hub, setup, moment), moment)
    here.booking = queries.own_booking(member.id, setup, place, moment) if member else None
    if here.booking is not None:
        return here
    there = availability.look_now(hub, setup, moment)
    free = there.now(place)
    if free is not None:
        here.until = free.end
        here.ends = choices(there, place, free)
        if member and here.ends:
            _price(here, setup, Interval(free.start, here.ends[-1].at), member, choice)
        shortest = Slot(hub, setup, place, Interval(free.start, here.ends[0].at if here.ends else free.end))
        here.refusal = _refusal(member, shortest, moment) if member else None
    elif here.status.is_open and hub.is_open_to_book:
        _instead(here, setup, there)
    return here


def _price(here: Here, setup: Setup, span: Interval, member: Member, choice: Choice) -> None:
    """What it costs the member: what covers the longest covers the shorter, which cost what their group pays."""
    here.pricing = pricing_of(Slot(here.hub, setup, here.place, span), member, choice)
    group = here.pricing.quote.group
    if group is not None:
        here.ends = tuple(end._replace(price=setup.price(here.place, span.start, end.at, group)) for end in here.ends)


def choices(there: Availability, place: Place, free: Interval) -> tuple[End, ...]:
    """Until when the place, which is `free`, can be taken, with what that costs."""
    takeable, over = rules.takeable(free, place.rules), there.visit(place)
    return tuple(
        End(
            end,
            _minutes(free.start, end),
            there.setup.price(place, free.start, end),
            closed_meanwhile(lunch.within(there.breaks, Interval(free.start, end)), there.hub.time_zone),
        )
        for end in rules.ends(takeable, place.rules, there.hub.time_zone, there.moment, over)
    )


def agreed_of(shown: str | None, end: str) -> str | None:
    """What was shown of the price until `end`; None where nothing was shown (`Here.shown`)."""
    if not shown:
        return None
    found = dict(pair.split("=", 1) for pair in shown.split() if "=" in pair)
    return f"{AT_MOST}{found.get(end, '')}"


def _minutes(start: datetime, end: datetime) -> int:
    return int((end - start).total_seconds() // 60)


def _refusal(member: Member, slot: Slot, moment: datetime) -> DomainError | None:
    try:
        stayed_away = no_shows.count(slot.hub.id, slot.setup.rules, member.id, moment)
        today = slot.setup.day_of(moment)
        rules.check_admission(slot.rules, slot.setup.standing_of(member.id), today, stayed_away)
        admitting.check_inducted([slot], member, moment)
        if slot.rules.max_active is not None:
            booking_rules.check_limit(slot.rules, booking_queries.coming_count(member.id, slot.hub.id, moment))
        quotas.check([slot], member.id, moment)
    except DomainError as error:
        return error
    return None


def _instead(here: Here, setup: Setup, there: Availability) -> None:
    """Until when the place is taken, and the next free one of its kind."""
    midnight = day_bounds(local(there.moment, here.hub.time_zone).date(), here.hub.time_zone).end
    again = there.again(here.place)
    here.free_from = again.start if again and again.start < max(midnight, there.closes or midnight) else None
    others = setup.instead_of(here.place)
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
