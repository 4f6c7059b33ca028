"""What is left in a locker."""

from typing import Any

from tests.mails.contexts.bookings import BOOKING, PLAIN

LOCKER = {
    "space": "Paketfach 3",
    "starts_at": "2026-11-25T16:00:00+00:00",
    "ends_at": "2026-11-27T08:00:00+00:00",
    "phone": "030 23125-107",
}
MAILS: dict[str, dict[str, Any]] = {
    "locker-overdue": BOOKING | LOCKER,
    "locker-overdue.plain": BOOKING | PLAIN | LOCKER | {"phone": ""},
}
