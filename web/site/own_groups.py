"""A member's own groups, and whom their bookings are for: look, say who sits where, cancel a part or all. What is
another's does not exist."""

from collections.abc import Sequence
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug import Response

from bookings import guest_actions
from bookings.groups import actions, queries
from bookings.groups.queries import GroupView
from bookings.queries import BookingView
from core.access import MEMBER, access
from core.arguments import read_uuid
from core.clock import now
from core.errors import DomainError
from core.refusals import page_again, when_refused
from hubs.setup import place_of, setup_of
from web.site import throttle
from web.site.booking_pages import BookingCard, card
from web.site.bookings import card_of
from web.site.group_forms import GuestsForm, emails_in, guests_form
from web.site.groups import blueprint
from web.site.payment_pages import summaries

MOST_CHOSEN = 60


@blueprint.get("/groups/<group_id>")
@access(MEMBER)
def show(group_id: str) -> str:
    return _page(_own(group_id), None)


def _back(group_id: str) -> str:
    return url_for("groups.show", group_id=group_id)


@blueprint.post("/groups/<group_id>/guests")
@access(MEMBER, come_back=_back)
@when_refused(lambda error, group_id: _page(_own(group_id), error))
def name_guests(group_id: str) -> Response:
    """Who sits where, for all places at once."""
    throttle.mails_to_guests(current_user.id, emails_in(request.form))
    view = _own(group_id)
    nameable = _nameable(view)
    form = guests_form([one.booking.id for one in nameable])
    if not form.is_complete([one.booking.id for one in nameable]):
        return page_again(lambda: _page(_own(group_id), None))
    _name(nameable, form)
    flash(_("Saved. People with an email address who are new here will get an email."), "success")
    return redirect(_back(group_id), 303)


def _cancel_form(group_id: str) -> str:
    return url_for("groups.cancel_form", group_id=group_id)


@blueprint.get("/groups/<group_id>/cancellation")
@access(MEMBER)
def cancel_form(group_id: str) -> str:
    """Which places would go: those that `booking` names, or all that can be cancelled."""
    return _cancellation(_own(group_id), _chosen(request.args.getlist("booking")), None)


@blueprint.post("/groups/<group_id>/cancellation")
@access(MEMBER, come_back=_cancel_form)
@when_refused(lambda error, group_id: _cancellation(_own(group_id), _chosen(request.form.getlist("booking")), error))
def cancel(group_id: str) -> Response:
    chosen = _chosen(request.form.getlist("booking"))
    gone = actions.cancel_group(view=_own(group_id), member=current_user, chosen=chosen)
    said = ngettext("%(num)s place has been cancelled.", "%(num)s places have been cancelled.", len(gone))
    flash(said, "success")
    return redirect(_back(group_id), 303)


def _guest_form(booking_id: str) -> str:
    return url_for("groups.guest_form", booking_id=booking_id)


@blueprint.get("/bookings/<booking_id>/guest")
@access(MEMBER)
def guest_form(booking_id: str) -> str:
    """Whom one booking is for."""
    return _guest_page(booking_id, None)


@blueprint.post("/bookings/<booking_id>/guest")
@access(MEMBER, come_back=_guest_form)
@when_refused(lambda error, booking_id: _guest_page(booking_id, error))
def name_guest(booking_id: str) -> Response:
    throttle.mails_to_guests(current_user.id, emails_in(request.form))
    found = card_of(booking_id)
    form = guests_form([found.view.booking.id])
    if not form.is_complete([found.view.booking.id]):
        return page_again(lambda: _guest_page(booking_id, None))
    _name([found.view], form)
    flash(_("Saved."), "success")
    return redirect(url_for("bookings.show", booking_id=booking_id), 303)


def _name(views: Sequence[BookingView], form: GuestsForm) -> None:
    for view in views:
        place = place_of(setup_of(view.hub), view.space)
        guest = form.guest(view.booking.id)
        guest_actions.name(booking=view.booking, member=current_user, hub=view.hub, place=place, guest=guest)


def _guest_page(booking_id: str, error: DomainError | None) -> str:
    found = card_of(booking_id)
    if not guest_actions.can_be_named(found.view.booking, found.view.status):
        abort(404)
    form = _filled([found.view])
    return render_template("site/groups/guest.html", card=found, form=form, key=found.view.booking.id, error=error)


def _page(view: GroupView, error: DomainError | None) -> str:
    setup, money = setup_of(view.hub), summaries(list(view.views))
    cards: list[BookingCard] = [card(one, setup, money.get(one.booking.id)) for one in view.views]
    nameable = _nameable(view)
    return render_template(
        "site/groups/show.html",
        view=view,
        cards=cards,
        cancellable={one.booking.id for one in queries.cancellable(view, setup, now())},
        nameable=nameable,
        form=_filled(nameable),
        gross_cents=sum(one.booking.price_cents for one in view.live),
        error=error,
    )


def _filled(views: Sequence[BookingView]) -> GuestsForm:
    """As it is known, or as it was just sent."""
    keys = [one.booking.id for one in views]
    if request.form:
        form = guests_form(keys)
        form.is_complete(keys)
        return form
    emails = guest_actions.emails_of(keys)
    known = {f"guest-{one.booking.id}": one.booking.guest_name for one in views}
    return guests_form(keys, known | {f"email-{key}": emails.get(key, "") for key in keys})


def _nameable(view: GroupView) -> list[BookingView]:
    return [one for one in view.views if guest_actions.can_be_named(one.booking, one.status)]


def _cancellation(view: GroupView, chosen: set[UUID] | None, error: DomainError | None) -> str:
    going = queries.cancellable(view, setup_of(view.hub), now())
    going = [one for one in going if chosen is None or one.booking.id in chosen]
    return render_template("site/groups/cancellation.html", view=view, going=going, error=error)


def _chosen(texts: Sequence[str]) -> set[UUID] | None:
    """What was ticked; None where nothing was: then all are meant."""
    return {key for key in map(read_uuid, texts[:MOST_CHOSEN]) if key is not None} if texts else None


def _own(group_id: str) -> GroupView:
    return queries.group_of(current_user.id, group_id, now()) or abort(404)
