"""What can go wrong with a hand-over."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError
from core.formats import clock, day


class WrongCode(DomainError):
    """No code of this hub, or one that is dead: which of the two is not said."""

    code, status, field = "wrong-code", 403, "code"

    def message(self) -> Any:
        return _l("This code is not valid here. Please check the six digits, or ask the hosts.")


class NotYet(DomainError):
    """The code is right, and its time has not come. Facts: opens_at, zone."""

    code, status, field = "not-yet", 409, "code"
    meaning = _l("The code opens the locker only later.")

    def message(self) -> Any:
        opens_at, zone = self.facts["opens_at"], self.facts["zone"]
        return _l(
            "This code opens the locker from %(day)s, %(time)s.", day=day(opens_at, zone), time=clock(opens_at, zone)
        )


class TooManyCodes(DomainError):
    """So many wrong codes were typed that nobody can type one for a while. Facts: retry_after, seconds."""

    code, status, field = "too-many-codes", 429, "code"

    def message(self) -> Any:
        return _l("Too many wrong codes were typed here. Please ask the hosts to open the locker, or try again later.")


class NoHandover(DomainError):
    """The booking is no locker's, or stands no more."""

    code, status = "no-handover", 409

    def message(self) -> Any:
        return _l("There are codes only for lockers, as long as the booking has not ended.")
