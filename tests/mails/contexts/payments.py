"""What was paid, what is on its way, what failed, what goes back, what is still due, and what does not agree."""

from typing import Any

from tests.mails.contexts.bookings import BOOKING

FEE = "01978000-0000-7000-8000-00000000fee1"
WHERE = {name: BOOKING[name] for name in ("booking_id", "hub", "space", "starts_at", "ends_at", "zone", "reply_to")}
OF_BOOKING: dict[str, Any] = {"name": "Anna Muster", "cents": 1250, "fee_id": FEE, **WHERE}
OF_PASS: dict[str, Any] = {**OF_BOOKING, **dict.fromkeys(WHERE, "")}
CODE = {"code": BOOKING["booking_id"]}
CONSENT = {"consent": "Ich möchte, dass die Leistung gleich beginnt.", "consent_lang": "de"}
BANK = {"iban": "DE02 1203 0000 0000 2020 51", "recipient": "Flecken Coppenbrügge", "reference": "RF62 LRAB CDEF GH23"}
NO_BANK = dict.fromkeys(BANK, "")
DIFFERENT = {"about": FEE, "expected": "1250", "found": "0"}
MAILS: dict[str, dict[str, Any]] = {
    "payment-received": OF_BOOKING | CODE,
    "payment-received.consent": OF_BOOKING | CODE | CONSENT,
    "payment-received.pass": OF_PASS | CODE,
    "payment-on-its-way": OF_BOOKING,
    "payment-on-its-way.pass": OF_PASS,
    "payment-failed": OF_BOOKING,
    "payment-failed.pass": OF_PASS,
    "payment-returned": OF_BOOKING,
    "payment-returned.pass": OF_PASS,
    "refund-sent": OF_BOOKING,
    "refund-sent.pass": OF_PASS,
    "refund-failed": OF_BOOKING,
    "refund-failed.pass": OF_PASS,
    "payment-reminder": OF_BOOKING | BANK | {"number": 1},
    "payment-reminder.again": OF_BOOKING | NO_BANK | {"number": 2},
    "payment-reminder.pass": OF_PASS | BANK | {"number": 1},
    "payment-news": {"name": "Anna Muster", "cents": 1250, "fee_id": FEE, "what": "Raumnutzung November 2026"},
    "payment-differences": {
        "items": [
            {"kind": "booked-not-paid", **DIFFERENT},
            {"kind": "refund-elsewhere", "about": "re_1", "expected": "", "found": "600"},
            {"kind": "payment-hangs", "about": FEE, "expected": "", "found": ""},
        ]
    },
    "payment-differences.one": {"items": [{"kind": "session", **DIFFERENT}]},
}
