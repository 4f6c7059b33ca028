"""Blockings of single places: what is coming, new ones (once or every week), and taking them back."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug import Response

from bookings.blocking_actions import unblock
from bookings.impact import queries
from bookings.impact.changes import BlockingPlace
from bookings.impact.errors import Undecided
from bookings.models import Blocking
from core.access import HOST, access
from core.arguments import read_id
from core.errors import DomainError
from core.refusals import page_again, when_refused
from core.timespans import Interval
from core.tokens import new_secret
from hubs.models import Hub
from hubs.setup import Place, setup_of
from web.host.blocking_forms import BlockingForm, spaces
from web.host.frame import host_page, hosted_hub
from web.host.impact_choices import carry_out, hits_context, shown

blueprint = Blueprint("blocking_pages", __name__, url_prefix="/host/<slug>/blockings")
IN_THE_ADDRESS = ("space", "kind", "date", "from", "to", "repeat", "last", "reason")


def _list(slug: str, **_args: object) -> str:
    return url_for("blocking_pages.index", slug=slug)


@blueprint.get("")
@access(HOST)
def index(slug: str) -> Response | str:
    """`kind=fault` has a page of its own now."""
    if request.args.get("kind") == "fault":
        space_id = request.args.get("space", type=int)
        known = space_id in setup_of(hosted_hub(slug)).by_id
        other = url_for("today.fault", slug=slug, space_id=space_id) if known else url_for("today.faults", slug=slug)
        return redirect(other, 308)
    return _page(hosted_hub(slug), BlockingForm(formdata=request.args if request.args else None))


@blueprint.post("")
@access(HOST, come_back=_list)
def create(slug: str) -> Response:
    hub, form = hosted_hub(slug), BlockingForm()
    found = form.occurrences(hub.time_zone)
    place = _place(hub, form)
    if place is None or found is None:
        return page_again(lambda: _page(hosted_hub(slug), form))
    times, left_out = found
    clashing = _clashing(place, times, form.kind.data)
    change = BlockingPlace(place, tuple(t for t in times if t not in clashing), form.reason.data or "", form.kind.data)
    return _block(slug, change, clashing, left_out)


@when_refused(lambda error, slug, *what: _hits_again(hosted_hub(slug), error, *what))
def _block(slug: str, change: BlockingPlace, clashing: list[Interval], left_out: list[date]) -> Response:
    _agree(change, clashing, left_out)
    return carry_out(hosted_hub(slug), change, _done(change), _list(slug))


@blueprint.post("/<int:blocking_id>/take-back")
@access(HOST, come_back=_list)
def take_back(slug: str, blocking_id: int) -> Response:
    return _take_back(slug, queries.blockings_by(hosted_hub(slug), blocking_id=blocking_id))


@blueprint.post("/series/<series>/take-back")
@access(HOST, come_back=_list)
def take_series_back(slug: str, series: str) -> Response:
    return _take_back(slug, queries.blockings_by(hosted_hub(slug), series=series[:32]))


def _take_back(slug: str, blockings: list[Blocking]) -> Response:
    if not blockings:
        abort(404)
    for blocking in blockings:
        unblock(blocking=blocking)
    flash(_("The place is no longer blocked and can be booked again."), "success")
    return redirect(_list(slug), 303)


def _place(hub: Hub, form: BlockingForm) -> Place | None:
    place = setup_of(hub).place(read_id(form.space.data))
    if place is None:
        form.space.errors = [_("Please choose a place.")]
    return place


def _clashing(place: Place, times: list[Interval], kind: str) -> list[Interval]:
    """Those at which the place is blocked already; what is out of order is so besides."""
    if kind == "fault":
        return []
    blocked = queries.blockings_in(place.takes, times)
    return [time for time in times if any(b.start < time.end and b.end > time.start for b in blocked)]


def _agree(change: BlockingPlace, clashing: list[Interval], left_out: list[date]) -> None:
    """Undecided when times have to be left out that the form has not shown."""
    shown = set(request.form.getlist("without"))
    if not change.times or not {*_keys(clashing), *map(str, left_out)} <= shown:
        raise Undecided


def _keys(times: list[Interval]) -> list[str]:
    return [time.start.isoformat() for time in times]


def _done(change: BlockingPlace) -> str:
    count = len(change.times)
    return str(ngettext("The place is blocked.", "The place is blocked %(num)s times.", count))


def _page(hub: Hub, form: BlockingForm) -> str:
    form.form_key.data = form.form_key.data or new_secret()
    form.space.choices = spaces(setup_of(hub).places)
    known = {"blockings": queries.blockings_of(hub), "calendars": queries.blocked_by_calendars(hub)}
    return host_page("host/blockings.html", hub, form=form, **known)


def _hits_again(
    hub: Hub, error: DomainError, change: BlockingPlace, clashing: list[Interval], left_out: list[date]
) -> tuple[str, int]:
    to_say, status = shown(error)
    return _hits(hub, change, to_say, clashing, left_out), status


def _hits(
    hub: Hub, change: BlockingPlace, error: DomainError | None, clashing: list[Interval], left_out: list[date]
) -> str:
    typed: dict[str, Any] = {name: request.form.get(name) for name in IN_THE_ADDRESS}
    what: dict[str, Any] = {
        "change": change,
        "error": error,
        "action": _list(hub.slug),
        "clashing": clashing,
        "left_out": left_out,
    }
    what |= {"back": url_for("blocking_pages.index", slug=hub.slug, **typed)}
    what |= {"without": [*_keys(clashing), *map(str, left_out)]}
    return host_page("host/hits_of_blocking.html", hub, **what, **hits_context(hub, change))
