"""Reminders of a booking, the links that do something at once, and the news of the week for hosts."""

from typing import Any

from tests.mails.contexts.bookings import BOOKING, CONFIRMED, LUNCH, MOVED, PLAIN

LEAVE = "/mails/unsubscribe/eyJtZW1iZXJfaWQiOjF9.awXCkA.beefed"
CANCEL = {"cancel_until": "2026-11-25T07:00:00+00:00", "cancel_token": "IjAxOTc4MDAw.awXCkA.ayVu7L"}
REMINDER: dict[str, Any] = {
    **BOOKING,
    **CANCEL,
    "check_in_token": "IjAxOTc4MDAw.awXCkA.f00ba7",
    "check_in_from": "2026-11-25T07:30:00+00:00",
    "lat": 52.1185,
    "lon": 9.5487,
    "phone": "030 23125-106",
    "_unsubscribe": LEAVE,
}
WEEK: dict[str, Any] = {
    "name": "Hanna Gastgeberin",
    "hub": "Am Bahnhof Coppenbrügge",
    "hub_slug": "coppenbruegge",
    "reply_to": "hub@example.org",
    "first_day": "2026-11-16",
    "last_day": "2026-11-22",
    "past": {"bookings": 23, "attended": 19, "no_shows": 1, "cancellations": 2, "percent": 34},
    "coming": [["2026-11-23", 4], ["2026-11-24", 1], ["2026-11-25", 0], ["2026-11-26", 3], ["2026-11-27", 2]],
    "requests": 2,
    "calendars": ["Chorproben"],
    "faults": ["Platz 3"],
    "_unsubscribe": LEAVE,
}
NOTHING_TO_DO: dict[str, Any] = {
    "requests": 0,
    "calendars": [],
    "faults": [],
    "past": {"bookings": 1, "attended": 0, "no_shows": 0, "cancellations": 0, "percent": None},
}
MAILS: dict[str, dict[str, Any]] = {
    "booking-reminder": REMINDER,
    "booking-reminder.paid": REMINDER | {"price_cents": 600, "paid_by": "paid"},
    "booking-reminder.late": REMINDER | PLAIN | {"cancel_until": "", "cancel_token": ""},
    "booking-reminder.lunch": REMINDER | LUNCH,
    "booking-confirmed.link": CONFIRMED | CANCEL,
    "booking-moved.link": MOVED | CANCEL,
    "host-digest": WEEK,
    "host-digest.quiet": WEEK | NOTHING_TO_DO,
}
