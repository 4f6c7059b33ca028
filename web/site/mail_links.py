"""Behind the links in reminders: check in, or cancel, without log-in.

A GET only shows a button: programs that look through mails open links by themselves. The address is the secret, so a
POST needs no token of a form. The pages say nothing of the person, and nothing of any other booking.
"""

from collections.abc import Callable
from typing import NamedTuple

from flask import Blueprint, make_response, redirect, render_template, request
from flask import Response as FlaskResponse
from werkzeug import Response

from bookings import actions
from bookings.reminders import links, queries
from bookings.reminders.links import CANCEL, CHECK_IN, DeadLink
from core.access import LINK, access
from core.clock import now
from core.errors import DomainError
from core.refusals import when_refused
from core.security import csrf
from hubs.setup import setup_of
from members.models import Member
from web.site import mail_link_words
from web.site.booking_pages import BookingCard, whole_card

blueprint = Blueprint("quick_links", __name__, url_prefix="/mails/bookings")


class LinkVisit(NamedTuple):
    """A booking with whose it is, and what can be done with it now."""

    card: BookingCard
    member: Member


@blueprint.get("/check-in/<token>")
@access(LINK)
def check_in_form(token: str) -> FlaskResponse:
    return _page(CHECK_IN, token, None)


@blueprint.post("/check-in/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
@access(LINK)
def check_in(token: str) -> Response:
    def work(found: BookingCard, member: Member) -> None:
        actions.check_in(booking=found.view.booking, actor=member, place=found.place)

    return _do(CHECK_IN, token, work)


@blueprint.get("/cancel/<token>")
@access(LINK)
def cancel_form(token: str) -> FlaskResponse:
    return _page(CANCEL, token, None)


@blueprint.post("/cancel/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
@access(LINK)
def cancel(token: str) -> Response:
    def work(found: BookingCard, member: Member) -> None:
        actions.cancel(booking=found.view.booking, member=member, hub=found.view.hub, place=found.place)

    return _do(CANCEL, token, work)


@when_refused(lambda error, action, token, work: _page(action, token, error))
def _do(action: str, token: str, work: Callable[[BookingCard, Member], None]) -> Response:
    """A second time changes nothing, and the page says how it is."""
    work(*_visit(action, token))
    return redirect(request.full_path.rstrip("?"), 303)


def _visit(action: str, token: str) -> LinkVisit:
    """DeadLink; a booking that is no longer anybody's has no links either."""
    found = queries.own(links.read(action, token), now())
    if found is None:
        raise DeadLink
    view, member = found
    return LinkVisit(whole_card(view, setup_of(view.hub)), member)


def _page(action: str, token: str, error: DomainError | None) -> FlaskResponse:
    try:
        found = _visit(action, token).card
    except DeadLink as dead:
        return make_response(render_template("site/mail_links/dead_link.html", message=dead.message()), dead.status)
    page = render_template(
        "site/mail_links/quick_link.html",
        card=found,
        action=action,
        done=mail_link_words.DONE[action][1] if mail_link_words.is_done(action, found) else None,
        reason=mail_link_words.why_not(action, found) or (error and error.message()),
    )
    return make_response(page, error.status if error else 200)
