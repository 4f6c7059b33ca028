"""Why an account cannot be deleted yet."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError


class HasComingBookings(DomainError):
    """There are bookings that run or come: they are cancelled first, so that the hosts know."""

    code, status = "has-coming-bookings", 409

    def message(self) -> Any:
        return _l("You still have upcoming bookings. Please cancel them first, then delete the account.")
