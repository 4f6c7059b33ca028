"""Taking what the waiting list proposes: the page to which its mail leads."""

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug import Response

from bookings.models import Booking
from bookings.waiting import actions
from core.access import MEMBER, access
from core.errors import DomainError
from core.refusals import when_refused
from web.site import going_on
from web.site.answer_forms import answers_form
from web.site.bookings import card_of
from web.site.pay_choices import choice_shown, read_choice
from web.site.waiting import blueprint
from web.site.waiting_pages import taking


def _form(booking_id: str) -> str:
    return url_for("waiting.take_form", booking_id=booking_id)


@blueprint.get("/bookings/<booking_id>/acceptance")
@access(MEMBER)
def take_form(booking_id: str) -> Response | str:
    """What is taken already, or never was a proposal, is shown as the booking that it is."""
    found = card_of(booking_id)
    if not found.view.booking.is_proposal:
        return redirect(url_for("bookings.show", booking_id=booking_id), 303)
    return _page(booking_id, None)


@blueprint.post("/bookings/<booking_id>/acceptance")
@access(MEMBER, come_back=_form)
@when_refused(lambda error, booking_id: _page(booking_id, error))
def take(booking_id: str) -> Response:
    choice, found = read_choice(request.form, agreed=request.form.get("price", "")), card_of(booking_id)
    answers = answers_form(found.setup.asked_at(found.place)).given
    booking = actions.take(booking=found.view.booking, member=current_user, choice=choice, answers=answers)
    return redirect(_where_to_go_on(booking), 303)


def _where_to_go_on(booking: Booking) -> str:
    """As after booking: to pay online what the place waits for, else to the booking."""
    if path := going_on.to_pay([booking]):
        return path
    going_on.say_what_follows([booking])
    return url_for("bookings.show", booking_id=booking.id)


def _page(booking_id: str, error: DomainError | None) -> str:
    found = card_of(booking_id)
    answers = answers_form(found.setup.asked_at(found.place))
    if error is not None:
        answers.refuse(error)
    page = taking(found, current_user, choice_shown(request.form, request.args), error)
    return render_template("site/waiting/take.html", page=page, answers=answers)
