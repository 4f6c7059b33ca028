"""The named errors of booking without an account."""

from typing import Any

from flask_babel import lazy_gettext as _l

from core.errors import DomainError
from core.formats import clock


class AccountNeeded(DomainError):
    """Here one books with an account only. Facts: `because`, a key of REASONS."""

    code, status = "account-needed", 403
    meaning = _l("This place can only be booked with an account.")

    def message(self) -> Any:
        return REASONS[self.facts["because"]]


REASONS = {
    "hub": _l("This hub asks you to log in before you book. An account is free of charge."),
    "confidential": _l("This place is confidential. Please log in or sign up, so that only you can see the booking."),
    "induction": _l(
        "You need an induction for this place. Please log in or sign up, so that we know whether you have it."
    ),
    "members": _l("Only certain people can book here. Please log in or sign up, so that we know who you are."),
    "questions": _l("This hub has questions to whoever books. Please log in or sign up to answer them."),
    "payment": _l("This place can only be paid online. Please log in or sign up to pay."),
}
"""Why an account is needed, and what to do."""


class AlreadyHeld(DomainError):
    """With this address another place is held: one at a time, until it is confirmed. Facts: until, zone."""

    code, status, field = "already-held", 409, "email"
    meaning = _l("Another place is held for this email address. It has to be confirmed first.")

    def message(self) -> Any:
        return _l(
            "We are already holding another place for this email address. Please confirm it first with the link in our "
            "email, or wait until %(time)s; then you can book the next one.",
            time=clock(self.facts["until"], self.facts["zone"]),
        )


class ConfirmationOver(DomainError):
    """The place is no longer held: its link came too late, or hosts needed the place."""

    code, status = "confirmation-over", 410

    def message(self) -> Any:
        return _l("The time for confirming this booking is over. Please see whether the place is still free.")


class AddressClosed(DomainError):
    """The address belongs to an account that was closed."""

    code, status = "address-closed", 403

    def message(self) -> Any:
        return _l("Nobody can book with this email address at the moment. Please ask the hub.")
