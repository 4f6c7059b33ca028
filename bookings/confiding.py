"""What may be told of the bookings of confidential spaces, and to whom: asked wherever a booking is told.

Whose it is, its member knows, and for a caller the host who has booked for them; all others read its pick-up code in
place of a name. What for, nobody is told, and nothing keeps it: such a booking has no title, no note and no reasons.
The space is called by its outer name. It is so for life: what was booked in confidence stays so when the space is
confidential no longer, and what was booked before it was does not become so.
"""

from datetime import timedelta
from typing import Protocol

from sqlalchemy import ColumnElement, case, func, select

from bookings.errors import ConfidentialMove, NoNoteHere, NoTitleHere
from bookings.models import Booking, BookingEvent
from hubs.models import Space
from hubs.setup import Place
from members.models import Member

KEEP = timedelta(days=7)
"""After its end it is nobody's."""


class Called(Protocol):
    """A space, or a place, with both of its names."""

    @property
    def name(self) -> str: ...

    @property
    def outer_name(self) -> str: ...


def place_name(booking: Booking, place: Called) -> str:
    """What its place is called wherever the booking is told."""
    return place.outer_name if booking.is_confidential else place.name


def person(booking: Booking, name: str, *, is_own_guest: bool = False) -> str:
    """Whose it is, as hosts read it; "" when nobody is known (any more). `is_own_guest`: who reads it has booked it for
    a caller."""
    if not booking.is_confidential or (is_own_guest and booking.origin == "host"):
        return name
    return booking.pickup_code or ""


def reason(booking: Booking, why: str) -> str:
    """What the audit row of a step keeps of a reason that people have typed."""
    return "" if booking.is_confidential else why


def check_title(place: Place, title: str) -> None:
    """NoTitleHere: nobody asks what a confidential space is used for."""
    if place.is_confidential and title:
        raise NoTitleHere


def check_note(booking: Booking, note: str) -> None:
    """NoNoteHere."""
    if booking.is_confidential and note:
        raise NoNoteHere


def check_alike(booking: Booking, place: Place) -> None:
    """ConfidentialMove: a booking neither becomes confidential nor stops being so by being moved elsewhere."""
    if place.id != booking.space_id and booking.is_confidential != place.is_confidential:
        raise ConfidentialMove


def place_name_column() -> ColumnElement[str]:
    """`place_name` in a query of bookings with their spaces."""
    return case((Booking.is_confidential, Space.outer_name), else_=Space.name)


def person_column() -> ColumnElement[str | None]:
    """`person` in a query of bookings: a member's name, a guest's, or the code."""
    name = select(Member.name).where(Member.id == Booking.member_id).scalar_subquery()
    known = func.coalesce(func.nullif(Booking.guest_name, ""), name)
    return case((Booking.is_confidential, Booking.pickup_code), else_=known)


def booked_by_column() -> ColumnElement[int | None]:
    """In a query: of what is confidential, who has made it."""
    made = select(BookingEvent.actor_id).where(
        BookingEvent.booking_id == Booking.id, BookingEvent.from_status.is_(None)
    )
    return case((Booking.is_confidential, made.limit(1).scalar_subquery()))
