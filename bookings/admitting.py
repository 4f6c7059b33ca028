"""Whether a person may have a place at a time: who is admitted there, and the inductions that its use needs.

The one gate before every way to a place: whoever makes, moves, approves or begins a use asks here. Reads only: nothing
where no place needs an induction, else a query, and a second where an induction lapses unless it is used.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from bookings import rules
from bookings.errors import InductionNeeded
from bookings.models import Booking
from bookings.slots import Slot
from core.db import db
from core.timespans import Interval
from hubs.inductions import queries
from hubs.inductions.rules import GrantFacts, InductionFacts, MissingInduction, may_let_in, missing
from hubs.models import Hub
from hubs.setup import Place, Setup
from members.models import Member

LastUse = tuple[int | None, int]
"""A member's id and an induction's."""
Needs = tuple[InductionFacts, ...]
LET_IN = "trainer"
"""Why, in the audit row of a guest's booking: who made it lets the guest in, and gives the inductions that it needs."""


@dataclass(frozen=True, slots=True)
class Inducted:
    """Which inductions of a hub some people have, by member and induction; `zone` is the hub's."""

    grants: Mapping[int, Mapping[int, GrantFacts]]
    zone: str

    def missing(self, member_id: int, needs: Needs, span: Interval) -> list[MissingInduction]:
        """Those that they have not, or not for all of the span."""
        return missing(needs, self.grants.get(member_id, {}), span, self.zone) if needs else []


@dataclass(frozen=True, slots=True)
class InductionGate:
    """What one member lacks for places of a hub, read once for many places and times. Of a visitor (`member_id` None)
    it is known after the log-in only."""

    hub: Hub
    member_id: int | None
    has: Inducted

    def refusal(self, place: Place, span: Interval) -> InductionNeeded | None:
        """Why the member may not use the place then."""
        if self.member_id is None or not place.needs:
            return None
        lacks = self.has.missing(self.member_id, place.needs, span)
        return _needed(self.hub, lacks, "you") if lacks else None


def gate_of(hub: Hub, setup: Setup, places: Iterable[Place], member_id: int | None, moment: datetime) -> InductionGate:
    """The member's gate to these places of the hub."""
    needs = [place.needs for place in places if place.needs] if member_id is not None else []
    has = inducted(hub, setup, [member_id] if member_id is not None else [], needs, moment)
    return InductionGate(hub, member_id, has)


def check(slots: Sequence[Slot], member: Member, moment: datetime) -> None:
    """Restricted, MembersOnly, GroupsOnly, InductionNeeded unless the member may have all of these places, of one hub,
    then."""
    is_needed = False
    for slot in slots:
        check_person(slot, member.id)
        is_needed = is_needed or bool(slot.place.needs)
    if is_needed:
        check_inducted(slots, member, moment)


def check_person(slot: Slot, member_id: int) -> None:
    """Restricted, MembersOnly, GroupsOnly: whether the member is let in there at all."""
    standing, day = slot.setup.standing_of(member_id), slot.setup.day_of(slot.span.start)
    rules.check_admission(slot.place.rules, standing, day)


def check_inducted(slots: Sequence[Slot], member: Member, moment: datetime) -> None:
    """InductionNeeded alone: also for who was admitted long ago, and now wants another place or time."""
    needing = [slot for slot in slots if slot.place.needs]
    for refusal in refusals(needing, member.id, moment) if needing else ():
        if refusal:
            raise refusal


def refusals(slots: Sequence[Slot], member_id: int, moment: datetime) -> list[InductionNeeded | None]:
    """For each of these slots of one hub, the inductions that the member lacks there."""
    if not any(slot.place.needs for slot in slots):
        return [None] * len(slots)
    gate = gate_of(slots[0].hub, slots[0].setup, [slot.place for slot in slots], member_id, moment)
    return [gate.refusal(slot.place, slot.span) for slot in slots]


def check_use(*, booking: Booking, hub: Hub, setup: Setup, by: Member | None, moment: datetime) -> None:
    """InductionNeeded unless whose booking it is may use the place at its time, now that somebody (`by`) says yes to it
    or that they are there. A guest is let in by who gives the inductions; `by` None: somebody with a code."""
    needs = setup.needs_of(booking.space_id)
    if not needs:
        return
    if booking.member_id is None:
        check_let_in(needs, by=by, hub=hub)
    elif lacks := lacking(hub, setup, [booking], moment)[booking.id]:
        raise _needed(hub, lacks, "you" if by is not None and by.id == booking.member_id else "person")


