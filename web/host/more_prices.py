"""Prices of a hub for groups of members, for one space, or from a day on."""

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug import Response

from core.access import HOST, access
from core.errors import DomainError
from core.refusals import when_refused
from hubs import queries, tariff_actions
from hubs.models import Hub, Tariff
from hubs.setup import setup_of
from hubs.tariffs import ALWAYS, NO_GROUP
from web.host.frame import host_page, hosted_hub
from web.host.hub_forms import refuse
from web.host.own_hubs import blueprint
from web.operator import more_prices as shared
from web.operator.forms import MorePricesForm


def _back(slug: str, **_of_the_prices: Any) -> str:
    return url_for("host.more_prices", slug=slug)


@blueprint.route("/<slug>/prices/more", methods=["GET", "POST"])
@access(HOST, come_back=_back)
def more_prices(slug: str) -> Any:
    form = MorePricesForm()
    form.offer(_spaces(hosted_hub(slug)))
    if not form.validate_on_submit():
        return _page(slug, form)
    return _save(slug, form)


@when_refused(lambda error, slug, form: _page(slug, form, error))
def _save(slug: str, form: MorePricesForm) -> Response:
    shared.save(form, hub_id=hosted_hub(slug).id)
    flash(_("The prices are saved."), "success")
    return redirect(_back(slug), 303)


@blueprint.post("/<slug>/prices/<int:tariff_id>/removal")
@access(HOST, come_back=_back)
def remove_prices(slug: str, tariff_id: int) -> Response:
    tariff = next((row for row in _more(hosted_hub(slug)) if row.id == tariff_id), None) or abort(404)
    tariff_actions.remove(tariff=tariff)
    flash(_("The prices are removed."), "success")
    return redirect(_back(slug), 303)


def _more(hub: Hub) -> list[Tariff]:
    """All but the usual ones, which have a page of their own."""
    usual = (NO_GROUP, ALWAYS)
    return [row for row in queries.tariffs_of(hub.id) if row.space_id or (row.group, row.valid_from) != usual]


def _spaces(hub: Hub) -> dict[int, str]:
    return {place.id: place.name for place in setup_of(hub).places}


def _page(slug: str, form: MorePricesForm, error: DomainError | None = None) -> Any:
    if error:
        refuse(form, error, {"kind": "what"})
    hub = hosted_hub(slug)
    names = {space.id: space.name for space in queries.spaces_of(hub.id)}
    rows = shared.rows(_more(hub), names)
    page = host_page("host/more_prices.html", hub, form=form, rows=rows, belongs_to="host.prices")
    return page, 422 if form.errors else 200
