"""Which of our errors an exception of Stripe's SDK becomes. Its text goes nowhere: it may repeat what was sent."""

import logging
from typing import TYPE_CHECKING

from payments.stripe.errors import GatewayBug, GatewayRefused, GatewayUnavailable

if TYPE_CHECKING:
    from stripe import StripeError

TOO_MANY, CONFLICT = 429, 409
PAUSE_SECONDS, LONGEST_PAUSE = 5, 3600
NOT_ALLOWED = {401: "unauthorized", 403: "forbidden"}

log = logging.getLogger(__name__)


def failure_of(error: "StripeError") -> GatewayUnavailable | GatewayRefused | GatewayBug:
    """GatewayBug for a key that was used with other parameters; GatewayRefused for what will be refused again;
    GatewayUnavailable for all that may go well later."""
    import stripe

    status = error.http_status or 0
    facts = {"status": status, "stripe_code": error.code or "", "request": error.request_id or ""}
    if isinstance(error, stripe.IdempotencyError) and status != CONFLICT:
        log.critical("an idempotency key was used with other parameters", extra=facts)
        return GatewayBug("an idempotency key was used with other parameters")
    if 400 <= status < 500 and status not in (TOO_MANY, CONFLICT):
        reason = NOT_ALLOWED.get(status) or error.code or "invalid"
        log.error("Stripe refused", extra=facts)
        return GatewayRefused(reason, str(getattr(error, "param", None) or ""))
    log.warning("Stripe is not available", extra=facts)
    return GatewayUnavailable(retry_after=_pause(error))


def _pause(error: "StripeError") -> int:
    """Seconds, as Stripe says, or a few."""
    said = (error.headers or {}).get("Retry-After", "")
    return min(max(1, int(said)), LONGEST_PAUSE) if said.isdecimal() else PAUSE_SECONDS
