"""Where the next page of bookings begins, as a text that means nothing to those who carry it."""

import uuid
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from bookings.models import Booking
from core.api_input import Text

Position = tuple[datetime, uuid.UUID]
"""Behind the booking that starts then and has this id."""


def cursor_behind(booking: Booking) -> str:
    return urlsafe_b64encode(f"{booking.starts_at.isoformat()} {booking.id.hex}".encode()).decode()


class Cursor(Text):
    """A cursor that was given out, as a Position."""

    default_error_messages = {"no_cursor": _l("Please send what stood in “next”, or nothing.")}  # noqa: RUF012

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Position:  # type: ignore[override]
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            moment, key = urlsafe_b64decode(text).decode("ascii").split(" ")
            return datetime.fromisoformat(moment).astimezone(UTC), uuid.UUID(hex=key)
        except (ValueError, OverflowError):
            raise self.make_error("no_cursor") from None
