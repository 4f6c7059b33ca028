"""From Stripe's objects, as plain JSON, to values of ours. KeyError, TypeError or ValueError if they are otherwise."""

from datetime import UTC, datetime
from typing import Any

from payments.stripe.seen import BalanceEntry, DisputeSeen, RefundSeen, Session

Obj = dict[str, Any]


def session_of(found: Obj) -> Session:
    """With intent and charge expanded or not."""
    intent = found["payment_intent"]
    charge = intent["latest_charge"] if isinstance(intent, dict) else None
    seen = charge if isinstance(charge, dict) else {}
    return Session(
        id=str(found["id"]),
        status=str(found["status"]),
        payment_status=str(found["payment_status"]),
        url=found["url"],
        amount_total=whole(found["amount_total"]),
        currency=str(found["currency"]),
        metadata=dict(found["metadata"] or {}),
        livemode=bool(found["livemode"]),
        intent=id_of(intent),
        charge=id_of(charge),
        expires_at=moment(found["expires_at"]),
        created=moment(found["created"]),
        refunded_cents=whole(seen.get("amount_refunded", 0)),
        is_disputed=bool(seen.get("disputed", False)),
        intent_status=str(intent["status"]) if isinstance(intent, dict) else "",
    )


def refund_of(found: Obj) -> RefundSeen:
    return RefundSeen(
        id=str(found["id"]),
        status=str(found["status"]),
        amount_cents=whole(found["amount"]),
        currency=str(found["currency"]),
        intent=id_of(found["payment_intent"]),
        charge=id_of(found["charge"]),
        metadata=dict(found["metadata"] or {}),
        created=moment(found["created"]),
        pending_reason=found.get("pending_reason"),
        failure_reason=found.get("failure_reason"),
    )


def dispute_of(found: Obj) -> DisputeSeen:
    return DisputeSeen(
        id=str(found["id"]),
        status=str(found["status"]),
        amount_cents=whole(found["amount"]),
        currency=str(found["currency"]),
        intent=id_of(found["payment_intent"]),
        charge=str(id_of(found["charge"])),
        reason=str(found["reason"]),
        created=moment(found["created"]),
    )


def entry_of(found: Obj) -> BalanceEntry:
    return BalanceEntry(
        id=str(found["id"]),
        type=str(found["type"]),
        amount_cents=whole(found["amount"]),
        fee_cents=whole(found["fee"]),
        currency=str(found["currency"]),
        source=id_of(found["source"]),
        created=moment(found["created"]),
    )


def id_of(found: Any) -> str | None:
    """Of an object, or of the id that stands in its place."""
    return str(found["id"]) if isinstance(found, dict) else found


def whole(value: Any) -> int:
    """Cents are whole; what Stripe never sends is not rounded but refused."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("no whole number")
    return value


def moment(seconds: Any) -> datetime:
    """Seconds since 1970, in UTC."""
    return datetime.fromtimestamp(whole(seconds), UTC)
