"""What has become free is proposed to the first who waits for it, or booked for them. Flushes and never commits.

A proposal is a booking that is held for its person, so the database guarantees that it is made to one only. One at a
time, so that nobody waits long for a transaction that holds many places.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete

from bookings import actions, answering
from bookings import rules as booking_rules
from bookings.availability import Availability, taken_in
from bookings.cover import Cover, choice_of, covers_of
from bookings.creation_actions import Draft, create
from bookings.models import Booking
from bookings.slots import Booked, Slot, slots_at
from bookings.waiting import mails, queries, rules
from bookings.waiting.models import WaitingEntry
from bookings.waiting.queries import Busy
from core.clock import now
from core.db import db
from core.errors import DomainError
from core.timespans import Interval
from hubs.models import Hub
from hubs.rules import LOCKER
from hubs.setup import setup_of
from members.models import Member

AT_ONCE = "at once"
"""Why, in the audit row of what the waiting list books for somebody."""


def propose_next(*, hub_id: int) -> bool:
    """Propose one place to the first who waits at the hub and can have it, or book it where they wish that; False when
    there is nobody left. StaleState when somebody else was faster.

    Passed over as long as it lasts, without losing their position: who may not book there, has as many bookings as
    allowed, lacks an induction, or has another booking at that time.
    """
    moment = now()
    entries = queries.in_line(hub_id, moment)
    hub = db.session.get_one(Hub, hub_id)
    if not entries or not hub.is_open_to_book:
        return False
    setup, around = setup_of(hub), _around(entries)
    there = Availability(hub, setup, (), taken_in({hub.id: setup}, *around, moment), moment)
    wanting = [(entry, free) for entry in entries if (free := _free(entry, there))]
    ids = {entry.member_id for entry, _free in wanting}
    people = queries.people(ids)
    busy = queries.busy(ids, *around, moment) if ids else []
    return any(_try(entry, free, people, busy, moment) for entry, free in wanting)


def _around(entries: Sequence[WaitingEntry]) -> Interval:
    return Interval(min(entry.starts_at for entry in entries), max(entry.ends_at for entry in entries))


def _free(entry: WaitingEntry, there: Availability) -> list[Slot]:
    """What would do and nobody has; nothing where the place was put away. No query."""
    if entry.space_id is None:
        places = there.setup.any_of(entry.kind)
    else:
        places = [place] if (place := there.setup.place(entry.space_id)) else []
    span = Interval(entry.starts_at, entry.ends_at)
    return slots_at(there.hub, there.setup, [place for place in places if not there.is_taken(place, span)], span)


def _try(
    entry: WaitingEntry, free: Sequence[Slot], people: Mapping[int, Member], busy: Iterable[Busy], moment: datetime
) -> bool:
    """Whether the entry now has a proposal, or a booking."""
    member = people.get(entry.member_id)
    is_busy = entry.kind != LOCKER and any(one.is_in_the_way_of(entry) for one in busy)
    if member is None or is_busy:
        return False
    try:
        wanted = actions.by_preference(member, actions.obtainable(member, free, moment))
    except DomainError:
        return False
    return any(_give(entry, member, slot, moment) for slot in wanted)


def _give(entry: WaitingEntry, member: Member, slot: Slot, moment: datetime) -> bool:
    if entry.choice is not None and _book(entry, member, slot):
        return True
    until = rules.proposal_until(slot.rules, slot.span.start, moment)
    try:
        with db.session.begin_nested():
            [shown] = covers_of([slot], member)
            cover = Cover("held", until, shown.price_cents, held_for=booking_rules.TAKING)
            booking = _make(slot, member, cover, booking_rules.PROPOSED)
    except DomainError:
        return False
    entry.booking_id = booking.id
    db.session.flush()
    mails.proposed(Booked(booking, slot.place), entry, member, slot.hub, until, not_at_once=entry.choice is not None)
    return True


def _book(entry: WaitingEntry, member: Member, slot: Slot) -> bool:
    """As they have chosen; not what waits for their money or their answers, costs more than they have agreed to, or has
    other terms."""
    if answering.must_answer(slot.setup, slot.place):
        return False
    try:
        with db.session.begin_nested():
            [cover] = covers_of([slot], member, choice_of(entry.choice or {}))
            if cover.status == "held":
                return False
            booking = _make(slot, member, cover, AT_ONCE)
    except DomainError:
        return False
    db.session.execute(delete(WaitingEntry).where(WaitingEntry.id == entry.id))
    mails.booked(Booked(booking, slot.place), member, slot.hub, cover.told)
    return True


def _make(slot: Slot, member: Member, cover: Cover, why: str) -> Booking:
    """By nobody: nobody was there."""
    [made] = create(drafts=[Draft(slot=slot, cover=cover, member=member, why=why)], actor=None, tells=False)
    return made
