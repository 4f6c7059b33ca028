"""Reads about what is held until an address is confirmed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select

from bookings.models import Booking
from bookings.queries import BookingView, view_of, views
from bookings.rules import ADDRESS
from bookings.unconfirmed.models import UnconfirmedBooking
from core.db import db

Held = tuple[UnconfirmedBooking, Booking]


def of_email(email: str) -> Held | None:
    """What is, or was, held with this address (in its one form). Nobody else changes it until the commit."""
    row = db.session.execute(_held().where(UnconfirmedBooking.email == email)).one_or_none()
    return (row[0], row[1]) if row else None


def of_booking(booking_id: UUID) -> Held | None:
    """The same of a booking; None when it is confirmed already, or over and forgotten."""
    row = db.session.execute(_held().where(UnconfirmedBooking.booking_id == booking_id)).one_or_none()
    return (row[0], row[1]) if row else None


def view_by_link(booking_id: UUID, moment: datetime) -> BookingView | None:
    """The booking as it is now, for who holds its link; None when it is nobody's any more."""
    query = views().where(Booking.id == booking_id, Booking.anonymised_at.is_(None))
    row = db.session.execute(query).one_or_none()
    return view_of(row, moment) if row else None


def is_over(moment: datetime) -> ColumnElement[bool]:
    """A condition on UnconfirmedBooking: its place is held no longer."""
    held = (Booking.status == "held", Booking.held_for == ADDRESS, Booking.expires_at > moment)
    return ~exists(select(Booking.id).where(Booking.id == UnconfirmedBooking.booking_id, *held))


def _held() -> Select[UnconfirmedBooking, Booking]:
    query = select(UnconfirmedBooking, Booking).join(Booking, Booking.id == UnconfirmedBooking.booking_id)
    return query.with_for_update(of=UnconfirmedBooking).execution_options(populate_existing=True)
