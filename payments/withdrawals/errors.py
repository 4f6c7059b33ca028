"""What is not possible with a withdrawal."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError
from core.formats import money


class WithdrawalSettled(DomainError):
    """Somebody has said before what became of it."""

    code, status = "withdrawal-settled", 409

    def message(self) -> Any:
        return _l("Somebody else has dealt with this withdrawal already. Please load the page again.")


class AmountOutside(DomainError):
    """Less than the law gives back, or more than was paid. Facts: least_cents, most_cents."""

    code, status, field = "amount-outside", 422, "amount"
    meaning = _l("The amount is not between what is to be given back and what was paid.")

    def message(self) -> Any:
        least, most = money(self.facts["least_cents"]), money(self.facts["most_cents"])
        return _l("Please enter an amount from %(least)s to %(most)s.", least=least, most=most)


class NoWithdrawalReason(DomainError):
    """Who refuses a withdrawal says why."""

    code, status, field = "no-withdrawal-reason", 422, "reason"

    def message(self) -> Any:
        return _l("Please say why: the person gets your words by email.")


class NotTheirContract(DomainError):
    """The withdrawal is not about this contract, or its money has changed since."""

    code, status = "not-their-contract", 409

    def message(self) -> Any:
        return _l("What this withdrawal is about has changed in the meantime. Please look at it again.")
