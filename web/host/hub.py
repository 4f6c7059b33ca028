"""The hub itself: its texts, what it has, where it is, how to reach its hosts."""

from dataclasses import replace
from typing import Any

from flask import redirect, url_for
from flask_babel import gettext as _
from werkzeug import Response

from core.access import HOST, access
from core.refusals import when_refused
from core.said import saved
from hubs import actions, queries, setup_values
from hubs.models import Hub
from hubs.setup_rules import HubValues
from web.host import path, position
from web.host.frame import host_page, hosted_hub
from web.host.hub_forms import HubForm, refuse
from web.host.own_hubs import FIELDS, blueprint
from web.host.stale import is_outdated

SAME = (
    "name",
    "village",
    "address",
    "description_de",
    "description_en",
    "arrival_de",
    "arrival_en",
    "house_rules_de",
    "house_rules_en",
    "step_free",
    "staffed",
    "is_open_to_book",
)
"""Fields of the form that are values of the hub as they are."""


@blueprint.route("/<slug>/hub", methods=["GET", "POST"], endpoint="hub")
@access(HOST, come_back=lambda slug: url_for("host.hub", slug=slug))
def edit(slug: str) -> Any:
    hub = hosted_hub(slug)
    form = HubForm(data=_typed(hub))
    form.offer(queries.municipalities())
    is_old = is_outdated(form, setup_values.hub_values(hub))
    if not form.validate_on_submit() or is_old:
        return _page(hub, form)
    return _save(slug, form)


@when_refused(lambda error, slug, form: _page(hosted_hub(slug), refuse(form, error, FIELDS)))
def _save(slug: str, form: HubForm) -> Response:
    hub = hosted_hub(slug)
    before = setup_values.hub_values(hub)
    actions.update_hub(hub=hub, values=_values(hub, form))
    saved(_("The hub has been saved."), changed=setup_values.hub_values(hub) != before)
    return redirect(form.next_path or url_for("host.hub", slug=slug), 303)


def _typed(hub: Hub) -> dict[str, Any]:
    """What the form shows of the hub."""
    return {name: getattr(hub, name) for name in (*SAME, "amenities", "phone", "email")} | {
        "municipality": hub.municipality_key,
        "position": position.written(hub.lat, hub.lon),
        "next": path.asked(),
    }


def _values(hub: Hub, form: HubForm) -> HubValues:
    """An empty position leaves the hub where it is, and so does the one that the form showed, which is rounded."""
    is_moved = form.where and form.position.data != position.written(hub.lat, hub.lon)
    lat, lon = form.where if is_moved and form.where else (hub.lat, hub.lon)
    return replace(
        setup_values.hub_values(hub),
        **{name: form[name].data for name in SAME},
        municipality_key=form.municipality.data,
        amenities=tuple(form.amenities.data or ()),
        phone=form.phone.data or None,
        email=form.email.data or None,
        lat=lat,
        lon=lon,
    )


def _page(hub: Hub, form: HubForm) -> Any:
    chart = position.chart(queries.municipalities(), form.where or (hub.lat, hub.lon))
    line = path.line(hub.slug, "hub", form.next_path)
    return host_page("host/hub.html", hub, form=form, chart=chart, line=line), 422 if form.errors else 200
