"""What people do at the door. Each flushes and never commits; what is not allowed is a named error."""

from datetime import datetime

from sqlalchemy import delete, select, update

from bookings import actions as booking_actions
from bookings import availability, checks, mails, signals
from bookings.door import rules
from bookings.door.models import DoorSign
from bookings.models import Booking
from bookings.place_actions import write_booking
from bookings.step_actions import record
from core.clock import now
from core.db import db
from core.identifiers import new_id
from core.tokens import digest, new_code, new_secret
from hubs.models import Hub, Space
from hubs.setup import Place, Setup
from members.models import Member


def take(*, member: Member | None, hub: Hub, setup: Setup, place: Place, end: datetime) -> Booking:
    """Book a place from this minute until `end`, for somebody who stands before it: they are checked in at once.

    Without a member it is a guest's without a name. What binds here stands in `bookings.door.rules`: Restricted,
    MembersOnly, HostsDecide, LimitReached, OutsideOpeningHours, SlotTaken, TooLong, NotOnGrid, TooManyRequests.
    """
    moment = now()
    if member is not None:
        _admit(member, hub, setup, place, moment)
    if moment < end:
        checks.check_open(hub, setup, moment, end)
    free = availability.look_now(hub, setup, moment).now(place)
    rules.check_end(free, end, place.rules, hub.time_zone, moment)
    assert free is not None
    booking = _book(member, hub, setup, place, free.start, end, moment)
    if member is not None:
        mails.booked(booking, member, hub, place)
    signals.booked.send(booking)
    return booking


def _admit(member: Member, hub: Hub, setup: Setup, place: Place, moment: datetime) -> None:
    rules.check_admission(place.rules, setup.standing_of(member.id))
    booking_actions.check_limit(member, hub, place, moment)


def _book(
    member: Member | None, hub: Hub, setup: Setup, place: Place, start: datetime, end: datetime, moment: datetime
) -> Booking:
    booking = Booking(
        id=new_id(),
        hub_id=hub.id,
        space_id=place.id,
        member_id=member.id if member else None,
        starts_at=start,
        ends_at=end,
        status="checked_in",
        checked_in_at=moment,
        origin="door",
        price_cents=setup.price(place.kind, start, end),
        created_at=moment,
        changed_at=moment,
        sequence=0,
        expires_at=None,
        title="",
        guest_name="",
    )
    write_booking(booking, hub, place)
    record(booking, None, "confirmed", member, "")
    record(booking, "confirmed", "checked_in", member, "")
    return booking


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
