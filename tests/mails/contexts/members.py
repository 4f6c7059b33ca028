"""About an account."""

from typing import Any

MAILS: dict[str, dict[str, Any]] = {
    "confirm-signup": {"token": "TOKEN"},
    "already-member": {"next": "/bookings/new?hub=coppenbruegge&kind=desk"},
    "reset-password": {"token": "TOKEN"},
    "no-account": {},
    "idle-account": {"ends_at": "2028-11-24T03:30:00+00:00"},
    "password-changed": {"tokens_ended": 0},
    "password-changed.tokens": {"tokens_ended": 2},
}
