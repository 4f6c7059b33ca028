"""How long an invitation waits, who may accept it, and what a reason must be. Pure functions of values."""

from collections.abc import Iterable
from datetime import datetime, timedelta

INVITATION_DAYS = 14
INVITATION = timedelta(days=INVITATION_DAYS)
MAX_REASON = 300
KEEP_LOOKS = timedelta(days=30)
"""So far back hosts and members see who looked at personal data."""


def is_removable(member_id: int, living: Iterable[int]) -> bool:
    """Whether a host can go: somebody else with a living account is left; `living` are the ids of all such hosts."""
    return bool(set(living) - {member_id})


def is_over(expires_at: datetime, now: datetime) -> bool:
    """Whether an invitation waited too long."""
    return expires_at <= now


def is_superseded(made_at: datetime, changed_at: datetime | None) -> bool:
    """Whether hosts decided anew about a person since a link was made: then the link no longer counts."""
    return changed_at is not None and changed_at >= made_at