def check_let_in(needs: Needs, *, by: Member | None, hub: Hub, vouches: bool = True) -> None:
    """InductionNeeded unless a host lets a guest in under their own eyes: says so (`vouches`), and gives all inductions
    that are needed. Without a host (None) no guest comes in."""
    if not needs:
        return
    trained = queries.trained_by(by.id, hub.id) if by is not None and vouches else set()
    if not may_let_in(needs, trained):
        raise _needed(hub, [MissingInduction(induction, "none") for induction in needs], "guest")


def places_for_guest(places: Sequence[Place], *, by: Member, hub: Hub, vouches: bool) -> list[Place]:
    """Those into which the host may let a guest. InductionNeeded when that is none of them."""
    needing = [place for place in places if place.needs]
    if not needing:
        return list(places)
    trained = queries.trained_by(by.id, hub.id) if vouches else set()
    found = [place for place in places if not place.needs or may_let_in(place.needs, trained)]
    if not found:
        check_let_in(needing[0].needs, by=by, hub=hub, vouches=False)
    return found


def lacking(
    hub: Hub, setup: Setup, bookings: Sequence[Booking], moment: datetime
) -> dict[object, list[MissingInduction]]:
    """By id, the inductions that the members of these bookings lack for them; guests have none, and lack none."""
    using = [booking for booking in bookings if booking.member_id is not None and setup.needs_of(booking.space_id)]
    found: dict[object, list[MissingInduction]] = {booking.id: [] for booking in bookings}
    people = {booking.member_id for booking in using if booking.member_id is not None}
    has = inducted(hub, setup, people, [setup.needs_of(booking.space_id) for booking in using], moment)
    for one in using:
        if one.member_id is not None:
            span = Interval(one.starts_at, one.ends_at)
            found[one.id] = has.missing(one.member_id, setup.needs_of(one.space_id), span)
    return found


def inducted(hub: Hub, setup: Setup, member_ids: Collection[int], needs: Iterable[Needs], moment: datetime) -> Inducted:
    """What these people have of the inductions needed."""
    wanted = {induction.id: induction for each in needs for induction in each}
    if not wanted or not member_ids:
        return Inducted({}, hub.time_zone)
    grants = queries.grants_of(member_ids, wanted)
    lapsing = {key for key, induction in wanted.items() if induction.lapses_after_months is not None}
    if lapsing & {key for of_member in grants.values() for key in of_member}:
        grants = _with_use(grants, _last_uses(hub, setup, member_ids, lapsing, moment))
    return Inducted(grants, hub.time_zone)


def _last_uses(
    hub: Hub, setup: Setup, member_ids: Collection[int], induction_ids: Collection[int], moment: datetime
) -> dict[LastUse, datetime]:
    """When each member last was at a space that needs each induction, by both: what is over and was not written down
    yet counts as attended, where hosts do not note who did not come and places are not released either."""
    of_space = {
        space_id: [one.id for one in needs if one.id in induction_ids] for space_id, needs in setup.needs.items()
    }
    over = and_(Booking.status.in_(rules.OPEN_ENDED), Booking.release_at.is_(None), Booking.ends_at <= moment)
    attended = Booking.status.in_(rules.ATTENDED)
    query = select(Booking.member_id, Booking.space_id, func.max(Booking.starts_at)).where(
        Booking.member_id.in_(member_ids),
        Booking.hub_id == hub.id,
        Booking.space_id.in_([space_id for space_id, ids in of_space.items() if ids]),
        Booking.starts_at <= moment,
        attended if hub.marks_no_shows else or_(attended, over),
    )
    found: dict[LastUse, datetime] = {}
    for member_id, space_id, used_at in db.session.execute(query.group_by(Booking.member_id, Booking.space_id)):
        for induction_id in of_space[space_id]:
            key = (member_id, induction_id)
            found[key] = max(found.get(key, used_at), used_at)
    return found


def _with_use(
    grants: Mapping[int, Mapping[int, GrantFacts]], used: Mapping[LastUse, datetime]
) -> dict[int, dict[int, GrantFacts]]:
    return {
        member_id: {key: one._replace(used_at=used.get((member_id, key))) for key, one in of_member.items()}
        for member_id, of_member in grants.items()
    }


def _needed(hub: Hub, lacks: Sequence[MissingInduction], who: str) -> InductionNeeded:
    contact = ", ".join(filter(None, (hub.phone, hub.email)))
    return InductionNeeded(missing=list(lacks), who=who, contact=contact, zone=hub.time_zone)
