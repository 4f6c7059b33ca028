"""What is given back of a fee when a booking is cancelled by its member: a hub's rule, as pure functions of values.

Whatever the hub or its operator calls off, and a withdrawal by law, is given back in full and asks none of this.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from hubs.setup_errors import InvalidSetup

MOST_TIERS = 6
MOST_HOURS = 365 * 24


class RefundTier(NamedTuple):
    """Who cancels at least so many hours before the start gets so many percent back."""

    hours_before: int
    percent: int


def percent(
    tiers: Sequence[RefundTier] | None, cancel_deadline_minutes: int, starts_at: datetime, now: datetime
) -> int:
    """How many percent come back to whoever cancels `now` what begins at `starts_at`.

    None: a hub without tiers gives all back until the deadline for cancelling, then nothing.
    """
    if tiers is None:
        return 100 if now <= starts_at - timedelta(minutes=cancel_deadline_minutes) else 0
    for tier in tiers:
        if now <= starts_at - timedelta(hours=tier.hours_before):
            return tier.percent
    return 0


def refund_cents(gross_cents: int, percent: int) -> int:
    """So many percent of an amount; half a cent counts for whoever gets it back."""
    return (gross_cents * percent + 50) // 100


def check_tiers(tiers: Sequence[RefundTier]) -> None:
    """InvalidSetup unless hours fall and so do the percents: who cancels earlier never gets less back."""
    if len(tiers) > MOST_TIERS:
        raise InvalidSetup("refund_tiers", "too-many", most=MOST_TIERS)
    for tier in tiers:
        if not 0 <= tier.hours_before <= MOST_HOURS:
            raise InvalidSetup("refund_tiers", "hours", most=MOST_HOURS)
        if not 0 <= tier.percent <= 100:
            raise InvalidSetup("refund_tiers", "percent")
    for earlier, later in pairwise(tiers):
        if earlier.hours_before <= later.hours_before or earlier.percent < later.percent:
            raise InvalidSetup("refund_tiers", "falling")


def of_json(given: Sequence[Sequence[int]] | None) -> tuple[RefundTier, ...] | None:
    """The tiers as the database keeps them: pairs of hours and percent, or None."""
    return None if given is None else tuple(RefundTier(hours, percent) for hours, percent in given)
