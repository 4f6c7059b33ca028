"""A withdrawal: the receipt, and the note to the office."""

from typing import Any

DECLARED = {
    "code": "RF62 CB20 2600 01",
    "name": "Anna Muster",
    "email": "anna@example.org",
    "received_at": "2026-11-24T06:00:00+00:00",
}
MAILS: dict[str, dict[str, Any]] = {"withdrawal-received": DECLARED, "withdrawal-to-settle": DECLARED}
