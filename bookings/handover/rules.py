"""Which code opens what, and until when. Moments are aware UTC datetimes; `now` is passed in."""

from datetime import datetime, timedelta
from typing import Literal

from bookings.handover.errors import NoHandover, NotYet, WrongCode
from bookings.rules import ATTENDED, OPEN_ENDED

Purpose = Literal["deposit", "collection"]
State = Literal["empty", "stored", "overdue", "done"]

DIGITS = 6
AFTER_END = timedelta(days=1)
"""So long after the end something can still be collected by its code."""
LISTED = timedelta(days=7)
"""So long hosts see what was left behind; then it is for them to know."""
STANDING = OPEN_ENDED | ATTENDED
"""Statuses, as they read now, of bookings that are their member's: before, during, and after."""


def code_in(typed: str) -> str:
    """The digits of what was typed, if they may be a code; "" otherwise. Blanks and hyphens are how people group."""
    digits = "".join(typed.split()).replace("-", "")
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else ""


def check_can_have_codes(kind: str, status: str, ends_at: datetime, now: datetime) -> None:
    """NoHandover unless it is a locker's booking that stands and is not over."""
    if kind != "locker" or status not in OPEN_ENDED or ends_at <= now:
        raise NoHandover


def check_code(
    purpose: Purpose, status: str, opens_at: datetime, ends_at: datetime, zone: str, *, is_done: bool, now: datetime
) -> None:
    """WrongCode for one that is dead: when all was collected, when the booking stands no more, to put in after the end,
    to collect a day after it. NotYet before `opens_at`: it is right, but early. `zone` is the hub's."""
    dies_at = ends_at if purpose == "deposit" else ends_at + AFTER_END
    if is_done or status not in STANDING or now >= dies_at:
        raise WrongCode
    if now < opens_at:
        raise NotYet(opens_at=opens_at, zone=zone)


def state_of(*, is_stored: bool, is_done: bool, ends_at: datetime, now: datetime) -> State:
    """Nothing was put in yet; something is in the locker, in time or beyond it; or all was taken out."""
    if is_done:
        return "done"
    if not is_stored:
        return "empty"
    return "overdue" if ends_at <= now else "stored"
