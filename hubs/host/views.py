"""The way in for hosts: their hubs."""

from flask import Blueprint, render_template
from flask_login import current_user

from core.access import OPENS_HUBS, access
from hubs import queries

blueprint = Blueprint("host", __name__, url_prefix="/host")


@blueprint.get("")
@access(OPENS_HUBS)
def index() -> str:
    """The hubs that one hosts, and the way to a new one."""
    return render_template("host/index.html", hubs=queries.hubs_of(current_user.hosted))
