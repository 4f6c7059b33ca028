"""The way in for whoever acts for operators."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user

from core.access import MEMBER, access
from hubs.operators import queries

blueprint = Blueprint("operators", __name__, url_prefix="/operators")


@blueprint.get("")
@access(MEMBER)
def index() -> Any:
    """Those for whom one acts; a single one at once."""
    found = queries.operators_of(current_user)
    if len(found) == 1:
        return redirect(url_for("operator.index", operator=found[0].slug), 303)
    return render_template("operator/own.html", found=found)
