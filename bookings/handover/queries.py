"""Reads about hand-overs: what a code names, what is in a hub's lockers, what was left behind."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple, cast
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from bookings import rules as booking_rules
from bookings.handover import rules
from bookings.handover.models import Handover, HandoverCode
from bookings.handover.rules import Purpose, State
from bookings.models import Booking
from core.db import db
from core.tokens import keyed_digest
from hubs.models import Hub, Space
from members.models import Member


class FoundCode(NamedTuple):
    """What a code names: to put in or to collect, from which locker."""

    purpose: Purpose
    handover: Handover
    booking: Booking
    space: Space


class LockerUse(NamedTuple):
    """A locker's booking as hosts see it: `recipient` is for whom it is, where somebody said so."""

    booking: Booking
    space: Space
    person: str
    recipient: str
    state: State


def digest_of(hub_id: int, code: str) -> str:
    """What is kept of a code: the same digits are another code at another hub."""
    return keyed_digest("handover", f"{hub_id}:{code}")


def named_by(hub_id: int, code: str) -> FoundCode | None:
    """What a code of the hub names, dead or alive."""
    query = (
        select(HandoverCode.purpose, Handover, Booking, Space)
        .join(Handover, Handover.booking_id == HandoverCode.booking_id)
        .join(Booking, Booking.id == Handover.booking_id)
        .join(Space, Space.id == Booking.space_id)
        .where(HandoverCode.digest == digest_of(hub_id, code), Handover.hub_id == hub_id)
    )
    row = db.session.execute(query, execution_options={"populate_existing": True}).one_or_none()
    return FoundCode(cast(Purpose, row[0]), row[1], row[2], row[3]) if row else None


def of_booking(booking: Booking) -> Handover | None:
    """What is known of the hand-over of this booking."""
    return db.session.scalars(select(Handover).where(Handover.booking_id == booking.id)).one_or_none()


def is_done(booking: Booking, handover: Handover | None) -> bool:
    """Whether all was taken out: in time, which is the booking's check-out, or after its end."""
    return booking.checked_out_at is not None or (handover is not None and handover.collected_at is not None)


def state(booking: Booking, handover: Handover | None, moment: datetime) -> State:
    """How it stands with the locker of a booking."""
    stored, done = booking.checked_in_at is not None, is_done(booking, handover)
    return rules.state_of(is_stored=stored, is_done=done, ends_at=booking.ends_at, now=moment)


def kept_at(hub_id: int, moment: datetime) -> list[LockerUse]:
    """What is, or is to be put, in the hub's lockers now (also before its time), and what was left behind: that first.
    One query."""
    query = (
        select(Booking, Space, Handover, Member.name)
        .join(Space, Space.id == Booking.space_id)
        .outerjoin(Handover, Handover.booking_id == Booking.id)
        .outerjoin(Member, Member.id == Booking.member_id)
        .where(Booking.hub_id == hub_id, Space.kind == "locker")
        .where(Booking.starts_at > moment - 2 * rules.LISTED)
        .where(or_(Booking.starts_at <= moment, Booking.checked_in_at.is_not(None)))
        .where(or_(_is_left(moment), and_(Booking.is_coming(moment), Booking.status.in_(booking_rules.OPEN_ENDED))))
        .order_by(Booking.ends_at, Space.position, Space.id)
    )
    return [
        LockerUse(
            booking,
            space,
            name or booking.guest_name,
            handover.recipient if handover else "",
            state(booking, handover, moment),
        )
        for booking, space, handover, name in db.session.execute(query)
    ]


def left_behind(moment: datetime) -> list[UUID]:
    """The bookings whose lockers should be empty and are not, since yesterday at most, and whose members were not told
    yet. The hubs are named so that the index of hub and start is used: the history is never read."""
    query = (
        select(Booking.id)
        .join(Space, Space.id == Booking.space_id)
        .outerjoin(Handover, Handover.booking_id == Booking.id)
        .where(Booking.hub_id.in_(select(Hub.id)), Booking.starts_at > moment - 2 * rules.LISTED)
        .where(Space.kind == "locker", Handover.overdue_told_at.is_(None), _is_left(moment))
        .where(Booking.ends_at > moment - rules.AFTER_END)
        .order_by(Booking.id)
    )
    return list(db.session.scalars(query))


def told_of(ids: Collection[UUID]) -> list[tuple[Booking, Space, Hub, Member]]:
    """These bookings with where they are, and whose; without those that are nobody's, or of closed accounts."""
    query = (
        select(Booking, Space, Hub, Member)
        .join(Space, Space.id == Booking.space_id)
        .join(Hub, Hub.id == Booking.hub_id)
        .join(Member, Member.id == Booking.member_id)
        .where(Booking.id.in_(list(ids)), Member.is_active)
        .order_by(Booking.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in db.session.execute(query)]


def _is_left(moment: datetime) -> ColumnElement[bool]:
    """It was put in, its time is over, and nobody has taken it out."""
    return and_(
        Booking.ends_at <= moment,
        Booking.ends_at > moment - rules.LISTED,
        Booking.status.in_(booking_rules.ATTENDED),
        Booking.checked_in_at.is_not(None),
        Booking.checked_out_at.is_(None),
        Handover.collected_at.is_(None),
    )
