"""All operators, and a new one."""

from typing import Any

from flask import Blueprint, redirect, url_for
from flask_babel import gettext as _
from werkzeug import Response

from core.access import ADMIN, access
from core.errors import DomainError
from core.idempotent_form import submit_once
from core.refusals import when_refused
from core.said import saved
from core.tokens import new_secret
from hubs.operators import actions, queries
from hubs.operators.rules import OperatorValues
from web.admin.frame import admin_page
from web.host.hub_forms import refuse
from web.operator.forms import NewOperatorForm

blueprint = Blueprint("admin_operators", __name__, url_prefix="/admin/operators")


@blueprint.route("", methods=["GET", "POST"])
@access(ADMIN, come_back=lambda: url_for("admin_operators.index"))
def index() -> Any:
    form = NewOperatorForm()
    if not form.validate_on_submit():
        return _page(form)
    return _create_once(form)


@when_refused(lambda error, form: _page(form, error))
def _create_once(form: NewOperatorForm) -> Response:
    address = submit_once(form.form_key.data or "", form.data, lambda: _create(form))
    saved(_("The operator is there. Please complete its details."), changed=True)
    return redirect(address, 303)


def _create(form: NewOperatorForm) -> str:
    values = OperatorValues(legal_name=form.legal_name.data, address=form.address.data or "")
    return url_for("operator.details", operator=actions.create_operator(values=values).slug)


def _page(form: NewOperatorForm, error: DomainError | None = None) -> Any:
    form.form_key.data = form.form_key.data or new_secret()
    if error:
        refuse(form, error)
    page = admin_page("admin/operators.html", form=form, found=queries.with_hubs())
    return page, 422 if form.errors else 200
