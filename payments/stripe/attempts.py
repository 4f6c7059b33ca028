"""What goes to Stripe and what comes back, as values that outlive the transactions between."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from payments.models import Payment


class Attempt(NamedTuple):
    """A payment as it is asked for: its frozen parameters, and the session that was made of them, if it is known."""

    payment_id: UUID
    params: dict[str, Any]
    account: str | None
    session_id: str | None
    session_url: str | None
    expires_at: datetime
    created_at: datetime

    @property
    def key(self) -> str:
        """Stripe's idempotency key: asked again with it, the same session comes back."""
        return str(self.payment_id)


def attempt_of(payment: Payment) -> Attempt:
    assert payment.session_params is not None
    assert payment.session_expires_at is not None
    return Attempt(
        payment.id,
        payment.session_params,
        payment.account,
        payment.session_id,
        payment.session_url,
        payment.session_expires_at,
        payment.created_at,
    )
