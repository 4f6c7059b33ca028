"""Booking without an account as plain functions: for how long a place is held, and where an account is needed.

Moments are aware UTC datetimes; `now` is passed in.
"""

from datetime import datetime, timedelta
from typing import Literal

from bookings.rules import ADDRESS, OCCUPYING, has_run_out
from bookings.unconfirmed.errors import ConfirmationOver
from hubs.setup import Place, Setup

HOLD = timedelta(minutes=30)
"""So long a place is held until the address is confirmed."""
MAIL_AGAIN = timedelta(minutes=1)
"""Who sends the form twice at once (a double click) gets one mail; who asks again later gets another."""

Reason = Literal["hub", "confidential", "induction", "members", "questions"]


def asks_for_account(setup: Setup, place: Place) -> Reason | None:
    """Why the place is not booked by name and e-mail address alone; None where that is enough. (What it costs is
    another matter: see the covering.)

    Of what is confidential hosts know nobody, so that nobody could set an error right; who has an induction, belongs
    to the hub or to a group, is known of accounts only; and answers to questions are the member's own.
    """
    rules = place.rules
    if rules.needs_account:
        return "hub"
    if place.is_confidential:
        return "confidential"
    if place.needs:
        return "induction"
    if rules.admission == "members" or rules.groups:
        return "members"
    if any(question.required for question in setup.asked_at(place)):
        return "questions"
    return None


def hold_until(ends_at: datetime, now: datetime) -> datetime:
    """Until when a place is held that somebody has just asked for; never beyond the end of their time."""
    return min(now + HOLD, ends_at)


def is_held(status: str, held_for: str, expires_at: datetime | None, now: datetime) -> bool:
    """Whether the place still waits for the address to be confirmed."""
    return status == "held" and held_for == ADDRESS and not has_run_out(expires_at, now)


def check_held(status: str, held_for: str, expires_at: datetime | None, now: datetime) -> None:
    """ConfirmationOver unless `is_held`."""
    if not is_held(status, held_for, expires_at, now):
        raise ConfirmationOver


def is_confirmed(status: str, held_for: str) -> bool:
    """Whether the link has done its work already, and the booking still stands."""
    return held_for != ADDRESS and status in OCCUPYING
