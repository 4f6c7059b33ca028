"""What can go wrong with Stripe: it does not answer, it refuses, we are wrong, or what reached us is not from it."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError
from payments.stripe.seen import Session


class GatewayUnavailable(DomainError):
    """Stripe does not answer, or asks us to wait; what was asked may have been done all the same.

    Ask again with the same key and the same parameters. Facts: retry_after, seconds.
    """

    code, status = "payment-unavailable", 409

    def message(self) -> Any:
        return _l("The payment service does not answer just now. Nothing is lost; please try again in a moment.")


class GatewayRefused(DomainError):
    """Stripe answered that it will not. Facts: `reason`, Stripe's code (such as "resource_missing",
    "amount_too_small", "charge_already_refunded", "unauthorized" for a wrong key); `param`, what was wrong."""

    code, status = "payment-refused", 409
    meaning = _l("The payment service does not accept this payment.")

    def __init__(self, reason: str, param: str = "") -> None:
        super().__init__(reason=reason, param=param)
        self.reason, self.param = reason, param

    def message(self) -> Any:
        return _l("The payment service does not accept this payment. Please choose another way to pay, or ask the hub.")


class NotOpen(DomainError):
    """The session can no longer be expired: it is paid, or over. `session` is how it stands now."""

    code, status = "payment-not-open", 409
    meaning = _l("The payment is finished, or its time is over.")

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session

    def message(self) -> Any:
        return _l("This payment is finished or its time is over. Please look at your booking for how it stands.")


class BadSignature(DomainError):
    """What came to the webhook is not signed by Stripe, or too long ago, or for the future."""

    code, status = "bad-signature", 400

    def message(self) -> Any:
        return _l("This message is not signed as it must be. Please check STRIPE_WEBHOOK_SECRET.")


class BadEvent(DomainError):
    """What came to the webhook is signed and still no event that we can read."""

    code, status = "bad-event", 400

    def message(self) -> Any:
        return _l("This message is no event. Please set the endpoint up anew, by the command “payments webhook”.")


class GatewayBug(RuntimeError):
    """We did what must never happen: a key used again with other parameters. Never to be healed by another key:
    then one would pay twice."""
