"""The named errors of hosts, invitations and what a person is to a hub."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError
from hubs.people.rules import MAX_REASON


class LastHost(DomainError):
    """Without this host nobody could run the hub."""

    code, status = "last-host", 409

    def message(self) -> Any:
        return _l("A hub needs at least one host. Please invite somebody first, and step down once they have accepted.")


class AlreadyHost(DomainError):
    """The address belongs to a host of this hub."""

    code, status, field = "already-host", 422, "email"

    def message(self) -> Any:
        return _l("This person is already a host of this hub.")


class InvitationOver(DomainError):
    """The link of an invitation was used, withdrawn, or is too old. Facts: expired (bool)."""

    code, status = "invitation-over", 410
    meaning = _l("The invitation was used, withdrawn, or is too old.")

    def message(self) -> Any:
        if self.facts.get("expired"):
            return _l("This invitation is more than two weeks old. Please ask the hosts for a new one.")
        return _l(
            "This invitation has already been used, or it was withdrawn. Please ask the hosts if you need a new one."
        )


class InvitationForAnother(DomainError):
    """Only the person with the invited address can accept."""

    code, status = "invitation-for-another", 403

    def message(self) -> Any:
        return _l("This invitation was sent to a different email address from the one on your account.")


class BadReason(DomainError):
    """A restriction needs a reason, since the member sees it."""

    code, status, field = "bad-reason", 422, "reason"

    def message(self) -> Any:
        return _l("Please enter a reason of at most %(most)s characters: the person will read it.", most=MAX_REASON)
