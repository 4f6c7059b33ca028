"""About the calendars of others that block spaces."""

from typing import Any

from tests.mails.contexts.bookings import BOOKING

HOST = {"name": "Hanna Gastgeberin", "person": "Anna Muster", "calendar_name": "Gemeindekalender, Saal"}
MAILS: dict[str, dict[str, Any]] = {"calendar-conflict": BOOKING | HOST}
