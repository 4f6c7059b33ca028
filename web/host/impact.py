"""What has become of the bookings that gave way, undoing it, and putting a space away."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug import Response

from bookings.impact import queries, undoing_actions
from bookings.impact.changes import PuttingAway
from bookings.impact.errors import TooLateToUndo
from bookings.impact.rules import BLOCKED, BROKEN, CLOSED, DELAY, HOURS, PUT_AWAY
from core import journal
from core.access import HOST, access
from core.clock import now
from core.errors import DomainError
from core.refusals import when_refused
from core.text import one_line
from core.tokens import BadLink, unsign
from hubs.models import Hub, Space
from web.host import path
from web.host.frame import forget_undo, host_page, hosted_hub
from web.host.impact_choices import MAX_AGE, PURPOSE, carry_out, hits_context, shown

blueprint = Blueprint("impact", __name__, url_prefix="/host/<slug>")
BELONGS_TO = {
    CLOSED: ("closing_pages.index", _l("Back to the closures")),
    BLOCKED: ("blocking_pages.index", _l("Back to blocked times")),
    BROKEN: ("today.show", _l("To the day’s list")),
    HOURS: ("hours_pages.edit", _l("Back to the opening hours")),
    PUT_AWAY: ("host.spaces", _l("Back to desks and rooms")),
}
"""By what was done: the page from which it was done, and the way back there."""


def _closures(slug: str, **_args: object) -> str:
    return url_for("closing_pages.index", slug=slug)


@blueprint.get("/impact")
@access(HOST)
def receipt(slug: str) -> Response | str:
    """Which bookings an operation (`of`) has moved or cancelled, and the button that takes it back."""
    if "of" not in request.args:
        return redirect(_closures(slug))
    about = request.args.get("about", "")
    return _receipt(hosted_hub(slug), request.args["of"], about, request.args.get("undo", ""), None)


@blueprint.route("/displaced", methods=["GET", "POST"])
@access(HOST)
def receipt_of_before(slug: str) -> Response:
    """The address that it had: pages and links of before lead on, with what they carry."""
    asked = request.query_string.decode("ascii", "replace")
    return redirect(url_for("impact.receipt", slug=slug) + (f"?{asked}" if asked else ""), 308)


@blueprint.post("/impact")
@access(HOST, come_back=_closures)
@when_refused(lambda error, slug: _receipt(hosted_hub(slug), *_operation(), "", error))
def undo(slug: str) -> Response:
    hub, token = hosted_hub(slug), request.form.get("undo", "")
    operation, about = _operation()
    facts = _facts(token, operation)
    left = undoing_actions.undo(host=current_user, hub=hub, operation=operation, undo=facts)
    forget_undo()
    if left:
        flash(
            _(
                "This has been undone, except for the bookings below: their places are taken, or they have been "
                "changed since."
            ),
            "warning",
        )
        return redirect(url_for("impact.receipt", slug=slug, of=operation, about=about or None), 303)
    flash(_("This has been undone: all bookings are as before, and no email goes out."), "success")
    return redirect(facts["back"], 303)


def _operation() -> tuple[str, str]:
    """What the form wants to undo, and what that was about."""
    return request.form.get("of", ""), request.form.get("about", "")


def _facts(token: str, operation: str) -> dict[str, Any]:
    """What `deciding.carry_out` signed for this operation. TooLateToUndo."""
    try:
        facts: dict[str, Any] = unsign(PURPOSE, token, MAX_AGE)
    except BadLink:
        raise TooLateToUndo from None
    if facts["operation"] != operation:
        raise TooLateToUndo
    return facts


def _receipt(hub: Hub, operation: str, about: str, token: str, error: DomainError | None) -> str:
    done = queries.done_by(hub, operation[:32]) or abort(404)
    journal.note(actor_id=current_user.id, hub_slug=hub.slug, what="hits")
    olds = queries.spaces_by_id(hub, {one.impact.from_space_id for one in done})
    can_undo = bool(token) and error is None and undoing_actions.can_be_undone(done, now())
    until = done[0].impact.created_at + DELAY
    belongs_to, back_words = BELONGS_TO.get(about, BELONGS_TO[CLOSED])
    what: dict[str, Any] = {
        "about": about,
        "back": url_for(belongs_to, slug=hub.slug),
        "back_words": back_words,
        "belongs_to": belongs_to,
        "done": done,
        "olds": olds,
        "token": token if can_undo else "",
        "until": until,
        "operation": operation,
    }
    return host_page("host/impact.html", hub, error=error, **what)


def _spaces(slug: str) -> str:
    return path.asked() or url_for("host.spaces", slug=slug)


def _put_away_page(slug: str, space_id: int) -> str:
    return url_for("impact.put_away_form", slug=slug, space_id=space_id)


@blueprint.get("/spaces/<int:space_id>/put-away")
@access(HOST)
def put_away_form(slug: str, space_id: int) -> str:
    hub = hosted_hub(slug)
    return _put_away(hub, _space(hub, space_id), None)


@blueprint.post("/spaces/<int:space_id>/put-away")
@access(HOST, come_back=_put_away_page)
@when_refused(lambda error, slug, space_id: _put_away_again(hosted_hub(slug), space_id, error))
def put_away(slug: str, space_id: int) -> Response:
    hub = hosted_hub(slug)
    change = PuttingAway(_space(hub, space_id), one_line(request.form.get("reason"))[:200])
    return carry_out(hub, change, _("The place is retired."), _spaces(slug))


def _put_away_again(hub: Hub, space_id: int, error: DomainError) -> tuple[str, int]:
    to_say, status = shown(error)
    return _put_away(hub, _space(hub, space_id), to_say), status


def _space(hub: Hub, space_id: int) -> Space:
    return queries.space_of(hub, space_id) or abort(404)


def _put_away(hub: Hub, space: Space, error: DomainError | None) -> str:
    what: dict[str, Any] = {
        "space": space,
        "error": error,
        "action": _put_away_page(hub.slug, space.id),
        "back": _spaces(hub.slug),
    }
    reason = one_line(request.form.get("reason"))[:200]
    return host_page("host/put_away.html", hub, reason=reason, **what, **hits_context(hub, PuttingAway(space)))
