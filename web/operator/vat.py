"""How what an operator sells is taxed, and from which day on."""

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug import Response

from core.access import OPERATOR, access
from core.clock import today
from core.errors import DomainError
from core.formats import DEFAULT_ZONE
from core.refusals import when_refused
from hubs.operators import actions, queries
from web.host.hub_forms import refuse
from web.operator.forms import VatForm
from web.operator.frame import blueprint, operator_of_page, operator_page


def _back(operator: str, **_of_the_rule: Any) -> str:
    return url_for("operator.vat", operator=operator)


@blueprint.route("/vat", methods=["GET", "POST"])
@access(OPERATOR, come_back=_back)
def vat(operator: str) -> Any:
    form = VatForm(data={"valid_from": today(DEFAULT_ZONE)})
    if not form.validate_on_submit():
        return _page(operator, form)
    return _save(operator, form)


@when_refused(lambda error, operator, form: _page(operator, form, error))
def _save(operator: str, form: VatForm) -> Response:
    actions.set_vat(
        operator=operator_of_page(operator),
        product=form.product.data,
        valid_from=form.valid_from.data,
        treatment=form.treatment.data,
        reason=form.reason.data or "",
    )
    flash(_("The VAT rule is saved. It holds for what takes place from its day on."), "success")
    return redirect(_back(operator), 303)


@blueprint.post("/vat/<int:rule_id>/removal")
@access(OPERATOR, come_back=_back)
def remove_vat(operator: str, rule_id: int) -> Response:
    found = operator_of_page(operator)
    rule = next((rule for rule in queries.vat_rules_of(found.id) if rule.id == rule_id), None) or abort(404)
    actions.remove_vat(operator=found, rule=rule)
    flash(_("The VAT rule is removed."), "success")
    return redirect(_back(operator), 303)


def _page(operator: str, form: VatForm, error: DomainError | None = None) -> Any:
    if error:
        refuse(form, error)
    found = operator_of_page(operator)
    page = operator_page(
        "operator/vat.html", found, form=form, rules=queries.vat_rules_of(found.id), today=today(DEFAULT_ZONE)
    )
    return page, 422 if form.errors else 200
