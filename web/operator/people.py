"""Who acts for an operator, and which members belong to which of its groups."""

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from core.access import OPERATOR, access
from hubs.operators import actions, queries
from hubs.words import GROUPS
from web.operator.frame import blueprint, operator_of_page, operator_page


@blueprint.get("/people")
@access(OPERATOR)
def people(operator: str) -> str:
    found = operator_of_page(operator)
    return operator_page(
        "operator/people.html",
        found,
        people=queries.people_of(found),
        groups=queries.groups_of(found.id),
        group_words=GROUPS,
        hubs=queries.hubs_of(found.id),
    )


@blueprint.post("/groups/<int:member_id>/removal")
@access(OPERATOR, come_back=lambda operator, member_id: url_for("operator.people", operator=operator))
def remove_from_group(operator: str, member_id: int) -> Response:
    found = operator_of_page(operator)
    row = next((row for row in queries.groups_of(found.id) if row.member.id == member_id), None) or abort(404)
    actions.set_group(member=row.member, operator=found, group=None, actor=current_user)
    flash(_("%(name)s belongs to no group any more.", name=row.member.name), "success")
    return redirect(url_for("operator.people", operator=operator), 303)
