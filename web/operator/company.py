"""One company of an operator: its contingent, who looks after it, and whether it pays for anything new."""

from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from core.access import OPERATOR, access
from core.clock import now, today
from core.errors import DomainError
from core.formats import DEFAULT_ZONE, locale_code
from core.idempotent_form import submit_once
from core.refusals import when_refused
from core.tokens import new_secret
from payments.companies import company_actions, people_actions, queries, rules
from payments.passes.words import month as month_words
from web.employer.people_words import state
from web.host.hub_forms import refuse
from web.operator.companies import ONE, company_of_operator, company_path
from web.operator.company_forms import ContingentForm, ManagerForm
from web.operator.frame import blueprint, operator_of_page, operator_page
from web.site import throttle


@blueprint.get(ONE)
@access(OPERATOR)
def company(operator: str, company_id: int) -> Any:
    return _page(operator, company_id)


@blueprint.post(f"{ONE}/contingent")
@access(OPERATOR, come_back=company_path)
def set_contingent(operator: str, company_id: int) -> Any:
    form = ContingentForm()
    form.offer(rules.months_to_choose(today(DEFAULT_ZONE)))
    if not form.validate_on_submit():
        return _page(operator, company_id, contingent=form)
    return _set(operator, company_id, form)


@when_refused(lambda error, operator, company_id, form: _page(operator, company_id, contingent=refuse(form, error)))
def _set(operator: str, company_id: int, form: ContingentForm) -> Response:
    found = company_of_operator(operator, company_id)
    size, first = form.size.data or 0, form.first
    company_actions.set_contingent(company=found, size=size, month=first)
    flash(_("Saved: %(days)s days a month from %(month)s on.", days=size, month=month_words(first)), "success")
    return redirect(company_path(operator, company_id), 303)


@blueprint.post(f"{ONE}/managers")
@access(OPERATOR, come_back=company_path)
def invite_manager(operator: str, company_id: int) -> Any:
    form = ManagerForm()
    if not form.validate_on_submit():
        return _page(operator, company_id, manager=form)
    throttle.mail_by_host(current_user.id, form.email.data)
    return _invite(operator, company_id, form)


@when_refused(
    lambda error, operator, company_id, form: _page(
        operator, company_id, manager=refuse(form, error, {"emails": "email"})
    )
)
def _invite(operator: str, company_id: int, form: ManagerForm) -> Response:
    wish = {"manager": form.email.data, "company": company_id}
    path = submit_once((form.form_key.data or "")[:100], wish, lambda: _invited(operator, company_id, form))
    flash(_("The invitation is on its way to %(email)s.", email=form.email.data), "success")
    return redirect(path, 303)


def _invited(operator: str, company_id: int, form: ManagerForm) -> str:
    people_actions.invite(
        company=company_of_operator(operator, company_id),
        emails=[form.email.data],
        role="manager",
        cost_centre="",
        inviter=current_user,
        locale=locale_code(),
    )
    return company_path(operator, company_id)


@blueprint.post(f"{ONE}/managers/<int:person_id>/removal")
@access(OPERATOR, come_back=company_path)
@when_refused(lambda error, operator, company_id, person_id: _page(operator, company_id, error=error))
def remove_manager(operator: str, company_id: int, person_id: int) -> Response:
    """Or withdraw their invitation. Whose days are paid for is the employer's own affair."""
    found = company_of_operator(operator, company_id)
    people_actions.end_manager(company=found, person_id=person_id, by=current_user)
    flash(_("Done: this person does not look after the company any more."), "success")
    return redirect(company_path(operator, company_id), 303)


@blueprint.post(f"{ONE}/activity")
@access(OPERATOR, come_back=company_path)
def set_company_active(operator: str, company_id: int) -> Response:
    """`is_active`: yes, or anything else to end it."""
    is_active = request.form.get("is_active") == "yes"
    company_actions.set_active(company=company_of_operator(operator, company_id), is_active=is_active)
    if is_active:
        flash(_("The company is active again."), "success")
    else:
        flash(_("The company pays for nothing new. What is booked already stays, and is on its invoice."), "success")
    return redirect(company_path(operator, company_id), 303)


def _page(
    operator: str,
    company_id: int,
    *,
    contingent: ContingentForm | None = None,
    manager: ManagerForm | None = None,
    error: DomainError | None = None,
) -> Any:
    found, day = company_of_operator(operator, company_id), today(DEFAULT_ZONE)
    month, moment = rules.month_of(day), now()
    days = queries.days_of(company_id, month)
    wrong = bool((contingent and contingent.errors) or (manager and manager.errors))
    contingent = contingent or ContingentForm(formdata=None, data={"size": days.size if days else None})
    contingent.offer(rules.months_to_choose(day))
    manager = manager or ManagerForm(formdata=None)
    manager.form_key.data = manager.form_key.data or new_secret()
    contingents = queries.contingents_of(company_id)
    managers = [one for one in queries.people_of(company_id) if one.row.role == "manager"]
    page = operator_page(
        "operator/company.html",
        operator_of_page(operator),
        company=found,
        days=days,
        month_name=month_words(month),
        planned=[(one.size, month_words(one.valid_from)) for one in contingents if one.valid_from > month],
        contingent=contingent,
        manager=manager,
        managers=[(one, "" if one.member else state(one, moment)) for one in managers],
        error=error,
    )
    return page, error.status if error else 422 if wrong else 200
