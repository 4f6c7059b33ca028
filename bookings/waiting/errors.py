"""The named errors of the waiting list."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _ln

from core.errors import DomainError


class IsFree(DomainError):
    """Nobody has to wait: the place, or one of the kind, can be had now."""

    code, status = "is-free", 409

    def message(self) -> Any:
        return _l("There is no need to wait: this is free. You can book it now.")


class TooManyWaits(DomainError):
    """The member waits for as many things as one may. Facts: most."""

    code, status = "waiting-limit", 422
    meaning = _l("The member already waits for as many places and times as one may.")

    def message(self) -> Any:
        return _ln(
            "You are already waiting for %(num)s place and time, which is the limit. Please leave that list first.",
            "You are already waiting for %(num)s places and times, which is the limit. Please leave one list first.",
            self.facts["most"],
        )


class ProposalOver(DomainError):
    """The place is no longer held for the person: they did not take it in time, or do not want it any more."""

    code, status = "proposal-over", 409

    def message(self) -> Any:
        return _l("The time for taking this place is over. Please see whether it is still free, or wait again.")
