"""The start page: find a free place. One page for the question and the answer, each address can be passed on."""

from typing import Any

from flask import Blueprint, Response, make_response, render_template, request
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from bookings import queries
from bookings.search import unmet_actions
from core.access import PUBLIC, access
from core.clock import now
from web.site.places import remembered
from web.site.search_page import ask

blueprint = Blueprint("search", __name__)


@blueprint.get("/")
@access(PUBLIC)
def show() -> Response:
    page = ask(_arguments(), remembered())
    if unmet := page.unmet():
        unmet_actions.note(unmet=unmet)
    text = render_template("site/search/search.html", page=page, my_next=_my_next())
    return make_response(text, 422 if page.form.has_errors else 200)


def _arguments() -> MultiDict[str, str]:
    """A quick choice of the day comes beside the date field: the later one counts."""
    arguments = MultiDict(request.args)
    if dates := arguments.getlist("date"):
        arguments.setlist("date", dates[-1:])
    return arguments


def _my_next() -> Any:
    """The member's booking that is running or comes next; what is held for them is not theirs yet."""
    if not current_user.is_authenticated:
        return None
    return next((view for view in queries.coming(current_user.id, now(), limit=5) if view.status != "held"), None)
