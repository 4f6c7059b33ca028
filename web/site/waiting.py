"""The waiting list as a member sees it: what they wait for, joining, leaving. What is another's does not exist here."""

from collections.abc import Mapping

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask import Response as FlaskResponse
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from bookings.reminders.links import DeadLink
from bookings.subject import subject_of
from bookings.suggesting import Enquiry
from bookings.waiting import actions, links, queries
from bookings.waiting.queries import WaitingView
from core.access import LINK, MEMBER, access
from core.clock import now
from core.errors import DomainError
from core.refusals import when_refused
from core.security import csrf
from core.timespans import Interval
from hubs.setup import setups_of
from members.models import Member
from web.site.pay_choices import choice_shown, read_choice
from web.site.waiting_forms import typed, wish_of
from web.site.waiting_pages import at_most, by_urgency, card, joining

blueprint = Blueprint("waiting", __name__)


@blueprint.get("/waiting")
@access(MEMBER)
def index() -> str:
    views = queries.own(current_user.id, now())
    setups = setups_of({view.hub.id: view.hub for view in views}.values())
    cards = by_urgency(card(view, setups[view.hub.id]) for view in views)
    return render_template("site/waiting/index.html", cards=cards)


def same_wish() -> str:
    """The page on which one joins the list for what the form of this request says."""
    return url_for("waiting.new", **typed(request.form))


@blueprint.get("/waiting/new")
@access(MEMBER)
def new() -> Response | str:
    wish = _wish(request.args)
    if wish is None:  # the page of booking says what is wrong with the times
        return redirect(url_for("bookings.new", **typed(request.args)), 303)
    return render_template("site/waiting/new.html", page=joining(wish, current_user))


@blueprint.post("/waiting")
@access(MEMBER, come_back=same_wish)
def join() -> Response:
    wish = _wish(request.form)
    if wish is None:
        return redirect(url_for("bookings.new", **typed(request.form)), 303)
    return _join(wish)


@when_refused(lambda error, wish: _refused(wish, error))
def _join(wish: Enquiry) -> Response:
    choice = at_most(read_choice(request.form, agreed=request.form.get("price", ""))) if _takes() else None
    entry = actions.join(member=current_user, subject=wish.subject, span=Interval(wish.start, wish.end), choice=choice)
    view = queries.own_one(current_user.id, str(entry.id), now()) or abort(404)
    flash(_joined(view), "success")
    return redirect(url_for("waiting.index"), 303)


def _joined(view: WaitingView) -> str:
    position = view.position
    if position is None or position.of == 1:
        return str(
            _("You are on the waiting list, and the first. We will send you an email when something becomes free.")
        )
    told = _("You are on the waiting list: number %(number)s of %(of)s.", number=position.number, of=position.of)
    return " ".join([told, _("We will send you an email when it is your turn.")])


@blueprint.post("/waiting/<entry_id>/removal")
@access(MEMBER, come_back=lambda entry_id: url_for("waiting.index"))
def leave(entry_id: str) -> Response:
    """One that is gone already stays so."""
    view = queries.own_one(current_user.id, entry_id, now())
    if view is not None:
        actions.leave(entry=view.entry, member=current_user)
    flash(_("You have left the waiting list for it."), "success")
    return redirect(url_for("waiting.index"), 303)


@blueprint.get("/mails/waiting/<token>")
@access(LINK)
def leave_by_link_form(token: str) -> FlaskResponse:
    """A GET only shows a button: programs that look through mails open links by themselves."""
    return _link_page(token)


@blueprint.post("/mails/waiting/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
@access(LINK)
def leave_by_link(token: str) -> Response:
    """The address is the secret, so no token of a form is needed."""
    if found := _by_link(token):
        view, member = found
        actions.leave(entry=view.entry, member=member)
    return redirect(url_for("waiting.leave_by_link_form", token=token), 303)


def _link_page(token: str) -> FlaskResponse:
    try:
        found = _by_link(token)
    except DeadLink as dead:
        return make_response(render_template("site/mail_links/dead_link.html", message=dead.message()), dead.status)
    return make_response(render_template("site/waiting/leave.html", view=found[0] if found else None))


def _by_link(token: str) -> tuple[WaitingView, Member] | None:
    """DeadLink; None when the entry is gone."""
    return queries.by_link(links.read(token), now())


def _takes() -> bool:
    """Whether it is to be booked for them as soon as it is free."""
    return request.form.get("take") == "1"


def _wish(values: Mapping[str, str]) -> Enquiry | None:
    return wish_of(subject_of(values) or abort(404), values)


def _refused(wish: Enquiry, error: DomainError) -> str:
    choice = choice_shown(request.form, request.args)
    return render_template("site/waiting/new.html", page=joining(wish, current_user, choice, error))
