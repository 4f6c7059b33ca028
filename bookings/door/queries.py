"""Reads at the door: the space of a label, the sign of a token, and what is taken now and next."""

import re
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, or_, select

from bookings import queries
from bookings.door.models import DoorSign
from bookings.models import Booking, Occupancy
from bookings.rules import OPEN_ENDED, may_check_in
from core.clock import day_bounds, local
from core.db import db
from core.tokens import READABLE, digest
from core.transactions import reading
from hubs.models import Hub, Space
from hubs.setup import Place, Setup
from members import passwords
from members.models import Member

CODE = re.compile(f"[{READABLE}]{{4,16}}")
LONGEST_LEAD = timedelta(days=1)
"""No hub opens check-in earlier before the start (a check in the database says so)."""


class ScannedPlace(NamedTuple):
    """A space with its hub."""

    space: Space
    hub: Hub


class Sign(NamedTuple):
    """A door sign with the hub and the space for which it stands (None: the whole hub)."""

    sign: DoorSign
    hub: Hub
    space: Space | None


class DoorEntry(NamedTuple):
    """When a place is taken, as a sign may show it; `name` only where the hosts allow names, and never of what is
    confidential."""

    space_id: int
    start: datetime
    end: datetime
    name: str


def spot_of(code: str) -> ScannedPlace | None:
    """The bookable space with this code on its label; None also for what can be no code of ours."""
    if not CODE.fullmatch(code):
        return None
    query = select(Space, Hub).join(Hub, Hub.id == Space.hub_id).where(Space.qr_code == code, Space.is_active)
    row = db.session.execute(query).one_or_none()
    return ScannedPlace(*row) if row else None


def codes_of(hub_id: int) -> dict[int, str]:
    """The codes of a hub's spaces by id; those without one are left out."""
    query = select(Space.id, Space.qr_code).where(Space.hub_id == hub_id, Space.qr_code.is_not(None))
    return {row.id: str(row.qr_code) for row in db.session.execute(query)}


def sign_of(token: str) -> Sign | None:
    """The sign whose address has this token."""
    query = (
        select(DoorSign, Hub, Space)
        .join(Hub, Hub.id == DoorSign.hub_id)
        .outerjoin(Space, Space.id == DoorSign.space_id)
        .where(DoorSign.digest == digest(token), or_(DoorSign.space_id.is_(None), Space.is_active))
    )
    row = db.session.execute(query).one_or_none()
    return Sign(*row) if row else None


def signs_of(hub_id: int) -> list[tuple[DoorSign, str | None]]:
    """The hub's signs by name, each with the name of its space."""
    query = select(DoorSign, Space.name).outerjoin(Space, Space.id == DoorSign.space_id)
    rows = db.session.execute(query.where(DoorSign.hub_id == hub_id).order_by(DoorSign.name, DoorSign.id))
    return [(sign, name) for sign, name in rows]


def sign_in(hub_id: int, sign_id: int) -> DoorSign | None:
    """The hub's sign with this id."""
    query = select(DoorSign).where(DoorSign.hub_id == hub_id, DoorSign.id == sign_id)
    return db.session.scalars(query).one_or_none()


def is_pin(stored: str | None, typed: str) -> bool:
    """Whether it is the sign's PIN. Ends the transaction that is open: hashing takes its time and holds no lock."""
    with reading():
        return passwords.verify(stored, typed)


def own_booking(member_id: int, setup: Setup, place: Place, moment: datetime) -> Booking | None:
    """The member's booking that takes this place now or for which they can check in now: of the place or its room."""
    query = (
        select(Booking)
        .join(Occupancy, Occupancy.booking_id == Booking.id)
        .where(Occupancy.space_id == place.id, Occupancy.starts_at > moment - queries.LONGEST_ROW)
        .where(Booking.member_id == member_id, Booking.status.in_(OPEN_ENDED))
        .where(Booking.starts_at <= moment + LONGEST_LEAD, Booking.ends_at > moment)
        .order_by(Booking.starts_at)
    )
    return next((found for found in db.session.scalars(query) if is_here(found, setup, moment)), None)


def is_here(booking: Booking, setup: Setup, moment: datetime) -> bool:
    """Checked in, or about to be: by the rules of the booked place, which may be the room."""
    status, times = booking.status, (booking.starts_at, booking.ends_at)
    return status == "checked_in" or may_check_in(setup.rules_of(booking.space_id), status, *times, moment)


def entries(
    hub: Hub, place: Place | None, moment: datetime, *, with_names: bool, until: datetime | None = None
) -> list[DoorEntry]:
    """What is taken from now on, today or `until` then, in the order of time: of the place, or of all (each booking
    once).

    Without `with_names` no name is even read.
    """
    openly = func.coalesce(Booking.is_confidential, False).is_(False)
    name = (case((openly, Member.name)), case((openly, Booking.guest_name))) if with_names else ()
    end = until or day_bounds(local(moment, hub.time_zone).date(), hub.time_zone).end
    query = select(Occupancy.space_id, Occupancy.starts_at, Occupancy.ends_at, Booking.ends_at.label("left"), *name)
    query = query.outerjoin(Booking, Booking.id == Occupancy.booking_id)
    if with_names:
        query = query.outerjoin(Member, Member.id == Booking.member_id)
    of = (
        Occupancy.space_id.in_(place.takes)
        if place
        else and_(Occupancy.hub_id == hub.id, Occupancy.space_id == Booking.space_id)
    )
    query = query.where(
        of,
        Occupancy.starts_at > moment - queries.LONGEST_ROW,
        Occupancy.starts_at < end,
        Occupancy.ends_at > moment,
        Occupancy.holds(moment),
    )
    rows = db.session.execute(query.order_by(Occupancy.starts_at, Occupancy.id))
    first: dict[Any, DoorEntry] = {}
    for row in rows:
        if row.left is None or row.left > moment:
            first.setdefault((row.space_id, row.left or row.starts_at), _entry(row))
    return list(first.values())


def _entry(row: Any) -> DoorEntry:
    """Until its person leaves, turnaround aside; what lasts for days has a row for each of them."""
    space_id, start, ends_at, left, *names = row
    return DoorEntry(space_id, start, left or ends_at, next(filter(None, names), ""))
