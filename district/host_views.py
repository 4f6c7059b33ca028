"""The daily figures of a hub, for its hosts."""

from flask import Blueprint

from core.access import HOST, access
from district.own import own_figures
from district.views import helpers
from hubs.host.frame import host_page, hosted_hub

blueprint = Blueprint("own_figures", __name__)


@blueprint.get("/host/<slug>/figures/days")
@access(HOST)
def days(slug: str) -> str:
    """Utilisation day by day and hour by hour, as it was counted each night."""
    hub = hosted_hub(slug)
    return host_page("district/own.html", hub, figures=own_figures(hub), **helpers())
