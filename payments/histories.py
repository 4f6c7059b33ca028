"""What has become of a fee, as one reads it: what is owed now, what was paid, what went back."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from core.db import db
from payments import queries, rules
from payments.models import Fee, Payment, Refund
from payments.queries import Account

_ROOT_OF = select(Fee.root_id).where(Fee.id == bindparam("fee_id")).scalar_subquery()
_CHAIN_OF = select(Fee).where(Fee.root_id == _ROOT_OF).order_by(Fee.created_at, Fee.id)

_FEE_OF = (
    select(Fee.id)
    .where(Fee.booking_id == bindparam("booking_id"))
    .order_by(Fee.superseded_at.is_not(None), Fee.created_at.desc(), Fee.id)
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class FeeHistory:
    """A chain of fees: the current one with its `account`, or, when nothing is owed any more (account None), the last
    one. `refunds` in the order in which they were made, whatever became of them, but for those that hosts took back
    before they were sent."""

    fee: Fee
    account: Account | None
    payments: tuple[Payment, ...]
    refunds: tuple[Refund, ...]

    @property
    def due_cents(self) -> int:
        return self.account.due_cents if self.account else 0

    @property
    def paid(self) -> Payment | None:
        """The last payment whose money came."""
        return next((one for one in reversed(self.payments) if one.paid_at is not None), None)

    @property
    def attempt(self) -> Payment | None:
        """The last attempt to pay online of which it is not known that its money came."""
        online = [one for one in self.payments if one.session_params is not None]
        return online[-1] if online and online[-1].paid_at is None else None

    @property
    def is_being_tried(self) -> bool:
        """Whether somebody may be on Stripe's page, or has just come from there."""
        return self.attempt is not None and self.attempt.status == "open"

    @property
    def way_back(self) -> str:
        """What becomes of money that is to go back: "sent", "done", "failed", or "" when there is none."""
        statuses = {one.status for one in self.refunds}
        if statuses & rules.ON_ITS_WAY_BACK:
            return "sent"
        return next((status for status in ("failed", "done") if status in statuses), "")


def history_of(fee_id: uuid.UUID) -> FeeHistory | None:
    """The history to which a fee belongs, also one that was replaced. Three queries."""
    fees = db.session.scalars(_CHAIN_OF, {"fee_id": fee_id}).all()
    return _history(fees) if fees else None


def last_fee_of(booking_id: uuid.UUID) -> uuid.UUID | None:
    """The fee of a booking: the current one, or else the last that was owed."""
    return db.session.scalars(_FEE_OF, {"booking_id": booking_id}).first()


def state_of(account: Account, booking_status: str) -> str:
    """How a fee stands that is owed, in a word: "none" (nobody takes money here), "covered", "paid", "processing",
    "asked" (hosts decide first), "held" (the place waits for the money), "over" (it waits no longer), "due".

    `booking_status` is the status as it reads now, "" for a pass.
    """
    if account.fee.covered_by not in rules.OWED:
        return "none" if account.fee.covered_by == "none" else "covered"
    if account.due_cents == 0:
        return "paid"
    if account.live is not None and account.live.status == "processing":
        return "processing"
    return _WAITING.get(booking_status, "due")


_WAITING = {"requested": "asked", "held": "held", "expired": "over"}

CAN_BE_PAID = frozenset({"held", "due"})
"""The states in which a button to pay makes sense."""


def _history(fees: Sequence[Fee]) -> FeeHistory:
    payments = tuple(queries.payments_of_root(fees[0].root_id))
    refunds = select(Refund).where(Refund.payment_id.in_([one.id for one in payments]))
    refunds = refunds.where(Refund.error != rules.TAKEN_BACK)
    found = db.session.scalars(refunds.order_by(Refund.created_at, Refund.id)).all() if payments else ()
    current = next((fee for fee in fees if fee.superseded_at is None), None)
    account = Account(current, payments) if current else None
    return FeeHistory(current or fees[-1], account, payments, tuple(found))
