"""The admins' page about retention: each rule in words, the last night's run, and on demand what is due."""

from flask import Blueprint, Flask, current_app, request

from core import jobs, retention
from core.access import ADMIN, access
from web.admin import presenting
from web.admin.frame import admin_page

blueprint = Blueprint("admin_retention", __name__, url_prefix="/admin/retention")


@blueprint.get("")
@access(ADMIN)
def index() -> str:
    """Counting takes a look at all tables, so it is done only when it is asked for (`?count=1`)."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    rules = list(retention.registry(app).values())
    due = retention.due(rules) if request.args.get("count") == "1" else None
    return admin_page(
        "admin/retention.html",
        done_by_itself=[rule for rule in rules if rule.apply],
        only_reported=[rule for rule in rules if not rule.apply],
        due=due,
        state=next((state for state in jobs.states(app) if state.name == "retention"), None),
        moment=presenting.moment,
    )
