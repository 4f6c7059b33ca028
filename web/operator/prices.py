"""Prices that hold in all hubs of an operator, where a hub has none of its own."""

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug import Response

from core.access import OPERATOR, access
from core.errors import DomainError
from core.refusals import when_refused
from hubs import tariff_actions
from hubs.operators import queries
from web.host.hub_forms import refuse
from web.operator import more_prices
from web.operator.forms import MorePricesForm
from web.operator.frame import blueprint, operator_of_page, operator_page


def _back(operator: str, **_of_the_prices: Any) -> str:
    return url_for("operator.prices", operator=operator)


@blueprint.route("/prices", methods=["GET", "POST"])
@access(OPERATOR, come_back=_back)
def prices(operator: str) -> Any:
    form = MorePricesForm()
    form.offer()
    if not form.validate_on_submit():
        return _page(operator, form)
    return _save(operator, form)


@when_refused(lambda error, operator, form: _page(operator, form, error))
def _save(operator: str, form: MorePricesForm) -> Response:
    more_prices.save(form, operator_id=operator_of_page(operator).id)
    flash(_("The prices are saved."), "success")
    return redirect(_back(operator), 303)


@blueprint.post("/prices/<int:tariff_id>/removal")
@access(OPERATOR, come_back=_back)
def remove_prices(operator: str, tariff_id: int) -> Response:
    found = operator_of_page(operator)
    tariff = next((row for row in queries.tariffs_of(found.id) if row.id == tariff_id), None) or abort(404)
    tariff_actions.remove(tariff=tariff)
    flash(_("The prices are removed."), "success")
    return redirect(_back(operator), 303)


def _page(operator: str, form: MorePricesForm, error: DomainError | None = None) -> Any:
    if error:
        refuse(form, error, {"kind": "what"})
    found = operator_of_page(operator)
    rows = more_prices.rows(queries.tariffs_of(found.id))
    page = operator_page("operator/prices.html", found, form=form, rows=rows)
    return page, 422 if form.errors else 200
