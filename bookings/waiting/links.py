"""The link in mails by which one leaves the waiting list without log-in. It carries the entry's id, signed; who follows
it finds a page with one button, since programs that look through mails open links by themselves."""

from uuid import UUID

from bookings.reminders.links import DeadLink
from core.tokens import BadLink, sign, unsign

PURPOSE = "leave-waiting-list"
MAX_AGE = 2 * 366 * 24 * 3600
"""In seconds. Nobody waits so long."""


def token(entry_id: UUID) -> str:
    return sign(PURPOSE, entry_id.hex)


def read(text: str) -> UUID:
    """The entry that the link is about. DeadLink."""
    try:
        return UUID(hex=unsign(PURPOSE, text, MAX_AGE))
    except BadLink as error:
        raise DeadLink from error
