"""A hub as search engines and voice assistants read it: schema.org in JSON-LD, with the hours of the next seven days.

https://schema.org/LocalBusiness, https://schema.org/OpeningHoursSpecification. Each day is named by its date, so that
holidays and closures are in it; a closed day opens and closes at midnight, as is the custom there.
"""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from core.clock import local
from core.formats import locale_code
from core.timespans import Interval
from hubs.models import Hub
from web.site.hub_words import WeekDay

SUMMARY_SIGNS = 160
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MIDNIGHT, LAST_MINUTE = "00:00", "23:59"
_POSTCODE = re.compile(r"(?P<street>.*?)[,;\s]*\b(?:D-)?(?P<code>[0-9]{5})\s+(?P<place>\S.*)")


def summary(hub: Hub) -> str:
    """What the hub says of itself, on one line, as much as search engines show; else where it is."""
    text = " ".join(hub.text("description", locale_code()).split())
    if not text:
        return f"{hub.name}, {hub.village} ({hub.municipality.name})"
    return text if len(text) <= SUMMARY_SIGNS else text[:SUMMARY_SIGNS].rsplit(" ", 1)[0] + " …"


def of_hub(hub: Hub, week: Sequence[WeekDay], address: str, pictures: Sequence[str]) -> dict[str, Any]:
    """`address` and `pictures` are absolute."""
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "LocalBusiness",
        "@id": address,
        "url": address,
        "name": hub.name,
        "description": summary(hub),
        "address": _address(hub),
        "geo": {"@type": "GeoCoordinates", "latitude": hub.lat, "longitude": hub.lon},
        "openingHoursSpecification": [each for day in week for each in _hours(day, hub.time_zone)],
        "image": list(pictures),
        "telephone": hub.phone,
        "email": hub.email,
    }
    return {name: value for name, value in found.items() if value}


def _address(hub: Hub) -> dict[str, str]:
    """In its parts, where one sees the postcode; the village where the address names no place."""
    parts = _POSTCODE.fullmatch(hub.address or "")
    found = {
        "@type": "PostalAddress",
        "streetAddress": parts["street"] if parts else hub.address,
        "postalCode": parts["code"] if parts else "",
        "addressLocality": parts["place"] if parts else hub.village,
        "addressCountry": "DE",
    }
    return {name: value for name, value in found.items() if value}


def _hours(day: WeekDay, zone: str) -> list[dict[str, str]]:
    spans = [_span(opening, zone) for opening in day.intervals] or [(MIDNIGHT, MIDNIGHT)]
    date = day.day.isoformat()
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{WEEKDAYS[day.day.weekday()]}",
            "opens": opens,
            "closes": closes,
            "validFrom": date,
            "validThrough": date,
        }
        for opens, closes in spans
    ]


def _span(opening: Interval, zone: str) -> tuple[str, str]:
    """By the clock on the wall; a stretch that ends with the day ends a minute before: 00:00 would close it at once."""
    opens, closes = _clock(opening.start, zone), _clock(opening.end, zone)
    ends_with_day = closes == MIDNIGHT and opening.end - opening.start > timedelta(0)
    return opens, LAST_MINUTE if ends_with_day else closes


def _clock(moment: datetime, zone: str) -> str:
    return f"{local(moment, zone):%H:%M}"
