"""What can go wrong at the door."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError


class HostsDecide(DomainError):
    """Where hosts decide on each booking, nobody takes a place by scanning its code."""

    code, status = "hosts-decide", 403

    def message(self) -> Any:
        return _l("The hosts here decide on each booking. Please ask them on site, or request a later time.")


class WrongPin(DomainError):
    """The PIN of the door sign is another."""

    code, status, field = "wrong-pin", 403, "pin"

    def message(self) -> Any:
        return _l("This is not the right PIN. Please ask the hosts for it.")
