"""About inductions: one was taken back, one ends soon, somebody asks for one."""

from typing import Any

HUB = {"hub": "Werkstatt Eimbeckhausen", "hub_slug": "eimbeckhausen", "reply_to": "werkstatt@example.org"}
ABOUT = HUB | {
    "name": "Anna Muster",
    "induction": "3D-Drucker",
    "hub_phone": "030 23125-103",
    "hub_email": "werkstatt@example.org",
}
MAILS: dict[str, dict[str, Any]] = {
    "induction-revoked": ABOUT | {"reason": "changed"},
    "induction-ending": ABOUT | {"last_moment": "2026-12-23T22:59:59+00:00", "zone": "Europe/Berlin"},
    "induction-asked": ABOUT | {"person": "Bert Beispiel", "person_email": "bert@example.org", "induction_id": 7},
}
