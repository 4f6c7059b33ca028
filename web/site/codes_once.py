"""The codes of a locker are made and shown once, however often the form is sent."""

from flask import flash
from flask_babel import gettext as _

from bookings.handover import actions
from bookings.handover.actions import Codes
from bookings.models import Booking
from core.idempotent_form import submit_once
from hubs.models import Space
from web.site.handover_forms import RecipientForm


def codes_once(form: RecipientForm, booking: Booking, space: Space, back: str) -> Codes | None:
    """New codes; None where the form has made some already: these still hold, and are shown no more. What
    `actions.give_codes` raises."""
    made = list[Codes]()
    recipient = form.recipient.data or ""

    def work() -> str:
        made.append(actions.give_codes(booking=booking, space=space, recipient=recipient))
        return back

    submit_once(form.form_key.data or "", {"booking": str(booking.id), "recipient": recipient}, work)
    if not made:
        flash(_("These codes were shown once and still hold. If they are lost, please create new ones."), "info")
        return None
    return made[0]
