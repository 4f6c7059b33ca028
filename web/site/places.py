"""Names of places while somebody types, and the place that a device remembers for whoever asked it to."""

from flask import Blueprint, Response, current_app, jsonify, redirect, request, url_for
from werkzeug import Response as BaseResponse

from core.access import PUBLIC, access
from core.security import safe_next
from hubs.places.queries import around
from hubs.places.spelling import LONGEST

blueprint = Blueprint("places", __name__, url_prefix="/places")
COOKIE = "place"
YEAR = 365 * 24 * 3600
MINUTES = 5


@blueprint.get("")
@access(PUBLIC)
def suggest() -> Response:
    """Up to six names for what was typed so far; the same for everybody, so that any cache may keep it."""
    found = around().gazetteer.suggest(request.args.get("q", "")[:LONGEST])
    answer = jsonify([spot.name for spot in found])
    answer.cache_control.public, answer.cache_control.max_age = True, MINUTES * 60
    return answer


@blueprint.post("/own")
@access(PUBLIC)
def remember() -> BaseResponse:
    """Keep a place on the device, by its name; what is no place is not kept."""
    answer = _back()
    spot = around().gazetteer.named(request.form.get("place", "")[:LONGEST])
    if spot:
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        answer.set_cookie(COOKIE, spot.name, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)
    return answer


@blueprint.post("/own/removal")
@access(PUBLIC)
def forget() -> BaseResponse:
    """The device forgets the place."""
    answer = _back()
    answer.delete_cookie(COOKIE, samesite="Lax", httponly=True, secure=current_app.config["SESSION_COOKIE_SECURE"])
    return answer


def remembered() -> str | None:
    """The name of the place that this device remembers."""
    return request.cookies.get(COOKIE, "")[:LONGEST] or None


def _back() -> BaseResponse:
    return redirect(safe_next(request.form.get("next")) or url_for("search.show"), 303)
