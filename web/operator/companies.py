"""The companies of an operator: which there are, with days used, and a new one."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from core.access import OPERATOR, access
from core.clock import today
from core.errors import DomainError
from core.formats import DEFAULT_ZONE
from core.idempotent_form import submit_once
from core.refusals import when_refused
from core.tokens import new_secret
from payments.companies import company_actions, queries, rules
from payments.companies.models import Company
from payments.passes.words import month as month_words
from web.host.hub_forms import refuse
from web.host.stale import is_outdated
from web.operator.company_forms import CompanyForm, NewCompanyForm, shown
from web.operator.frame import blueprint, operator_of_page, operator_page

ONE = "/companies/<int:company_id>"


def company_path(operator: str, company_id: int, **_of_a_person: Any) -> str:
    return url_for("operator.company", operator=operator, company_id=company_id)


def company_of_operator(operator: str, company_id: int) -> Company:
    """Another operator's company does not exist (404)."""
    found = queries.company(company_id)
    return found if found is not None and found.operator_id == operator_of_page(operator).id else abort(404)


@blueprint.get("/companies")
@access(OPERATOR)
def companies(operator: str) -> str:
    found, month = operator_of_page(operator), rules.month_of(today(DEFAULT_ZONE))
    listed = queries.companies_of(found.id, month)
    return operator_page("operator/companies.html", found, companies=listed, month_name=month_words(month))


@blueprint.route("/companies/new", methods=["GET", "POST"])
@access(OPERATOR, come_back=lambda operator: url_for("operator.new_company", operator=operator))
def new_company(operator: str) -> Any:
    form = NewCompanyForm() if request.method == "POST" else NewCompanyForm(formdata=None, data=shown(None))
    return _create(operator, form) if form.validate_on_submit() else _form_page(operator, form, None)


@when_refused(lambda error, operator, form: _form_page(operator, form, None, error))
def _create(operator: str, form: NewCompanyForm) -> Response:
    wish = {"company": form.values, "operator": operator, "size": form.size.data}
    path = submit_once((form.form_key.data or "")[:100], wish, lambda: _created(operator, form))
    flash(_("The company is there. Now invite somebody who looks after it."), "success")
    return redirect(path, 303)


def _created(operator: str, form: NewCompanyForm) -> str:
    made = company_actions.create_company(
        operator=operator_of_page(operator), values=form.values, size=form.size.data or 0
    )
    return company_path(operator, made.id)


@blueprint.route(f"{ONE}/details", methods=["GET", "POST"])
@access(
    OPERATOR,
    come_back=lambda operator, company_id: url_for("operator.edit_company", operator=operator, company_id=company_id),
)
def edit_company(operator: str, company_id: int) -> Any:
    company = company_of_operator(operator, company_id)
    there = shown(company)
    form = CompanyForm() if request.method == "POST" else CompanyForm(formdata=None, data=there)
    if is_outdated(form, there) or not form.validate_on_submit():
        return _form_page(operator, form, company)
    return _change(operator, form, company_id)


@when_refused(
    lambda error, operator, form, company_id: _form_page(
        operator, form, company_of_operator(operator, company_id), error
    )
)
def _change(operator: str, form: CompanyForm, company_id: int) -> Response:
    company_actions.change_company(company=company_of_operator(operator, company_id), values=form.values)
    flash(_("Saved. Invoices that were issued already stay as they were."), "success")
    return redirect(company_path(operator, company_id), 303)


def _form_page(operator: str, form: CompanyForm, company: Company | None, error: DomainError | None = None) -> Any:
    if error is not None:
        refuse(form, error)
    if isinstance(form, NewCompanyForm):
        form.form_key.data = form.form_key.data or new_secret()
    else:
        is_outdated(form, shown(company))
    page = operator_page("operator/company_form.html", operator_of_page(operator), form=form, company=company)
    return page, 422 if form.errors else 200
