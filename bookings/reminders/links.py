"""Links in mails that do something with one booking without log-in. They carry the booking's id, signed.

How long one works is seen at the booking: until its end, or as long as it can be cancelled. So it stays right when the
booking is moved.
"""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l

from core.errors import DomainError
from core.tokens import BadLink, sign, unsign

CHECK_IN, CANCEL = "check-in", "cancel"
PURPOSES = {CHECK_IN: "quick-check-in", CANCEL: "quick-cancel"}
MAX_AGE = 2 * 366 * 24 * 3600
"""In seconds. No booking is made so long ahead."""


class DeadLink(DomainError):
    """Altered, cut, for something else, or of a booking that is no longer anybody's."""

    code, status = "dead-link", 404

    def message(self) -> Any:
        return _l("This link is not complete. Please copy the whole link from the email.")


def token(action: str, booking_id: UUID) -> str:
    return sign(PURPOSES[action], booking_id.hex)


def read(action: str, text: str) -> UUID:
    """The booking that the link is about; DeadLink unless it was made for this action."""
    try:
        return UUID(hex=unsign(PURPOSES[action], text, MAX_AGE))
    except BadLink as error:
        raise DeadLink from error
