"""What Stripe says of its objects, as values of ours: amounts in cents, times in UTC, ids as Stripe has them."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Session:
    """A checkout session. `status`: "open", "complete", "expired"; `payment_status`: "paid", "unpaid",
    "no_payment_required" (complete and unpaid: a delayed method is on its way). `url` while it is open. `intent` and
    `charge` once somebody has tried to pay; `intent_status`, and `refunded_cents` and `is_disputed` of that charge,
    when they were asked for (retrieve): of a delayed method the intent alone says whether it has failed."""

    id: str
    status: str
    payment_status: str
    url: str | None
    amount_total: int
    currency: str
    metadata: dict[str, str]
    livemode: bool
    intent: str | None
    charge: str | None
    expires_at: datetime
    created: datetime
    refunded_cents: int = 0
    is_disputed: bool = False
    intent_status: str = ""


@dataclass(frozen=True)
class RefundSeen:
    """`status`: "pending", "requires_action", "succeeded", "failed", "canceled". `metadata["refund"]` is our id,
    unless it was made in the dashboard."""

    id: str
    status: str
    amount_cents: int
    currency: str
    intent: str | None
    charge: str | None
    metadata: dict[str, str]
    created: datetime
    pending_reason: str | None = None
    failure_reason: str | None = None


@dataclass(frozen=True)
class DisputeSeen:
    """`status`: "won" and "lost" are final, all others mean that it is open."""

    id: str
    status: str
    amount_cents: int
    currency: str
    intent: str | None
    charge: str
    reason: str
    created: datetime


@dataclass(frozen=True)
class BalanceEntry:
    """One movement of an account's balance; `amount_cents` before Stripe's fee, negative for what went out.
    `source` is the charge, refund or dispute."""

    id: str
    type: str
    amount_cents: int
    fee_cents: int
    currency: str
    source: str | None
    created: datetime


@dataclass(frozen=True)
class Event:
    """What Stripe told us: a reason to look, never the truth itself. The ids of what it is about; `account` is the
    connected one, "" for our own. No payload is kept: it has names and addresses."""

    id: str
    type: str
    object_id: str
    account: str
    livemode: bool
    api_version: str
    created: datetime
    metadata: dict[str, str]
    intent: str | None
    charge: str | None
