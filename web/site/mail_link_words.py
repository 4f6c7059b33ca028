"""What the pages behind quick links say when there is nothing (more) to click."""

from typing import Any

from flask_babel import lazy_gettext as _l

from bookings import rules
from bookings.reminders.links import CANCEL, CHECK_IN
from core.clock import now
from core.errors import DomainError
from web.site.booking_pages import BookingCard

DONE = {
    CHECK_IN: ("checked_in", _l("You are checked in. Have a good time!")),
    CANCEL: ("cancelled", _l("The booking has been cancelled. The place is free for others again.")),
}
"""By link: the status that it leads to, and what is said then."""

STANDS = {
    "requested": _l("The hosts have not answered this request yet."),
    "held": _l("This booking has not been paid for yet."),
    "checked_in": _l("You are already checked in, so the booking can no longer be cancelled."),
    "completed": _l("This booking is over."),
    "no_show": _l("This booking is over."),
    "cancelled": _l("This booking has been cancelled."),
    "declined": _l("The hosts have declined this request."),
    "expired": _l("This request expired without an answer."),
}


NOT_TAKEN_YET = _l("You have not taken this place yet.")


def is_done(action: str, card: BookingCard) -> bool:
    return bool(card.view.status == DONE[action][0])


def why_not(action: str, card: BookingCard) -> Any:
    """A sentence when the link's button would be refused now, else None."""
    if card.can_check_in if action == CHECK_IN else card.can_cancel:
        return None
    status, booking, place_rules = card.view.status, card.view.booking, card.place.rules
    if status != "confirmed":
        return NOT_TAKEN_YET if card.is_proposed else STANDS[status]
    try:
        if action == CHECK_IN:
            rules.check_in_window(place_rules, booking.starts_at, booking.ends_at, now())
            if card.needed:
                raise card.needed
        else:
            rules.check_cancellable(place_rules, status, booking.starts_at, now())
    except DomainError as error:
        return error.message()
    return None
