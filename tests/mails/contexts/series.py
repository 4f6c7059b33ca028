"""About several bookings that were made, moved or cancelled at once."""

from typing import Any

from tests.mails.contexts.bookings import BOOKING, CONSENT

DATES = [
    {
        "booking_id": f"01978000-0000-7000-8000-00000000000{n}",
        "starts_at": f"2026-12-0{n}T08:00:00+00:00",
        "ends_at": f"2026-12-0{n}T10:00:00+00:00",
        "zone": "Europe/Berlin",
        "space": "Platz 3",
        "hub": "Am Bahnhof Coppenbrügge",
        "waits": False,
    }
    for n in (1, 8)
]
ELSEWHERE = {**DATES[0], "starts_at": "2026-12-03T08:00:00+00:00", "ends_at": "2026-12-03T10:00:00+00:00"}
ELSEWHERE |= {"hub": "Dorfladen Bisperode", "space": "Tisch 1"}
SERIES: dict[str, Any] = {name: BOOKING[name] for name in ("name", "hub", "hub_slug", "reply_to", "title")}
SERIES |= {"dates": DATES, "sums": [[0, None, ""]], "consent": "", "left_out": []}
SERIES |= {"series_id": "01978000-0000-7000-8000-0000000000aa"}
LEFT_OUT = [
    ["2026-12-25T12:00:00+00:00", "outside-opening-hours", "Erster Weihnachtstag"],
    ["2026-12-15T12:00:00+00:00", "slot-taken", ""],
    ["2026-12-03T12:00:00+00:00", "elsewhere", "Dorfladen Bisperode"],
]
MOMENT = "2026-11-24T06:00:00+00:00"
STATE = {"sequence": 0, "changed_at": MOMENT, "created_at": MOMENT}
CALENDAR: dict[str, Any] = {
    "series": {
        **STATE,
        "id": SERIES["series_id"],
        "every": 1,
        "unit": "week",
        "days": "TU",
        "nth": None,
        "until": None,
        "count": 2,
        "first_on": "2026-12-01",
        "starts_minute": 540,
        "ends_minute": 660,
        "zone": "Europe/Berlin",
    },
    "dates": [
        {
            **STATE,
            **{name: date[name] for name in ("booking_id", "starts_at", "ends_at", "zone", "space", "hub")},
            "status": "confirmed",
            "series_id": SERIES["series_id"],
            "series_at": date["starts_at"],
            "title": "Besprechung",
            "address": BOOKING["address"],
        }
        for date in DATES
    ],
}
MAILS: dict[str, dict[str, Any]] = {
    "bookings-confirmed": SERIES | {"_calendar": CALENDAR},
    "bookings-confirmed.week": SERIES
    | {
        "dates": [DATES[0], ELSEWHERE, DATES[1]],
        "sums": [[1200, ["standard", 19, ""], ""], [600, ["standard", 19, ""], "pass"]],
        "left_out": LEFT_OUT,
        "consent": CONSENT,
    },
    "bookings-confirmed.asked": SERIES | {"dates": [date | {"waits": True} for date in DATES], "title": ""},
    "bookings-moved": SERIES | {"_calendar": CALENDAR},
    "bookings-cancelled": SERIES,
    "bookings-cancelled.plain": SERIES | {"series_id": "", "title": "", "reply_to": ""},
}
