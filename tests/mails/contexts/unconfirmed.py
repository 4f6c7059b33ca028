"""Booking without an account: the link that confirms it."""

from typing import Any

from tests.mails.contexts.bookings import BOOKING, PLAIN

HELD = {"until": "2026-11-24T06:30:00+00:00", "token": "IjAxOTc4MDAw.awXCkA.f00ba7", "title": ""}
MAILS: dict[str, dict[str, Any]] = {
    "confirm-booking": BOOKING | HELD,
    "confirm-booking.free": BOOKING | PLAIN | HELD,
}
