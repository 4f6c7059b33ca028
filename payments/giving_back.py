"""What is given back when its member cancels a booking: asked by the page before, and done by `ending_actions`."""

from datetime import datetime
from typing import NamedTuple

from bookings.models import Booking
from hubs import refund_tiers
from payments import rules
from payments.queries import Account

WHOLE = 100


class GivenBack(NamedTuple):
    """What cancelling now would do, in cents: `back` of what was paid, `kept` of what was owed, `owed` still after it.
    `covered_by` and `is_whole`: a visit, a day of the employer's or a free first day is given back whole or not."""

    back: int
    kept: int
    owed: int
    covered_by: str
    is_whole: bool


def given_back(account: Account, booking: Booking, moment: datetime) -> GivenBack:
    """To a member who cancels at that moment."""
    share = percent(account, booking, moment)
    kept, paid = kept_cents(account, share), account.kept_cents
    return GivenBack(max(0, paid - kept), kept, max(0, kept - paid), account.fee.covered_by, share == WHOLE)


def percent(account: Account, booking: Booking, moment: datetime) -> int:
    """By the tiers of the fee. What still waits for a yes or for money is nothing yet that one could be late for."""
    if booking.expires_at is not None:
        return WHOLE
    fee = account.fee
    tiers = refund_tiers.of_json(fee.tiers)
    return refund_tiers.percent(tiers, fee.cancel_deadline_minutes, booking.starts_at, moment)


def kept_cents(account: Account, percent: int) -> int:
    """What is owed of the fee when so many percent are given back."""
    owed = account.fee.gross_cents if account.fee.covered_by in rules.OWED else 0
    return owed - refund_tiers.refund_cents(owed, percent)
