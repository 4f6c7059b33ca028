"""A place is out of order: which bookings that hits and what becomes of each, until when, and that it works again."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from bookings.impact import queries as impact_queries
from bookings.impact.changes import BlockingPlace
from bookings.today import fault_actions, queries
from core.access import HOST, access
from core.clock import now, today
from core.errors import DomainError
from core.refusals import when_refused
from core.tokens import new_secret
from hubs.models import Hub
from hubs.setup import Place, setup_of
from web.host.frame import host_page, hosted_hub
from web.host.impact_choices import carry_out, hits_context, shown
from web.host.today import blueprint, looked_at
from web.host.today_board import Fault, faults_by_place
from web.host.today_forms import FaultForm

Outcome = Response | tuple[str, int]


def _fault(slug: str, space_id: int) -> str:
    return url_for("today.fault", slug=slug, space_id=space_id)


@blueprint.get("/today/faults")
@access(HOST)
def faults(slug: str) -> str:
    """All places, to choose the one that is out of order; those that are say so."""
    hub = hosted_hub(slug)
    places = setup_of(hub).places
    return host_page(
        "host/today/faults.html", hub, places=places, faults={f.place.id: f for f in _faults(hub)}, moment=now()
    )


@blueprint.get("/today/faults/<int:space_id>")
@access(HOST)
def fault(slug: str, space_id: int) -> str:
    hub = looked_at(slug)
    typed = request.args if "until" in request.args else None
    return _page(hub, _place(hub, space_id), FaultForm(formdata=typed, until=today(hub.time_zone)))


@blueprint.post("/today/faults/<int:space_id>")
@access(HOST, come_back=_fault)
def mark_broken(slug: str, space_id: int) -> Outcome:
    """Done at once when no booking is hit; else the host says first what is to become of each."""
    hub, form = hosted_hub(slug), FaultForm()
    place = _place(hub, space_id)
    change = _change(hub, place, form)
    if change is None:
        return _page(looked_at(slug), place, form), 422
    return _mark_broken(slug, change)


@when_refused(lambda error, slug, change: _hits(hosted_hub(slug), change, error))
def _mark_broken(slug: str, change: BlockingPlace) -> Response:
    done = _("%(place)s is out of order and cannot be booked.", place=change.place.name)
    return carry_out(hosted_hub(slug), change, done, _fault(slug, change.place.id))


@blueprint.post("/today/faults/<int:space_id>/mended")
@access(HOST, come_back=_fault)
def mended(slug: str, space_id: int) -> Response:
    hub = hosted_hub(slug)
    place = _place(hub, space_id)
    fault_actions.works_again(hub=hub, place=place)
    flash(_("%(place)s can be booked again.", place=place.name), "success")
    return redirect(url_for("today.show", slug=slug), 303)


def _place(hub: Hub, space_id: int) -> Place:
    return setup_of(hub).by_id.get(space_id) or abort(404)


def _faults(hub: Hub) -> list[Fault]:
    return faults_by_place(setup_of(hub), impact_queries.faults(hub.id, now()))


def _change(hub: Hub, place: Place, form: FaultForm) -> BlockingPlace | None:
    """None with errors at the fields."""
    if not form.validate():
        return None
    try:
        return fault_actions.out_of_order(place=place, until=form.moment(hub.time_zone), reason=form.reason.data)
    except DomainError as error:
        form.refuse(error)
        return None


def _page(hub: Hub, place: Place, form: FaultForm) -> str:
    """With the bookings that were kept: each has to be looked after."""
    moment = now()
    form.form_key.data = form.form_key.data or new_secret()
    broken = next((found for found in _faults(hub) if found.place.id == place.id), None)
    hits = queries.broken_hits(hub.id, place, moment, broken.until, moment) if broken else []
    return host_page("host/today/fault.html", hub, place=place, fault=broken, hits=hits, form=form, moment=moment)


def _hits(hub: Hub, change: BlockingPlace, error: DomainError) -> tuple[str, int]:
    to_say, status = shown(error)
    typed: dict[str, Any] = {name: request.form.get(name) for name in ("until", "reason")}
    action = _fault(hub.slug, change.place.id)
    back = url_for("today.fault", slug=hub.slug, space_id=change.place.id, **typed)
    context = hits_context(hub, change) | {"action": action, "back": back}
    return host_page("host/today/fault_hits.html", hub, change=change, error=to_say, **context), status
