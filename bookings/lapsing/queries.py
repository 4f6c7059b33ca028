"""Reads for what ends by itself. A fixed number of queries each."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from bookings.lapsing import rules
from bookings.models import Booking
from bookings.queries import BookingView
from core.db import db
from hubs.models import Hub, Space
from hubs.setup_rules import LATEST_RELEASE
from members.models import Member


def to_warn(moment: datetime) -> list[UUID]:
    """The bookings whose people are to be asked now to check in.

    The hubs are named so that the index of hub and start is used: the history is never read.
    """
    query = select(Booking.id, Booking.starts_at, Booking.release_at).where(
        Booking.hub_id.in_(select(Hub.id)),
        Booking.starts_at > moment - LATEST_RELEASE,
        Booking.starts_at <= moment,
        Booking.status == "confirmed",
        Booking.release_at > moment,
    )
    return [
        key for key, start, release in db.session.execute(query) if release and rules.is_warned(start, release, moment)
    ]


def views_of(bookings: Sequence[Booking]) -> list[tuple[BookingView, Member]]:
    """These bookings with where they are and whose; without those that are nobody's, or of closed accounts."""
    query = (
        select(Booking, Space, Hub, Member)
        .join(Space, Space.id == Booking.space_id)
        .join(Hub, Hub.id == Booking.hub_id)
        .join(Member, Member.id == Booking.member_id)
        .where(Booking.id.in_([booking.id for booking in bookings]), Member.is_active)
        .order_by(Booking.starts_at, Booking.id)
    )
    return [
        (BookingView(booking, space, hub, booking.status), member)
        for booking, space, hub, member in db.session.execute(query)
    ]
