"""A member's locker: codes for others, and that it is empty again."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from bookings.handover import actions
from core.access import MEMBER, access
from core.refusals import page_again, when_refused
from web.site.book import blueprint
from web.site.bookings import card_of, show_again
from web.site.codes_once import codes_once
from web.site.handover_forms import RecipientForm


def _back(booking_id: str) -> str:
    return url_for("bookings.show", booking_id=booking_id)


@blueprint.post("/bookings/<booking_id>/handover")
@access(MEMBER, come_back=_back)
def give_codes(booking_id: str) -> str | Response:
    """Answers with the page itself and no redirect: the codes are shown this once and are kept nowhere."""
    form = RecipientForm()
    if not form.validate():
        return page_again(lambda: show_again(card_of(booking_id), None, form))
    return _give(booking_id, form)


@when_refused(lambda error, booking_id, form: show_again(card_of(booking_id), error, form))
def _give(booking_id: str, form: RecipientForm) -> str | Response:
    found = card_of(booking_id)
    back = _back(booking_id)
    codes = codes_once(form, found.view.booking, found.view.space, back)
    if codes is None:
        return redirect(back, 303)
    return render_template("site/bookings/codes.html", card=found, codes=codes, recipient=form.recipient.data)


@blueprint.post("/bookings/<booking_id>/handover/collection")
@access(MEMBER, come_back=_back)
@when_refused(lambda error, booking_id: show_again(card_of(booking_id), error))
def collected(booking_id: str) -> Response:
    """All was taken out, in time or later."""
    found = card_of(booking_id)
    if found.view.space.kind != "locker":
        abort(404)
    actions.collect(booking=found.view.booking, actor=current_user)
    flash(_("Thank you. The locker is free again."), "success")
    return redirect(_back(booking_id), 303)
