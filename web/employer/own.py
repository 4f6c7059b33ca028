"""The way in for whoever looks after a company."""

from typing import Any

from flask import redirect, render_template, url_for
from flask_login import current_user
from markupsafe import Markup

from core.access import MEMBER, access
from core.clock import today
from core.formats import DEFAULT_ZONE
from members.models import Member
from payments.companies import queries, rules
from web.employer.frame import blueprint


@blueprint.get("")
@access(MEMBER)
def index() -> Any:
    """Those that one looks after; a single one at once."""
    found = queries.managed_by(current_user.id)
    if len(found) == 1:
        return redirect(url_for("companies.show", company=found[0].id), 303)
    return render_template("employer/own.html", found=found)


def panel(member: Member) -> Markup:
    """On the profile: who pays for the member's days, and the way to the companies that they look after."""
    found = queries.employers_of(member.id, rules.month_of(today(DEFAULT_ZONE)))
    if not found:
        return Markup()
    return Markup(render_template("employer/_profile.html", employers=found))  # noqa: S704 - escaped by the template
