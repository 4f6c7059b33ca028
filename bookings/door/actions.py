"""What people do at the door. Each flushes and never commits; what is not allowed is a named error."""

from datetime import datetime

from sqlalchemy import delete, select, update

from bookings import actions as booking_actions
from bookings import admitting, availability, checks, no_shows
from bookings.cover import NO_CHOICE, Choice, covers_of
from bookings.creation_actions import Draft, create
from bookings.door import rules
from bookings.door.models import DoorSign
from bookings.models import Booking
from bookings.slots import Slot
from core.clock import now
from core.db import db
from core.timespans import Interval
from core.tokens import digest, new_code, new_secret
from hubs.models import Hub, Space
from hubs.setup import Place, Setup
from members.models import Member


def take(
    *, member: Member | None, hub: Hub, setup: Setup, place: Place, end: datetime, choice: Choice = NO_CHOICE
) -> Booking:
    """Book a place from this minute until `end`, for somebody who stands before it: they are checked in at once.

    Without a member it is a guest's without a name. What binds here stands in `bookings.door.rules`: Restricted,
    MembersOnly, GroupsOnly, HostsDecide, InductionNeeded, LimitReached, QuotaReached, TooClose, OutsideOpeningHours,
    SlotTaken, TooLong, NotOnGrid, TooManyRequests, and what the covering refuses.
    """
    moment = now()
    if member is None:
        admitting.check_let_in(place.needs, by=None, hub=hub)
    else:
        stayed_away = no_shows.count(hub.id, setup.rules, member.id, moment)
        rules.check_admission(place.rules, setup.standing_of(member.id), setup.day_of(moment), stayed_away)
        admitting.check_inducted([Slot(hub, setup, place, Interval(moment, max(moment, end)))], member, moment)
        booking_actions.check_limit(member, [Slot(hub, setup, place, Interval(moment, max(moment, end)))], moment)
    if moment < end:
        checks.check_open(hub, setup, Interval(moment, end), place.rules, over_lunch=place.rules.over_lunch)
    there = availability.look_now(hub, setup, moment)
    free = there.now(place)
    rules.check_end(free, end, place.rules, hub.time_zone, moment, over=there.visit(place))
    assert free is not None
    slot = Slot(hub, setup, place, Interval(free.start, end))
    [cover] = covers_of([slot], member, choice)
    draft = Draft(slot=slot, cover=cover, member=member, origin="door", is_there=True)
    return create(drafts=[draft], actor=member)[0]


def give_codes(*, hub: Hub) -> int:
    """Each space of the hub that has no code for its label gets one; returns how many did."""
    lacking = db.session.scalars(select(Space).where(Space.hub_id == hub.id, Space.qr_code.is_(None))).all()
    for space in lacking:
        space.qr_code = new_code()
    db.session.flush()
    return len(lacking)


def renew_code(*, space: Space) -> None:
    """A new code: labels printed before lead nowhere."""
    space.qr_code = new_code()
    db.session.flush()


def put_up(*, hub: Hub, name: str, space_id: int | None, shows_names: bool, pin_hash: str | None) -> tuple[int, str]:
    """A new door sign; returns its id, and the secret of its address, which is kept nowhere."""
    secret = new_secret()
    sign = DoorSign(
        hub_id=hub.id,
        space_id=space_id,
        name=name,
        shows_names=shows_names,
        pin_hash=pin_hash,
        digest=digest(secret),
    )
    db.session.add(sign)
    db.session.flush()
    return sign.id, secret


def change(*, sign: DoorSign, name: str, space_id: int | None, shows_names: bool, pin_hash: str | None) -> None:
    """Another name, place or PIN for a sign; its address stays, so nobody has to walk to the tablet."""
    values = {"name": name, "space_id": space_id, "shows_names": shows_names, "pin_hash": pin_hash}
    db.session.execute(update(DoorSign).where(DoorSign.id == sign.id).values(**values))


def renew(*, sign: DoorSign) -> str:
    """A new address for the sign: whoever has the old one sees nothing any more. Returns its secret."""
    secret = new_secret()
    db.session.execute(update(DoorSign).where(DoorSign.id == sign.id).values(digest=digest(secret)))
    return secret


def take_down(*, sign: DoorSign) -> None:
    """The sign's address leads nowhere from now on."""
    db.session.execute(delete(DoorSign).where(DoorSign.id == sign.id))
