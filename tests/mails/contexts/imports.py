"""About bookings that stand in times which a calendar from outside calls busy, and about one that cannot be read."""

from typing import Any

from tests.mails.contexts.bookings import BOOKING

MAILS: dict[str, dict[str, Any]] = {
    "calendar-conflict": BOOKING
    | {"name": "Hanna Gastgeberin", "person": "Anna Muster", "calendar_name": "Gemeindekalender, Saal"},
    "calendar-failed": {
        "name": "Hanna Gastgeberin",
        "calendar_name": "Gemeindekalender, Saal",
        "hub": BOOKING["hub"],
        "hub_slug": BOOKING["hub_slug"],
        "zone": BOOKING["zone"],
        "reason": "not-found",
        "succeeded_at": "2026-11-24T06:00:00+00:00",
    },
}
