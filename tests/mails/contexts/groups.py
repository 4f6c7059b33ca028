"""About several places booked together, and to guests for whom members have booked."""

from typing import Any

from tests.mails.contexts.bookings import BOOKING, CONSENT, invitation
from tests.mails.contexts.series import STATE

SEATS = [
    {
        "booking_id": f"01978000-0000-7000-8000-00000000000{n}",
        "starts_at": BOOKING["starts_at"],
        "ends_at": BOOKING["ends_at"],
        "zone": "Europe/Berlin",
        "space": f"Platz {n}",
        "hub": BOOKING["hub"],
        "waits": False,
    }
    for n in (1, 2, 3)
]
GROUP: dict[str, Any] = {name: BOOKING[name] for name in ("name", "hub", "hub_slug", "reply_to", "title", "address")}
GROUP |= {"dates": SEATS, "guests": ["Erika Gast", "", "Karl Kollege"], "sums": [[0, None, ""]], "consent": ""}
GROUP |= {"group_id": "01978000-0000-7000-8000-0000000000bb"}
CALENDAR: dict[str, Any] = {
    "series": None,
    "dates": [
        {**STATE, **seat, "status": "confirmed", "title": "Besprechung", "address": BOOKING["address"]}
        for seat in SEATS
    ],
}
LATER = {"starts_at": "2026-11-25T12:00:00+00:00", "ends_at": "2026-11-25T14:00:00+00:00"}
GUEST: dict[str, Any] = {
    **{name: value for name, value in BOOKING.items() if name != "price_cents"},
    "name": "Erika Gast",
    "title": "",
    "booked_by": "Anna Muster",
    "waits": False,
    "phone": "05156 1234",
}


def told(status: str, sequence: int, **more: Any) -> dict[str, Any]:
    """A guest's mail with its entry for calendars."""
    return GUEST | {"_calendar": invitation(status, sequence)["_calendar"]} | more


MAILS: dict[str, dict[str, Any]] = {
    "group-booked": GROUP | {"_calendar": CALENDAR},
    "group-booked.costs": GROUP
    | {
        "sums": [[1200, ["standard", 19, ""], ""], [600, ["standard", 19, ""], "pass"]],
        "consent": CONSENT,
        "release_at": "2026-11-25T08:30:00+00:00",
        "closed": [["2026-11-25T11:00:00+00:00", "2026-11-25T12:00:00+00:00"]],
    },
    "group-booked.asked": GROUP | {"dates": [seat | {"waits": True} for seat in SEATS], "title": ""},
    "group-cancelled": GROUP | {"left": 2, "dates": SEATS[:1], "guests": ["Erika Gast"]},
    "group-cancelled.all": GROUP | {"left": 0, "dates": [SEATS[0], SEATS[1] | LATER], "guests": ["", ""], "title": ""},
    "guest-booked": told("confirmed", 0),
    "guest-moved": told("confirmed", 1),
    "guest-moved.asked": told("requested", 1, waits=True, address="", reply_to=""),
    "guest-cancelled": told("cancelled", 2),
}
