"""When somebody is told how to get in. Moments are aware UTC datetimes."""

from datetime import datetime, timedelta

SHOWN_BEFORE = timedelta(minutes=15)
"""So long before the start of a booking, and until its end: who comes early need not wait; nobody collects codes."""
LONGEST = 1000
"""Signs of what hosts may write."""


def is_shown(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether who has booked this time is told now."""
    return starts_at - SHOWN_BEFORE <= now < ends_at


def shown_from(starts_at: datetime) -> datetime:
    """From when on they are told."""
    return starts_at - SHOWN_BEFORE
