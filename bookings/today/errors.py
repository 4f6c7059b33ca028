"""The named errors of a hub's day."""

from typing import Any

from flask_babel import lazy_gettext as _l

from bookings.words import HISTORY
from core.errors import DomainError


class AlreadyAnswered(DomainError):
    """Another host, or the time, was faster. Facts: status, what became of the request."""

    code, status = "already-answered", 409
    meaning = _l("This request has already been answered, withdrawn or has expired.")

    def message(self) -> Any:
        became = HISTORY[self.facts["status"]]
        return _l("Nothing was changed. This request was already: %(status)s.", status=became)


class NotThatDay(DomainError):
    """Hosts check people in on the day of the booking until it ends."""

    code, status = "not-that-day", 409

    def message(self) -> Any:
        return _l("You can check people in on the day of their booking, until it ends.")


class NameMissing(DomainError):
    """Whom a host books for has a name, by which they are known at the hub."""

    code, status, field = "name-missing", 422, "guest_name"

    def message(self) -> Any:
        return _l("Please enter a name.")


class ReasonMissing(DomainError):
    """Whoever takes something away from people says why."""

    code, status, field = "reason-missing", 422, "reason"

    def message(self) -> Any:
        return _l("Please enter a reason.")


class NobodyToTell(DomainError):
    """Nobody with an account comes that day."""

    code, status = "nobody-to-tell", 409

    def message(self) -> Any:
        return _l("Nobody who can get an email is coming on this day.")
