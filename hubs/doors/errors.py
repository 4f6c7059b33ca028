"""What can go wrong with doors."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError


class DoorNotOpened(DomainError):
    """The lock did not answer, or did not open; whether it has opened all the same, nobody knows."""

    code, status = "door-not-opened", 502

    def message(self) -> Any:
        return _l("The door did not answer. Please try again, or ask the hub.")


class NotYours(DomainError):
    """There is no booking for which the door opens now."""

    code, status = "not-your-door", 403

    def message(self) -> Any:
        return _l("The door opens from 15 minutes before your booking until its end.")
