"""The named errors of buying passes. Amounts in `facts` are gross cents."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError
from core.formats import money


class PassNotSold(DomainError):
    """The pass is not sold any more, or not here."""

    code, status = "pass-not-sold", 409

    def message(self) -> Any:
        return _l("This pass is not sold any more. Please choose another one.")


class PassNotForYou(DomainError):
    """The pass is for a group to which the buyer does not belong."""

    code, status = "pass-not-for-you", 403
    meaning = _l("The pass is only for people of a certain group.")

    def message(self) -> Any:
        return _l("This pass is only for people of a certain group. If you belong to it, please tell the hosts.")


class PassChanged(DomainError):
    """What is sold is no longer what the page had shown. Facts: price_cents, as it is now."""

    code, status = "pass-changed", 409
    meaning = _l("The pass has another price now than the page had shown.")

    def message(self) -> Any:
        return _l(
            "This pass now costs %(price)s. Nothing was bought; please look at it once more.",
            price=money(self.facts["price_cents"]),
        )


class PassBeginsOutside(DomainError):
    """The first day is over, or further ahead than one can buy. Facts: most, in days."""

    code, status, field = "pass-begins-outside", 422, "begins_on"
    meaning = _l("The first day of the pass is over or too far ahead.")

    def message(self) -> Any:
        return _l("Please choose a first day from today to in %(most)s days.", most=self.facts["most"])


class PassStepNotAllowed(DomainError):
    """The pass is no longer in the state in which this can happen."""

    code, status = "pass-step-not-allowed", 409

    def message(self) -> Any:
        return _l("This pass has changed in the meantime. Please look at it again.")
