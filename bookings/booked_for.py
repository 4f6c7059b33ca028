"""Whom a booking is for, if not for the member who makes it: values and what is allowed of them. Pure functions."""

from typing import NamedTuple

from bookings.guest_errors import GuestNameMissing, NoGuestHere
from core.text import is_blank
from hubs.setup import Place

LONGEST_NAME, LONGEST_EMAIL, LONGEST_TELEPHONE = 80, 254, 40


class BookedFor(NamedTuple):
    """A colleague or guest. `email`: they are told of the booking; `telephone`: for the hosts, until the visit is
    over."""

    name: str
    email: str = ""
    telephone: str = ""

    @property
    def can_be_reached(self) -> bool:
        return bool(self.email or self.telephone)


def check(place: Place, guest: BookedFor) -> None:
    """GuestNameMissing; NoGuestHere: who comes to a confidential space is nobody's business."""
    if place.is_confidential:
        raise NoGuestHere
    if is_blank(guest.name):
        raise GuestNameMissing
