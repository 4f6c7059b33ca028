"""The pages of a tablet at the door: no log-in, no way elsewhere, no cookie. The token in the address opens them."""

from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from bookings.door import actions, limits, queries
from bookings.door.errors import WrongPin
from bookings.door.queries import Sign
from core.access import LINK, access
from core.arguments import read_id
from core.clock import now
from core.errors import DomainError
from core.formats import until
from core.i18n import LANGUAGES
from core.idempotent_form import submit_once
from core.refusals import when_refused
from core.security import csrf
from core.tokens import new_secret
from hubs.rules import is_visible
from hubs.setup import setup_of
from web.host import label_codes
from web.site.door_board import board_of, place_and_ends
from web.site.door_routes import blueprint
from web.site.hub_words import status
from web.site.scan_page import read_end

Page = tuple[str, int]


@blueprint.get("/door/<token>")
@access(LINK)
def sign(token: str) -> str | Page:
    found = sign_behind(token)
    return _board("site/door/sign.html", found, token) if found else switched_off()


@blueprint.get("/door/<token>/now")
@access(LINK)
def sign_now(token: str) -> Response | str | Page:
    """The part of the page that its script fetches anew every half minute; who opens it as a page gets the whole."""
    found = sign_behind(token)
    if found is None:
        return "", 404
    if "HX-Request" not in request.headers:
        return redirect(url_for(".sign", token=token, lang=language()), 303)
    return _board("site/door/_board.html", found, token)


@blueprint.get("/door/<token>/booking")
@access(LINK)
def sign_booking(token: str) -> str | Page:
    found = sign_behind(token)
    return _form(found, token, None) if found else switched_off()


@blueprint.post("/door/<token>/booking")
@access(LINK)
@when_refused(lambda error, token: _form(sign_behind(token) or abort(404), token, error))
def sign_book(token: str) -> Response:
    """For somebody at the door who knows the PIN. No cookie is at work here, so nobody can misuse one: whoever sends
    this knows the token and the PIN."""
    sign_id, pin_hash = _bookable(token)
    limits.count_pin(sign_id)
    if not queries.is_pin(pin_hash, request.form.get("pin", "")):
        raise WrongPin
    limits.pin_was_right(sign_id)
    return redirect(_book_once(token), 303)


csrf.exempt(sign_book)


def _bookable(token: str) -> tuple[int, str]:
    found = sign_behind(token) or abort(404)
    return found.sign.id, found.sign.pin_hash or abort(404)


def _book_once(token: str) -> str:
    found = sign_behind(token) or abort(404)
    wish = {"sign": found.sign.id, "end": request.form.get("end", ""), "space": request.form.get("space", "")}
    return submit_once(request.form.get("form_key", ""), wish, lambda: _take(found, token))


def _take(found: Sign, token: str) -> str:
    moment = now()
    place, _ends = place_and_ends(found, _space_id(), moment) or abort(404)
    end = read_end(request.form.get("end", "")) or abort(400)
    actions.take(member=None, hub=found.hub, setup=setup_of(found.hub), place=place, end=end)
    return url_for(".sign", token=token, booked=place.id, lang=language())


def sign_behind(token: str) -> Sign | None:
    """The sign, unless its hub is not public (any more); hosts try it before they open their hub."""
    g.without_cookies = True
    found = queries.sign_of(token)
    if found and is_visible(is_public=found.hub.is_public, is_host=current_user.hosts(found.hub.slug)):
        return found
    return None


def switched_off() -> Page:
    """The page of a token that opens nothing (any more)."""
    return render_template("site/door/switched_off.html"), 404


def _board(template: str, found: Sign, token: str) -> str | Page:
    board = board_of(found, now())
    if board is None:
        return switched_off()
    return render_template(
        template, board=board, sign=found.sign, token=token, code=_code(found), done=_done(found), **_shared()
    )


def _code(found: Sign) -> Any:
    """What one's own phone scans: the space's code, or the hub's page."""
    if found.space and found.space.qr_code:
        return label_codes.svg(label_codes.address_of(found.space.qr_code), _("Code to scan with your phone"))
    if found.space:
        return None
    return label_codes.svg(
        label_codes.public(url_for("hubs.show", slug=found.hub.slug)), _("Code to scan with your phone")
    )


def _done(found: Sign) -> str | None:
    """What to say after a booking: it is read from the place itself, so that nobody can make the sign say something."""
    place = setup_of(found.hub).place(read_id(request.args.get("booked")))
    if place is None or (found.space and found.space.id != place.id):
        return None
    running = next(iter(queries.entries(found.hub, place, now(), with_names=False)), None)
    if running is None or running.start > now():
        return None
    time = until(running.end, now(), found.hub.time_zone)
    return str(_("%(place)s is yours until %(time)s.", place=place.told_name, time=time))


def _form(found: Sign, token: str, error: DomainError | None) -> str:
    if not found.sign.pin_hash:
        abort(404)
    moment = now()
    place, ends = place_and_ends(found, _space_id(), moment) or abort(404)
    house = status(found.hub, setup_of(found.hub), moment)
    shown = {"place": place, "house": house, "moment": moment, "ends": ends, "sign": found.sign, "hub": found.hub}
    chosen = request.form.get("end")
    key = new_secret()
    return render_template(
        "site/door/booking.html", token=token, error=error, chosen=chosen, form_key=key, **shown, **_shared()
    )


def _space_id() -> int | None:
    return read_id(request.values.get("space"))


def language() -> str | None:
    """The language that the address names: the sign stays in it, without a cookie."""
    lang = request.args.get("lang")
    return lang if lang in LANGUAGES else None


def _shared() -> dict[str, Any]:
    return {"language": language()}
