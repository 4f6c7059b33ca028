"""The named errors of booking for somebody else."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError


class NoGuestHere(DomainError):
    """The space is confidential: nobody else's name, address or number is kept for it."""

    code, status, field = "no-guest-here", 422, "guest"

    def message(self) -> Any:
        return _l(
            "This place is confidential: no details of another person are kept for it. Please leave them out, or choose"
            " another place."
        )


class GuestNameMissing(DomainError):
    """There is an e-mail address, or a telephone number, of nobody."""

    code, status, field = "guest-name-missing", 422, "guest"

    def message(self) -> Any:
        return _l("Please also enter the name of the person whom you book for.")


class NotForAnother(DomainError):
    """Whom a booking is for is changed only as long as it is to come, and by the member whose it is."""

    code, status = "not-for-another", 409

    def message(self) -> Any:
        return _l("This booking has begun or no longer holds, so the person it is for can no longer be changed.")
