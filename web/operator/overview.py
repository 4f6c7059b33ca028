"""An operator at a glance, and what it is: name, numbers, account, ways to pay."""

from typing import Any

from flask import redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from core.access import OPERATOR, access
from core.clock import today
from core.errors import DomainError
from core.formats import DEFAULT_ZONE
from core.refusals import when_refused
from core.said import saved
from hubs.operators import actions, queries
from hubs.operators.rules import PRODUCTS, vat_on
from payments.withdrawals import queries as withdrawals
from web.host.hub_forms import refuse
from web.host.stale import is_outdated
from web.operator.forms import DetailsForm, data_of, values_of
from web.operator.frame import blueprint, has_stripe, operator_of_page, operator_page
from web.site.confirming import recently_confirmed


@blueprint.get("")
@access(OPERATOR)
def index(operator: str) -> str:
    found = operator_of_page(operator)
    rules = [rule.facts for rule in queries.vat_rules_of(found.id)]
    return operator_page(
        "operator/index.html",
        found,
        hubs=queries.hubs_of(found.id),
        vat=[(product, vat_on(rules, product, today(DEFAULT_ZONE))) for product in PRODUCTS] if rules else [],
        people=queries.people_of(found),
        open_withdrawals=len(withdrawals.open_of(found.id)),
    )


@blueprint.route("/details", methods=["GET", "POST"])
@access(OPERATOR, come_back=lambda operator: url_for("operator.details", operator=operator))
def details(operator: str) -> Any:
    found = operator_of_page(operator)
    there = values_of(found)
    form = _form(data_of(there))
    is_old = is_outdated(form, there)
    if not form.validate_on_submit() or is_old:
        return _details_page(operator, form)
    if actions.moves_money(found, form.values(there)):
        return _save_with_password(operator, form)
    return _save(operator, form)


def _form(data: dict[str, Any]) -> DetailsForm:
    form = DetailsForm(data=data)
    form.offer(has_stripe=has_stripe(), is_admin=current_user.has_role("admin"))
    return form


@when_refused(lambda error, operator, form: _details_page(operator, form, error))
def _save(operator: str, form: DetailsForm) -> Response:
    found = operator_of_page(operator)
    before = values_of(found)
    actions.update_operator(operator=found, values=form.values(before), actor=current_user)
    saved(_("The details are saved."), changed=values_of(found) != before)
    return redirect(url_for("operator.details", operator=operator), 303)


_save_with_password = recently_confirmed(_save)
"""Whoever finds a browser that is logged in must not send the money elsewhere."""


def _details_page(operator: str, form: DetailsForm, error: DomainError | None = None) -> Any:
    if error:
        refuse(form, error)
    page = operator_page("operator/details.html", operator_of_page(operator), form=form)
    return page, 422 if form.errors else 200
