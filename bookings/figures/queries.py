"""What the figures are counted from: two questions, whatever the number of spaces."""

from datetime import datetime

from sqlalchemy import select

from bookings import rules
from bookings.figures.rules import Use
from bookings.models import Blocking, Booking
from bookings.queries import LONGEST_BOOKING
from core.db import db
from core.timespans import Interval
from hubs.setup import Setup


def uses_of(hub_id: int, start: datetime, end: datetime, moment: datetime) -> list[Use]:
    """All bookings that reach into [start, end), each until its person left."""
    columns = (Booking.id, Booking.space_id, Booking.member_id, Booking.starts_at, Booking.ends_at, Booking.status)
    query = select(*columns, Booking.expires_at, Booking.checked_out_at, Booking.guest_name).where(
        Booking.hub_id == hub_id,
        Booking.starts_at > start - LONGEST_BOOKING,
        Booking.starts_at < end,
        Booking.ends_at > start,
    )
    found = []
    for key, place_id, member_id, starts_at, ends_at, status, expires_at, left_at, guest in db.session.execute(query):
        status = rules.effective_status(status, ends_at, expires_at, moment)
        until = min(ends_at, left_at) if left_at else ends_at
        found.append(Use(place_id, member_id or guest.strip().casefold() or key, starts_at, until, status))
    return found


def blocked_of(hub_id: int, setup: Setup, start: datetime, end: datetime) -> dict[int, list[Interval]]:
    """When places were blocked in [start, end); the desks of a blocked room are blocked too."""
    query = select(Blocking.space_id, Blocking.starts_at, Blocking.ends_at).where(
        Blocking.hub_id == hub_id, Blocking.starts_at < end, Blocking.ends_at > start
    )
    found: dict[int, list[Interval]] = {}
    for space_id, starts_at, ends_at in db.session.execute(query):
        place = setup.by_id.get(space_id)
        for taken in place.takes if place else ():
            found.setdefault(taken, []).append(Interval(starts_at, ends_at))
    return found
