"""When somebody is told that their place will be released. Moments are aware UTC datetimes."""

from datetime import datetime, timedelta

WARNED = timedelta(minutes=15)
"""So long before the release, and not before the start: until then nobody is late."""


def is_warned(starts_at: datetime, release_at: datetime, now: datetime) -> bool:
    """Whether it is time for the mail that asks to check in."""
    return max(starts_at, release_at - WARNED) <= now < release_at
