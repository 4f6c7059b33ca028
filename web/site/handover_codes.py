"""Where a locker's code is typed: behind the label on a locker, and on the tablet at the door.

No address holds a code, no redirect does, and no page but the answer to who has just typed it. The first time the page
says which locker it is, and how it opens; that it is done is said by a button, so that nobody stands before a locker
that is free already while its door sticks.
"""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from bookings.door.queries import ScannedPlace, Sign
from bookings.handover import actions, limits
from bookings.handover.queries import FoundCode
from core.access import LINK, access
from core.client_address import network
from core.errors import DomainError
from core.refusals import when_refused
from core.security import csrf
from hubs.doors.queries import way_in
from hubs.models import Hub
from web.site.door_routes import blueprint
from web.site.door_sign import language, sign_behind, switched_off
from web.site.scan import spot_behind, spot_page

Page = str | tuple[str, int] | Response


@blueprint.post("/q/<code>/handover")
@access(LINK)
@when_refused(lambda error, code: spot_page(_spot(code), error))
def type_at_locker(code: str) -> Page:
    """Any code of the hub may be typed at any of its lockers: it says which one it is for."""
    hub_id = _spot(code).hub.id
    _count(hub_id)
    hub = _spot(code).hub
    if "done" in request.form:
        found = _finish(hub)
        flash(_said(found), "success")
        return redirect(url_for("door.scan", code=code), 303)
    return _open(hub, "site/door/locker.html", code=code)


@blueprint.get("/door/<token>/handover")
@access(LINK)
def sign_handover(token: str) -> Page:
    found = sign_behind(token)
    return _form(found, token, None) if found else switched_off()


@blueprint.post("/door/<token>/handover")
@access(LINK)
@when_refused(lambda error, token: _form(_sign(token), token, error))
def type_at_sign(token: str) -> Page:
    """No cookie is at work here, so nobody can misuse one: whoever sends this knows the token and the code."""
    hub_id = _sign(token).hub.id
    _count(hub_id)
    hub = _sign(token).hub
    if "done" in request.form:
        found = _finish(hub)
        return _shown("site/door/sign_locker_done.html", token=token, hub=hub, said=_said(found), language=language())
    return _open(hub, "site/door/sign_locker.html", token=token, language=language())


csrf.exempt(type_at_sign)


def _count(hub_id: int) -> None:
    limits.count(hub_id, network())


def _finish(hub: Hub) -> FoundCode:
    return _right(hub, lambda typed: actions.finish(hub=hub, typed=typed))


def _open(hub: Hub, template: str, **more: Any) -> Page:
    found = _right(hub, lambda typed: actions.find(hub=hub, typed=typed))
    told = way_in(hub.id, found.space.id).space
    return _shown(template, hub=hub, found=found, told=told, typed=request.form.get("code", "")[:20], **more)


def _right(hub: Hub, work: Callable[[str], FoundCode]) -> FoundCode:
    """Does it with the code that was typed; a right one does not count among the tries."""
    found = work(request.form.get("code", "")[:20])
    limits.was_right(hub.id, network())
    return found


def _shown(template: str, **what: Any) -> str:
    return render_template(template, **what)


def _said(found: FoundCode) -> str:
    if found.purpose == "deposit":
        return str(_("Noted: it is in %(place)s. Thank you!", place=found.space.name))
    return str(_("Noted: %(place)s is empty. Thank you!", place=found.space.name))


def _spot(code: str) -> ScannedPlace:
    return spot_behind(code) or abort(404)


def _sign(token: str) -> Sign:
    g.without_cookies = True
    return sign_behind(token) or abort(404)


def _form(found: Sign, token: str, error: DomainError | None) -> str:
    return _shown("site/door/sign_code.html", token=token, hub=found.hub, error=error, language=language())
