"""What is not possible with a withdrawal."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError


class WithdrawalSettled(DomainError):
    """Somebody has said before what became of it."""

    code, status = "withdrawal-settled", 409

    def message(self) -> Any:
        return _l("Somebody else has dealt with this withdrawal already. Please load the page again.")
