"""The admins' page about retention: each rule in words, the last night's run, and on demand what is due."""

from flask import Blueprint, Flask, current_app, request
from flask_babel import lazy_gettext as _l

from core import jobs, retention
from core.access import ADMIN, access
from core.admin import menu, presenting
from core.admin.frame import admin_page

blueprint = Blueprint("admin_retention", __name__, url_prefix="/admin/retention")


def install() -> None:
    menu.add(menu.Entry(menu.SITE, 40, "admin_retention.index", _l("What is deleted when"), "trash"))


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
