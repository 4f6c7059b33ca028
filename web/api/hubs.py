"""Places, for programs. Anyone may read them."""

from typing import Any

from flask import Response, abort

from core.access import PUBLIC, access
from core.api import Blueprint, answer, problems
from core.clock import now
from core.i18n import select_locale
from hubs import queries
from hubs.rules import haversine_km
from hubs.setup import setup_of, setups_of
from web.api import hub_presenters, hub_schemas

blueprint = Blueprint("hubs_api", __name__, description="Hubs and their spaces")


@blueprint.get("/hubs")
@blueprint.arguments(hub_schemas.HubsQuery, location="query")
@blueprint.response(200, hub_schemas.HubList)
@problems(blueprint, 422)
@access(PUBLIC)
def index(query: dict[str, Any]) -> Response:
    """All hubs, by name or, with `near`, the nearest first."""
    hubs, moment = queries.all_hubs(), now()
    setups = setups_of(hubs)
    items = [hub_presenters.hub_summary(hub, setups[hub.id], moment) for hub in hubs]
    if "near" in query:
        items = nearest_first(items, query["near"])
    return answer({"items": items})


@blueprint.get("/hubs/<slug>")
@blueprint.response(200, hub_schemas.HubSchema)
@problems(blueprint, 404)
@access(PUBLIC)
def show(slug: str) -> Response:
    """One hub with its spaces, rules and prices."""
    hub = queries.hub_by_slug(slug) or abort(404)
    return answer(hub_presenters.hub_details(hub, setup_of(hub), now(), select_locale()))


def nearest_first(items: list[dict[str, Any]], near: tuple[float, float]) -> list[dict[str, Any]]:
    """Items that have `lat` and `lon`, each with its `distance_km` from `near` added."""
    for item in items:
        item["distance_km"] = round(haversine_km(*near, item["lat"], item["lon"]), 3)
    return sorted(items, key=lambda item: item["distance_km"])
