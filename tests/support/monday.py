"""The times of the tests of the API: it is Monday."""

from datetime import UTC, datetime, timedelta

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""9:00 by the clock in Coppenbrügge."""


def at(hours: float, days: int = 1) -> str:
    """A time tomorrow (or `days` ahead) at this hour in UTC: at(9.5) is 10:30 in the hub."""
    return (MONDAY.replace(hour=0) + timedelta(days=days, hours=hours)).isoformat()


def z(hours: float, days: int = 1) -> str:
    """The same as the API writes it."""
    return at(hours, days).replace("+00:00", "Z")
