"""About bookings that stand in times which a calendar from outside calls busy."""

from typing import Any

from tests.mails.contexts.bookings import BOOKING

MAILS: dict[str, dict[str, Any]] = {
    "calendar-conflict": BOOKING
    | {"name": "Hanna Gastgeberin", "person": "Anna Muster", "calendar_name": "Gemeindekalender, Saal"},
}
