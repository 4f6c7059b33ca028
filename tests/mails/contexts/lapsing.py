"""What ends by itself: places that are released, and requests that nobody has answered."""

from typing import Any

from tests.mails.contexts.bookings import BOOKING, CONFIRMED, MOVED, PLAIN
from tests.mails.contexts.reminders import CANCEL, REMINDER

RELEASE = {"release_at": "2026-11-25T08:30:00+00:00", "phone": "030 23125-106"}
LINK = {"check_in_token": "IjAxOTc4MDAw.awXCkA.f00ba7"}
RELEASED = BOOKING | RELEASE | LINK | {"released_at": RELEASE["release_at"]}
PROPOSAL: dict[str, Any] = {
    "space": "Platz 1",
    "kind": "desk",
    "hub": "Am Bahnhof Coppenbrügge",
    "starts_at": "2026-11-25T08:00:00+00:00",
    "ends_at": "2026-11-25T10:00:00+00:00",
    "zone": "Europe/Berlin",
    "query": {"space": 1, "date": "2026-11-25", "from": "09:00", "to": "11:00"},
}
ANY = PROPOSAL | {
    "space": "",
    "hub": "Alte Schule Bisperode",
    "query": {"hub": "bisperode", "kind": "desk", "date": "2026-11-25", "from": "09:00", "to": "11:00"},
}
MAILS: dict[str, dict[str, Any]] = {
    "check-in-due": BOOKING | RELEASE | LINK,
    "booking-confirmed.release": CONFIRMED | CANCEL | RELEASE,
    "booking-moved.release": MOVED | CANCEL | RELEASE,
    "booking-reminder.release": REMINDER | RELEASE,
    "booking-not-used": RELEASED,
    "booking-not-used.counted": RELEASED | PLAIN | {"number": 2, "most": 3, "days": 90, "must_ask": ""},
    "booking-not-used.asks": BOOKING
    | {"released_at": "", "check_in_token": "", "phone": "", "number": 3, "most": 3, "days": 90, "must_ask": "yes"},
    "request-unanswered": BOOKING | {"phone": "030 23125-106", "instead": [PROPOSAL, ANY]},
    "request-unanswered.plain": BOOKING | PLAIN | {"phone": "", "instead": []},
}
