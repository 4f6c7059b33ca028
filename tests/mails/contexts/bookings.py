"""About one booking: what members do, what hosts decide, what has to give way."""

from typing import Any

BOOKING: dict[str, Any] = {
    "name": "Anna Muster",
    "booking_id": "01978000-0000-7000-8000-000000000001",
    "title": "Besprechung",
    "starts_at": "2026-11-25T08:00:00+00:00",
    "ends_at": "2026-11-25T10:00:00+00:00",
    "zone": "Europe/Berlin",
    "hub": "Am Bahnhof Coppenbrügge",
    "hub_slug": "coppenbruegge",
    "reply_to": "hub@example.org",
    "address": "Musterstraße 6, 31863 Coppenbrügge",
    "space": "Platz 3",
    "price_cents": 700,
}
PLAIN = {"title": "", "address": "", "price_cents": 0, "reply_to": ""}
GAVE_WAY: dict[str, Any] = {
    "kind": "desk",
    "village": "Coppenbrügge",
    "phone": "030 23125-106",
    "day": "2026-11-25",
    "start": "09:00",
    "end": "11:00",
    "cause": "closed",
    "reason": "Stromausfall bis zum Abend",
}


def invitation(status: str, sequence: int) -> dict[str, Any]:
    """As from bookings.invitations.facts."""
    moment = "2026-11-24T06:00:00+00:00"
    calendar = {"status": status, "sequence": sequence, "changed_at": moment, "created_at": moment}
    return BOOKING | {"_calendar": calendar}


TWICE = {"starts_at": "2026-10-25T00:30:00+00:00", "ends_at": "2026-10-25T01:30:00+00:00"}
"""From 2:30 to 2:30: the night in which the clock is set back."""
LUNCH = {
    "starts_at": "2026-11-25T07:00:00+00:00",
    "ends_at": "2026-11-25T17:00:00+00:00",
    "closed": [["2026-11-25T11:30:00+00:00", "2026-11-25T13:00:00+00:00"]],
}
"""From 8 to 18 o'clock in a hub that is closed over lunch."""
CONFIRMED, MOVED, OFF = invitation("confirmed", 0), invitation("confirmed", 1), invitation("cancelled", 1)
ASKED = {name: BOOKING[name] for name in ("hub", "hub_slug", "reply_to")} | {"name": "Hanna Gastgeberin"}
ITEM = {name: BOOKING[name] for name in ("booking_id", "title", "starts_at", "ends_at", "zone", "space")}
ITEM |= {"id": BOOKING["booking_id"], "person": "Anna Muster"}
CONSENT = "Ich möchte, dass die Leistung vor Ablauf der Widerrufsfrist beginnt."
CODE = {"can_withdraw": "yes"}
MAILS: dict[str, dict[str, Any]] = {
    "booking-confirmed": CONFIRMED | CODE,
    "booking-confirmed.plain": BOOKING | PLAIN,
    "booking-confirmed.consent": BOOKING | PLAIN | {"paid_by": "transfer", "consent": CONSENT, "consent_lang": "de"},
    "booking-confirmed.twice": CONFIRMED | TWICE,
    "booking-confirmed.lunch": CONFIRMED | LUNCH,
    "booking-requested": BOOKING | CODE,
    "booking-requested.consent": BOOKING | CODE | {"consent": CONSENT, "consent_lang": "de"},
    "booking-requested.again": invitation("requested", 2) | CODE,
    "booking-moved": MOVED,
    "booking-moved.lunch": MOVED | LUNCH,
    "booking-cancelled": OFF,
    "booking-declined": BOOKING | {"reason": "An diesem Tag ist der Saal für die Wahl vorbereitet."},
    "booking-cancelled-by-host": OFF | {"reason": "Rohrbruch in der Teeküche"},
    "booking-cancelled-by-hub.closed": OFF | GAVE_WAY,
    "booking-cancelled-by-hub.hours": OFF | GAVE_WAY | {"cause": "hours", "reason": ""},
    "booking-moved-by-hub.broken": MOVED
    | GAVE_WAY
    | {"cause": "broken", "reason": "Die Lampe geht nicht.", "old_space": "Platz 1"},
    "request-for-hosts": ASKED | {"items": [ITEM]},
    "request-for-hosts.several": ASKED
    | {
        "items": [
            ITEM,
            ITEM | {"person": "Bert Beispiel", "space": "Platz 1", "title": ""},
            ITEM | TWICE | {"person": "Cem Çelik", "space": "Besprechung"},
        ]
    },
    "hub-message": {
        "name": "Anna Muster",
        "hub": BOOKING["hub"],
        "hub_slug": BOOKING["hub_slug"],
        "subject": "WLAN fällt aus",
        "text": "Guten Morgen,\n\nbis 11 Uhr gibt es kein WLAN.\nDie Teeküche ist offen.\n\nIhr Team vom Bahnhof",
    },
}
