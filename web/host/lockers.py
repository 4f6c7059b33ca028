"""What is in a hub's lockers, what was left behind, and codes for somebody without an account."""

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from bookings.handover import actions, queries
from bookings.today import queries as today_queries
from bookings.today.queries import DayBooking
from core.access import HOST, access
from core.clock import now
from core.errors import DomainError
from core.refusals import page_again, when_refused
from hubs.models import Hub
from hubs.setup import setup_of
from web.host.frame import host_page, hosted_hub
from web.host.today import looked_at
from web.site.codes_once import codes_once
from web.site.handover_forms import RecipientForm

blueprint = Blueprint("host_lockers", __name__, url_prefix="/host/<slug>/lockers")
ONE = "/<booking_id>"


def _list(slug: str, **_args: str) -> str:
    return url_for("host_lockers.index", slug=slug)


@blueprint.get("")
@access(HOST)
def index(slug: str) -> str:
    return _page(looked_at(slug), None)


@blueprint.post(f"{ONE}/collection")
@access(HOST, come_back=_list)
@when_refused(lambda error, slug, booking_id: _page(looked_at(slug), error))
def emptied(slug: str, booking_id: str) -> Response:
    """The locker is empty, whoever has emptied it."""
    hub = hosted_hub(slug)
    entry = _entry(hub, booking_id)
    actions.collect(booking=entry.booking, actor=current_user)
    flash(_("%(place)s is free again.", place=entry.space.name), "success")
    return redirect(_list(slug), 303)


@blueprint.post(f"{ONE}/codes")
@access(HOST, come_back=_list)
def give_codes(slug: str, booking_id: str) -> str | Response:
    """Shown this once, to be printed or said on the phone."""
    form = RecipientForm()
    if not form.validate():
        return page_again(lambda: _page(looked_at(slug), None))
    return _give(slug, booking_id, form)


@when_refused(lambda error, slug, booking_id, form: _page(looked_at(slug), error))
def _give(slug: str, booking_id: str, form: RecipientForm) -> str | Response:
    hub = looked_at(slug)
    entry = _entry(hub, booking_id)
    back = url_for("today.booking", slug=slug, booking_id=booking_id)
    codes = codes_once(form, entry.booking, entry.space, back)
    if codes is None:
        return redirect(back, 303)
    shown = {"codes": codes, "recipient": form.recipient.data, "belongs_to": "host_lockers.index"}
    return host_page("host/locker_codes.html", hub, entry=entry, **shown)


def _entry(hub: Hub, booking_id: str) -> DayBooking:
    entry = today_queries.one(hub.id, booking_id, now()) or abort(404)
    return entry if entry.space.kind == "locker" else abort(404)


def _page(hub: Hub, error: DomainError | None) -> str:
    kept = queries.kept_at(hub.id, now())
    overdue = [one for one in kept if one.state == "overdue"]
    others = [one for one in kept if one.state != "overdue"]
    has_lockers = setup_of(hub).has_lockers
    form = RecipientForm(formdata=None)
    return host_page(
        "host/lockers.html", hub, overdue=overdue, others=others, error=error, has_lockers=has_lockers, form=form
    )
