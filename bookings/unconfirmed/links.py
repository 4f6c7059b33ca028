"""The link by which somebody confirms their address and with it the booking. It carries the booking's id, signed; who
follows it finds a page with one button, since programs that look through mails open links by themselves."""

from uuid import UUID

from bookings.reminders.links import DeadLink
from core.tokens import BadLink, sign, unsign

PURPOSE = "confirm-booking"
MAX_AGE = 2 * 366 * 24 * 3600
"""In seconds. How long the place is held stands at the booking; who comes later reads what became of it."""


def token(booking_id: UUID) -> str:
    return sign(PURPOSE, booking_id.hex)


def read(text: str) -> UUID:
    """The booking that the link is about. DeadLink."""
    try:
        return UUID(hex=unsign(PURPOSE, text, MAX_AGE))
    except BadLink as error:
        raise DeadLink from error
