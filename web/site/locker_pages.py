"""What the page of a locker's booking says of it."""

from dataclasses import dataclass

from bookings.handover import queries, rules
from bookings.handover.rules import State
from bookings.queries import BookingView
from core.clock import now
from core.errors import is_allowed
from web.site.handover_forms import RecipientForm


@dataclass(frozen=True, slots=True)
class LockerPart:
    """How it stands with the locker, and whether its member can have codes for others."""

    state: State
    can_have_codes: bool
    form: RecipientForm


def locker_part(view: BookingView, form: RecipientForm | None = None) -> LockerPart | None:
    """None for all that is no locker's. One query for a locker's."""
    booking, space = view.booking, view.space
    if space.kind != "locker":
        return None
    moment, handover = now(), queries.of_booking(booking)
    can_have_codes = is_allowed(rules.check_can_have_codes, space.kind, view.status, booking.ends_at, moment)
    recipient = handover.recipient if handover else ""
    form = form or RecipientForm(formdata=None, recipient=recipient)
    return LockerPart(queries.state(booking, handover, moment), can_have_codes, form)
