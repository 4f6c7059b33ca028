"""Behind the code on a desk: check in and out, take the place, or hear until when it is taken. Never who sits there."""

from dataclasses import asdict
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from bookings import actions as booking_actions
from bookings.cover import Choice
from bookings.door import actions, queries
from bookings.door.queries import ScannedPlace
from core.access import LINK, MEMBER, access
from core.clock import now
from core.errors import DomainError
from core.idempotent_form import submit_once
from core.refusals import when_refused
from core.tokens import new_secret
from hubs.rules import is_visible
from hubs.setup import setup_of
from payments.queries import account_of_booking
from payments.terms import agreeing
from web.site.door_routes import blueprint
from web.site.pay_choices import choice_shown, read_choice
from web.site.payment_links import payment_path
from web.site.scan_page import agreed_of, look, read_end
from web.site.way_in import entry_for

Page = tuple[str, int] | tuple[str, int, dict[str, str]]


def _back(code: str) -> str:
    return url_for("door.scan", code=code)


@blueprint.get("/q/<code>")
@access(LINK)
def scan(code: str) -> str | Page:
    spot = spot_behind(code)
    return spot_page(spot, None) if spot else (render_template("site/door/unknown.html"), 404)


@blueprint.post("/q/<code>/check-in")
@access(MEMBER, come_back=_back)
@when_refused(lambda error, code: spot_page(spot_behind(code) or abort(404), error))
def check_in(code: str) -> Response:
    spot = spot_behind(code) or abort(404)
    setup = setup_of(spot.hub)
    place = setup.by_id[spot.space.id]
    booking = queries.own_booking(current_user.id, setup, place, now())
    if booking is None:
        return redirect(_back(code), 303)
    booked = setup.by_id.get(booking.space_id, place)
    booking_actions.check_in(booking=booking, actor=current_user, place=booked)
    flash(_("You are checked in. Have a good time!"), "success")
    return redirect(_back(code), 303)


@blueprint.post("/q/<code>/check-out")
@access(MEMBER, come_back=_back)
@when_refused(lambda error, code: spot_page(spot_behind(code) or abort(404), error))
def check_out(code: str) -> Response:
    spot = spot_behind(code) or abort(404)
    setup = setup_of(spot.hub)
    booking = queries.own_booking(current_user.id, setup, setup.by_id[spot.space.id], now())
    if booking is None:
        return redirect(_back(code), 303)
    booking_actions.check_out(booking=booking, actor=current_user)
    flash(_("You are checked out, and the place is free for others again. Goodbye!"), "success")
    return redirect(_back(code), 303)


@blueprint.post("/q/<code>/booking")
@access(MEMBER, come_back=_back)
@when_refused(lambda error, code: spot_page(spot_behind(code) or abort(404), error))
def book(code: str) -> Response:
    """From this minute until the `end` that the form names."""
    spot = spot_behind(code) or abort(404)
    end = request.form.get("end", "")
    choice = read_choice(request.form, agreed=agreed_of(request.form.get("shown"), end))
    wish = {"code": code, "end": end, "member": current_user.id} | asdict(choice)
    return redirect(submit_once(request.form.get("form_key", ""), wish, lambda: _take(spot, end, choice)), 303)


def _take(spot: ScannedPlace, end_text: str, choice: Choice) -> str:
    """Takes the place, and says where to go on: to pay, when it is to be paid online."""
    setup = setup_of(spot.hub)
    end, place = read_end(end_text) or abort(400), setup.by_id[spot.space.id]
    booking = actions.take(member=current_user, hub=spot.hub, setup=setup, place=place, end=end, choice=choice)
    flash(_("The place is yours, and you are checked in. Have a good time!"), "success")
    account = account_of_booking(booking.id) if choice.way == "online" and booking.price_cents else None
    if account and account.due_cents:
        return payment_path(account.fee.id)
    return _back(str(spot.space.qr_code))


def spot_behind(code: str) -> ScannedPlace | None:
    """What everybody may see; hosts also try the labels of a hub that is not public yet."""
    spot = queries.spot_of(code)
    if not (spot and is_visible(is_public=spot.hub.is_public, is_host=current_user.hosts(spot.hub.slug))):
        return None
    return spot if spot.space.id in setup_of(spot.hub).by_id else None


def spot_page(spot: ScannedPlace, error: DomainError | None) -> str:
    """What one sees who scans the code, with what was refused."""
    setup = setup_of(spot.hub)
    member: Any = current_user if current_user.is_authenticated else None
    choice = choice_shown(request.form, {})
    here = look(member, spot.hub, setup, setup.by_id[spot.space.id], now(), choice)
    here_again = _back(str(spot.space.qr_code))
    own = here.booking
    is_locker = spot.space.kind == "locker"
    return render_template(
        "site/door/scan.html",
        here=here,
        error=error,
        code=spot.space.qr_code,
        next=here_again,
        form_key=new_secret(),
        choice=choice,
        is_locker=is_locker,
        entry=entry_for(own, own.status, spot.hub, spot.space) if own and own.space_id == spot.space.id else None,
        terms=agreeing.asked_of(setup.operator, member) if member else None,
    )
