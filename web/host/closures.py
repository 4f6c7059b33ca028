"""Closures of the hub: what is coming, a new one, and taking one back."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from bookings.impact import queries
from bookings.impact.changes import HubClosing
from core.access import HOST, access
from core.errors import DomainError
from core.refusals import page_again, when_refused
from core.tokens import new_secret
from hubs import actions as hub_actions
from hubs.models import Hub
from web.host.blocking_forms import ClosureForm
from web.host.frame import host_page, hosted_hub, undo_offer
from web.host.impact_choices import carry_out, hits_context, shown

blueprint = Blueprint("closing_pages", __name__, url_prefix="/host/<slug>/closures")


def _list(slug: str, **_args: object) -> str:
    return url_for("closing_pages.index", slug=slug)


@blueprint.get("")
@access(HOST)
def index(slug: str) -> str:
    return _page(hosted_hub(slug), ClosureForm(formdata=request.args if "date" in request.args else None))


@blueprint.post("")
@access(HOST, come_back=_list)
def create(slug: str) -> Response:
    hub, form = hosted_hub(slug), ClosureForm()
    time = form.interval(hub.time_zone)
    if time is None:
        return page_again(lambda: _page(hosted_hub(slug), form))
    return _close(slug, HubClosing(*time, form.reason.data or ""))


@when_refused(lambda error, slug, change: _hits_again(hosted_hub(slug), change, error))
def _close(slug: str, change: HubClosing) -> Response:
    return carry_out(hosted_hub(slug), change, _("The closure has been saved."), _list(slug))


@blueprint.post("/<int:closure_id>/take-back")
@access(HOST, come_back=_list)
def take_back(slug: str, closure_id: int) -> Response:
    hub = hosted_hub(slug)
    closure = queries.closure_of(hub, closure_id) or abort(404)
    offer = undo_offer(slug)
    if offer and offer["closure"] == closure_id:
        flash(_("Please undo everything here: that removes the closure and restores the bookings, too."), "warning")
        return redirect(offer["path"], 303)
    hub_actions.reopen(hub=hub, closure=closure)
    flash(
        _("The closure has been removed. The usual opening hours apply again. Cancelled bookings stay cancelled."),
        "success",
    )
    return redirect(_list(slug), 303)


def _page(hub: Hub, form: ClosureForm) -> str:
    closures = queries.closures_of(hub)
    form.form_key.data = form.form_key.data or new_secret()
    standing = queries.bookings_in_closures(hub, closures)
    return host_page("host/closures.html", hub, form=form, closures=closures, standing=standing)


def _hits_again(hub: Hub, change: HubClosing, error: DomainError) -> tuple[str, int]:
    to_say, status = shown(error)
    return _hits(hub, change, to_say), status


def _hits(hub: Hub, change: HubClosing, error: DomainError | None) -> str:
    typed: dict[str, Any] = {name: request.form.get(name) for name in ("date", "until", "from", "to", "reason")}
    back = url_for("closing_pages.index", slug=hub.slug, **typed)
    what: dict[str, Any] = {"change": change, "error": error, "back": back, "action": _list(hub.slug)}
    return host_page("host/hits_of_closing.html", hub, **what, **hits_context(hub, change))
