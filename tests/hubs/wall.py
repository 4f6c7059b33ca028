"""Hours as the clock on the wall shows them."""

from datetime import date

from core.clock import local
from hubs.hours import day_intervals

BERLIN = "Europe/Berlin"


def shown(text: str, day: str, zone: str = BERLIN, subdivision: str = "NI") -> list[str]:
    """The day's hours as the clock on the wall shows them."""
    intervals = day_intervals(text, zone, subdivision, date.fromisoformat(day))
    return [f"{local(start, zone):%H:%M}-{local(end, zone):%H:%M}" for start, end in intervals]
