"""The people of a company: invited, with a cost centre, no longer paid for."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from werkzeug import Response

from core.access import EMPLOYER, access
from core.clock import now
from core.errors import DomainError
from core.formats import locale_code
from core.idempotent_form import submit_once
from core.refusals import when_refused
from core.tokens import new_secret
from payments.companies import people_actions, queries
from payments.companies.queries import CompanyPerson
from web.employer.frame import ONE, blueprint, company_of_page, employer_page
from web.employer.people_forms import CentreForm, InvitePeopleForm
from web.employer.people_words import state
from web.host.hub_forms import refuse
from web.host.stale import is_outdated
from web.site import throttle

PERSON = f"{ONE}/people/<int:person_id>"


def _show(company: int, **_of_the_person: Any) -> str:
    return url_for("companies.show", company=company)


def _person_again(company: int, person_id: int) -> str:
    return url_for("companies.person", company=company, person_id=person_id)


@blueprint.get(f"{ONE}/people/new")
@access(EMPLOYER)
def invite_form(company: int) -> Any:
    return _invite_page(company, InvitePeopleForm(formdata=None, data={"role": "person"}))


@blueprint.post(f"{ONE}/people/new")
@access(EMPLOYER, come_back=lambda company: url_for("companies.invite_form", company=company))
def invite(company: int) -> Any:
    form = InvitePeopleForm()
    if not form.validate_on_submit():
        return _invite_page(company, form)
    throttle.mails_by_manager(current_user.id, form.addresses)
    return _invite(company, form)


@when_refused(lambda error, company, form: _invite_page(company, form, error))
def _invite(company: int, form: InvitePeopleForm) -> Response:
    wish = {"invite": form.addresses, "company": company, "role": form.role.data, "centre": form.cost_centre.data}
    path = submit_once((form.form_key.data or "")[:100], wish, lambda: _invited(company, form))
    flash(
        ngettext(
            "%(num)s invitation is on its way.", "%(num)s invitations are on their way.", len(set(form.addresses))
        ),
        "success",
    )
    return redirect(path, 303)


def _invited(company: int, form: InvitePeopleForm) -> str:
    people_actions.invite(
        company=company_of_page(company),
        emails=form.addresses,
        role=form.role.data,
        cost_centre=form.cost_centre.data or "",
        inviter=current_user,
        locale=locale_code(),
    )
    return _show(company)


@blueprint.route(PERSON, methods=["GET", "POST"])
@access(EMPLOYER, come_back=_person_again)
def person(company: int, person_id: int) -> Any:
    """The cost centre, for days to come."""
    there = _centre(_person(company, person_id))
    form = CentreForm() if request.method == "POST" else CentreForm(formdata=None, data=there)
    if is_outdated(form, there) or not form.validate_on_submit():
        return _person_page(company, person_id, form)
    return _change(company, person_id, form)


@when_refused(lambda error, company, person_id, form: _person_page(company, person_id, form, error))
def _change(company: int, person_id: int, form: CentreForm) -> Response:
    people_actions.set_cost_centre(
        company=company_of_page(company), person_id=person_id, cost_centre=form.cost_centre.data or ""
    )
    flash(_("Saved. Days that are booked already keep their cost centre."), "success")
    return redirect(_show(company), 303)


@blueprint.post(f"{PERSON}/ending")
@access(EMPLOYER, come_back=_person_again)
@when_refused(lambda error, company, person_id: _person_page(company, person_id, None, error))
def end(company: int, person_id: int) -> Response:
    """Of somebody, of an invitation, or of oneself as manager."""
    found = _person(company, person_id)
    people_actions.end(company=company_of_page(company), person_id=person_id, by=current_user)
    if found.member is None:
        flash(_("The invitation has been withdrawn: its link no longer works."), "success")
    elif found.member.id == current_user.id and found.row.role == "manager":
        flash(_("You no longer look after this company. Thank you for your work!"), "success")
        return redirect(url_for("members.profile"), 303)
    else:
        flash(_("%(name)s is no longer in the company.", name=found.shown), "success")
    return redirect(_show(company), 303)


@blueprint.post(f"{PERSON}/invitation")
@access(EMPLOYER, come_back=_person_again)
def renew(company: int, person_id: int) -> Any:
    throttle.mails_by_manager(current_user.id, [_person(company, person_id).row.email or ""])
    return _renew(company, person_id)


@when_refused(lambda error, company, person_id: _person_page(company, person_id, None, error))
def _renew(company: int, person_id: int) -> Response:
    email = people_actions.renew(
        company=company_of_page(company), person_id=person_id, inviter=current_user, locale=locale_code()
    )
    flash(_("The invitation is on its way to %(email)s.", email=email), "success")
    return redirect(_show(company), 303)


def _person(company: int, person_id: int) -> CompanyPerson:
    return queries.person(company, person_id) or abort(404)


def _centre(found: CompanyPerson) -> dict[str, str]:
    return {"cost_centre": found.row.cost_centre}


def _invite_page(company: int, form: InvitePeopleForm, error: DomainError | None = None) -> Any:
    if error is not None:
        refuse(form, error)
    form.form_key.data = form.form_key.data or new_secret()
    page = employer_page("employer/invite.html", company_of_page(company), form=form)
    return page, error.status if error else 422 if form.errors else 200


def _person_page(company: int, person_id: int, form: CentreForm | None, error: DomainError | None = None) -> Any:
    found = _person(company, person_id)
    form = form or CentreForm(formdata=None, data=_centre(found))
    is_outdated(form, _centre(found))
    page = employer_page(
        "employer/person.html",
        company_of_page(company),
        person=found,
        form=form,
        error=error,
        state="" if found.member else state(found, now()),
    )
    return page, error.status if error else 422 if form.errors else 200
