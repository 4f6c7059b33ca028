"""Reads for reminders and for the links in them. A fixed number of queries each."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Row, Select, and_, or_, select

from bookings import queries as booking_queries
from bookings.models import Booking
from bookings.queries import BookingView
from bookings.reminders.rules import AHEAD, ReminderChoice
from core.db import db
from core.outbox import OutboxMail
from hubs.models import Hub, Space
from members.models import Member


class Coming(NamedTuple):
    """A confirmed booking of a member that begins soon, as the rules want it."""

    id: UUID
    starts_at: datetime
    zone: str
    booked_at: datetime
    changed_at: datetime
    choice: ReminderChoice


Look = Select[UUID, datetime, str, datetime, datetime, bool, int | None]


def coming(moment: datetime, after: tuple[datetime, UUID] | None, limit: int) -> list[Coming]:
    """Those of which somebody may want to be reminded, in the order of time, beginning behind `after`."""
    query = look(moment).order_by(Booking.starts_at, Booking.id).limit(limit)
    if after is not None:
        start, key = after
        query = query.where(or_(Booking.starts_at > start, and_(Booking.starts_at == start, Booking.id > key)))
    return [_coming(*row) for row in db.session.execute(query)]


def _coming(
    key: UUID, start: datetime, zone: str, booked_at: datetime, changed_at: datetime, day: bool, hours: int | None
) -> Coming:
    return Coming(key, start, zone, booked_at, changed_at, ReminderChoice(day, hours))


def look(moment: datetime) -> Look:
    """The hubs are named so that the index of hub and start is used: the history is never read."""
    booking = (Booking.id, Booking.starts_at, Hub.time_zone, Booking.created_at, Booking.changed_at)
    return (
        select(*booking, Member.remind_day_before, Member.remind_hours_before)
        .join(Hub, Hub.id == Booking.hub_id)
        .join(Member, Member.id == Booking.member_id)
        .where(Booking.hub_id.in_(select(Hub.id)), Booking.starts_at > moment, Booking.starts_at <= moment + AHEAD)
        .where(Booking.status == "confirmed", Member.is_active)
        .where(or_(Member.remind_day_before, Member.remind_hours_before.is_not(None)))
    )


def coming_of(member_id: int, moment: datetime) -> list[tuple[UUID, datetime]]:
    """The member's bookings of which a reminder may be waiting, each with its start."""
    query = select(Booking.id, Booking.starts_at).where(Booking.member_id == member_id, Booking.status == "confirmed")
    soon = query.where(Booking.starts_at > moment, Booking.starts_at <= moment + AHEAD)
    return [(row.id, row.starts_at) for row in db.session.execute(soon)]


def queued(keys: Collection[str]) -> dict[str, datetime]:
    """Which of these mails have been put into the outbox, and when."""
    query = select(OutboxMail.key, OutboxMail.created_at).where(OutboxMail.key.in_(keys))
    return {row.key: row.created_at for row in db.session.execute(query)} if keys else {}


def held_still(ids: Collection[UUID]) -> Sequence[Row[Booking, Member, Hub, Space]]:
    """These bookings, if they are still confirmed: nobody changes them until the commit.

    Those that somebody is changing at this moment are left out instead of waited for, so that two never wait for
    each other.
    """
    query = (
        select(Booking, Member, Hub, Space)
        .join(Member, Member.id == Booking.member_id)
        .join(Hub, Hub.id == Booking.hub_id)
        .join(Space, Space.id == Booking.space_id)
        .where(Booking.id.in_(ids), Booking.status == "confirmed", Member.is_active)
        .with_for_update(of=Booking, key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return db.session.execute(query).all()


def own(booking_id: UUID, moment: datetime) -> tuple[BookingView, Member] | None:
    """A booking and whose it is; None when it is nobody's, or its member's account is closed."""
    query = select(Member).join(Booking, Booking.member_id == Member.id)
    member = db.session.scalars(query.where(Booking.id == booking_id, Member.is_active)).one_or_none()
    view = booking_queries.booking_of(member.id, str(booking_id), moment) if member else None
    return (view, member) if view and member else None
