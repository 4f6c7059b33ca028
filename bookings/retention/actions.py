"""Bookings become nobody's, and what is long past stops taking places. Flushes and never commits."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, select, update

from bookings.handover.models import Handover
from bookings.models import Booking, BookingEvent, GuestContact, Occupancy, QuestionAnswer
from bookings.retention import confided_actions, queries
from bookings.retention.errors import HasComingBookings
from bookings.rules import PROPOSED
from core.clock import now
from core.db import db
from core.outbox import forget
from core.retention import BATCH
from members.models import Member

NOBODYS: dict[str, Any] = {
    "member_id": None,
    "title": "",
    "guest_name": "",
    "note": "",
    "pickup_code": None,
    "series_id": None,
    "series_at": None,  # else one could tell that several were one person's
    "group_id": None,
}
OWN_WORDS = ("moved", PROPOSED)
"""The reasons of events that are words of ours and are shown in others; all others are, or may be, people's."""
QUIETLY = {"synchronize_session": False}


def anonymise_some(query: Select[Any]) -> int:
    """Make a batch of these settled bookings nobody's; how many."""
    batch = next(queries.settled(query), [])
    anonymise(batch)
    return len(batch)


def prune_some(query: Select[Any]) -> int:
    """Delete a batch of these settled rows of occupancy; how many. The bookings stay as history."""
    batch = next(queries.settled(query), [])
    db.session.execute(delete(Occupancy).where(Occupancy.id.in_(batch)), execution_options=QUIETLY)
    return len(batch)


def anonymise(ids: Sequence[UUID]) -> None:
    """Nobody knows any more whose these bookings were; when and where they were, and what was paid, stays. Of what was
    booked in confidence less stays (`confided_actions`).

    `changed_at` stays too: calendars would tell people once more of what was cancelled long ago.
    """
    values = {**NOBODYS, "anonymised_at": now()}
    confided = queries.confided_among(ids)
    confided_actions.forget_whose(confided)
    ids = [key for key in ids if key not in set(confided)]
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        _forget_steps(some)
        _forget_guests(some)
        db.session.execute(delete(Handover).where(Handover.booking_id.in_(some)), execution_options=QUIETLY)
        db.session.execute(delete(QuestionAnswer).where(QuestionAnswer.booking_id.in_(some)), execution_options=QUIETLY)
        change = update(Booking).where(Booking.id.in_(some)).values(**values)
        db.session.execute(change, execution_options=QUIETLY)


def _forget_guests(ids: Sequence[UUID]) -> None:
    """How they were reached, and what was written to them, in which whoever booked is named."""
    booked_for = select(Booking.id).where(Booking.id.in_(ids), Booking.guest_name != "", Booking.member_id.is_not(None))
    if told := [str(key) for key in db.session.scalars(booked_for)]:
        forget(told)
    db.session.execute(delete(GuestContact).where(GuestContact.booking_id.in_(ids)), execution_options=QUIETLY)


def _forget_steps(ids: Sequence[UUID]) -> None:
    """What the person did is done by nobody, and reasons are gone, whoever gave them: they tell of the person."""
    events = update(BookingEvent).where(BookingEvent.booking_id.in_(ids))
    owner = select(Booking.member_id).where(Booking.id == BookingEvent.booking_id).scalar_subquery()
    own = events.where(BookingEvent.actor_id == owner).values(actor_id=None)
    db.session.execute(own, execution_options=QUIETLY)
    reasons = events.where(BookingEvent.why.not_in(["", *OWN_WORDS])).values(why="")
    db.session.execute(reasons, execution_options=QUIETLY)


def let_go(member: Member) -> None:
    """Before an account is deleted: HasComingBookings, or all its bookings become nobody's."""
    if queries.has_coming(member.id, now()):
        raise HasComingBookings
    anonymise(queries.ids_of(member.id))
