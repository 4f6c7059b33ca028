"""The waiting list: a place that is held for somebody, and one that was booked for them."""

from typing import Any

from tests.mails.contexts.bookings import BOOKING, CONFIRMED, PLAIN
from tests.mails.contexts.reminders import CANCEL

HELD = {"until": "2026-11-24T09:30:00+00:00", "leave_token": "IjAxOTc4MDAw.awXCkA.f00ba7", "not_at_once": ""}
WAITED = {"waited": "yes"}
MAILS: dict[str, dict[str, Any]] = {
    "place-proposed": BOOKING | {"title": ""} | HELD,
    "place-proposed.free": BOOKING | PLAIN | HELD,
    "place-proposed.not-at-once": BOOKING | {"title": ""} | HELD | {"not_at_once": "yes"},
    "booking-confirmed.waited": CONFIRMED | CANCEL | WAITED,
    "booking-requested.waited": BOOKING | WAITED,
}
