"""Leaving an employer that pays for one's days."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from core.access import MEMBER, access
from core.clock import today
from core.errors import DomainError
from core.formats import DEFAULT_ZONE
from core.refusals import when_refused
from payments.companies import people_actions, queries, rules
from web.site.passes import blueprint

LEAVING = "/employers/<int:person_id>/leaving"


@blueprint.get(LEAVING)
@access(MEMBER)
def leave_form(person_id: int) -> Any:
    return _page(person_id)


@blueprint.post(LEAVING)
@access(MEMBER, come_back=lambda person_id: url_for("passes.leave_form", person_id=person_id))
@when_refused(lambda error, person_id: _page(person_id, error))
def leave(person_id: int) -> Response:
    company = people_actions.leave(person_id=person_id, member=current_user)
    flash(_("%(company)s no longer pays for your days.", company=company.name), "success")
    return redirect(url_for("passes.index"), 303)


def _page(person_id: int, error: DomainError | None = None) -> Any:
    own = queries.employers_of(current_user.id, rules.month_of(today(DEFAULT_ZONE)))
    found = next((one for one in own if one.row.id == person_id and one.row.role == "person"), None) or abort(404)
    return render_template("site/passes/leave.html", employer=found, error=error)
