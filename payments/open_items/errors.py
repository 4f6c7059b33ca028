"""What cannot be done with an open item."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError


class ReasonNeeded(DomainError):
    """Nothing is written off without a word."""

    code, status, field = "write-off-reason-missing", 422, "reason"

    def message(self) -> Any:
        return _l("Please say why this amount is written off; your tax adviser will ask.")


class RefundNotByHand(DomainError):
    """The refund goes its way by itself, or is not in the state for this."""

    code, status = "refund-not-by-hand", 409

    def message(self) -> Any:
        return _l("This refund has changed in the meantime. Please look at it again.")
