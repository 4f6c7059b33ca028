"""What may become of money, as plain functions of values: the life of a payment and of a refund, and what is due."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from payments.errors import PaymentStepNotAllowed

WAYS = ("online", "transfer", "on_site")
"""How money comes: through Stripe, on the bank account, or at the hub."""
COVERS = ("free", "trial", "pass", "contingent", *WAYS, "none")
"""What covers a fee; "none": its operator takes no money here, so nothing is ever due."""
LENT = frozenset({"pass", "contingent", "trial"})
"""What covers a booking without money, and is given back with it."""
OWED = frozenset(WAYS)
"""Where the fee itself is due, until it is paid."""

STEPS: Mapping[str, frozenset[str]] = {
    "open": frozenset({"processing", "paid", "expired", "cancelled", "failed"}),
    "processing": frozenset({"paid", "failed"}),
    "paid": frozenset(),
    "expired": frozenset({"paid", "processing"}),
    "cancelled": frozenset({"paid", "processing"}),
    "failed": frozenset({"paid", "processing"}),
}
"""The one table of a payment's life. What has ended without money may still be paid: late money is money."""
ENDED_UNPAID = frozenset({"expired", "cancelled", "failed"})
LIVE = frozenset({"open", "processing", "paid"})
"""Of these a fee has one at most."""

REFUND_STEPS: Mapping[str, frozenset[str]] = {
    "wanted": frozenset({"sent", "done", "failed"}),
    "sent": frozenset({"done", "failed"}),
    "done": frozenset({"failed"}),
    "failed": frozenset(),
}
"""A refund that a bank gave back days later has failed after it was done; who tries again makes a new one."""
TAKEN_BACK = "taken back"
"""The error of a refund that was not sent yet when hosts undid what had asked for it: nothing has failed."""
ON_ITS_WAY_BACK = frozenset({"wanted", "sent"})
"""A refund that nobody has in hand yet."""
SMALLEST_ONLINE_CENTS = 50
"""Stripe's least amount in euros (docs.stripe.com/currencies)."""


def paid_in_mails(covered_by: str) -> str:
    """How mails about a booking say that it is paid (`bookings.cover.Cover.paid_by`)."""
    return "" if covered_by in {"free", "on_site", "none"} else covered_by


def can_withdraw(gross_cents: int, covered_by: str, *, is_business: bool) -> bool:
    """Whether it is a consumer's own contract on something that costs (§§ 312g, 355 BGB): also where it is paid outside
    of this software ("none"). Whether it is in time, `payments.withdrawals.rules` says."""
    return gross_cents > 0 and covered_by not in LENT and not is_business


MOST_TRIES = 3
"""So many attempts to pay online may have a place held longer for them."""


def may_hold_on(tries: int, held_until: datetime, wanted_until: datetime, starts_at: datetime) -> bool:
    """Whether a place may be held until then for one more attempt to pay, after so many: always where it is held so
    long anyway, and for the first one; else not for ever, and not beyond the time when the booking begins."""
    if tries == 0 or wanted_until <= held_until:
        return True
    return tries < MOST_TRIES and wanted_until <= starts_at


class Money(NamedTuple):
    """A payment of a fee as sums see it."""

    status: str
    amount_cents: int
    refunded_cents: int

    @property
    def kept_cents(self) -> int:
        """What the operator has of it."""
        return self.amount_cents - self.refunded_cents if self.status == "paid" else 0


def check_step(from_status: str, to_status: str) -> None:
    """PaymentStepNotAllowed unless STEPS has it."""
    if to_status not in STEPS[from_status]:
        raise PaymentStepNotAllowed(from_status=from_status, to_status=to_status)


def check_refund_step(from_status: str, to_status: str) -> None:
    """PaymentStepNotAllowed unless REFUND_STEPS has it."""
    if to_status not in REFUND_STEPS[from_status]:
        raise PaymentStepNotAllowed(from_status=from_status, to_status=to_status)


def due_cents(gross_cents: int, covered_by: str, money: Iterable[Money]) -> int:
    """What is still owed: nothing where something else covers the fee, and never less than nothing."""
    if covered_by not in OWED:
        return 0
    return max(0, gross_cents - sum(one.kept_cents for one in money))
