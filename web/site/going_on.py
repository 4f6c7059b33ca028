"""Where somebody goes on who has just booked, and what they read there; the same for one booking and for several."""

from collections.abc import Sequence

from flask import flash
from flask_babel import gettext as _

from bookings.models import Booking
from payments.histories import last_fee_of
from web.site.payment_links import payment_path


def to_pay(bookings: Sequence[Booking]) -> str | None:
    """The page on which the first that waits for its money is paid online; None where none does."""
    for one in bookings:
        if one.status == "held" and (fee_id := last_fee_of(one.id)):
            return payment_path(fee_id)
    return None


def say_what_follows(bookings: Sequence[Booking], done: str | None = None) -> None:
    """That hosts will answer, or that all is `done` (in other words than these)."""
    if {one.status for one in bookings} == {"requested"}:
        flash(_("Your request is on its way to the hosts. You will get their answer by email."), "success")
    else:
        flash(done or _("All done. You will also get the details by email."), "success")
