"""What is free, for programs. Anyone may ask."""

from typing import Any

from flask import Response, abort

from bookings import availability
from bookings.search.free_hubs import free_hubs
from core.access import PUBLIC, access
from core.api import Blueprint, answer, problems, rfc3339
from core.clock import now
from hubs.queries import all_hubs, hub_by_slug
from hubs.setup import setup_of
from web.api import booking_presenters, booking_schemas
from web.api.hubs import nearest_first

blueprint = Blueprint("availability_api", __name__, description="What is free")


@blueprint.get("/hubs/<slug>/availability")
@blueprint.arguments(booking_schemas.RangeQuery, location="query")
@blueprint.response(200, booking_schemas.AvailabilitySchema)
@problems(blueprint, 404, 422)
@access(PUBLIC)
def of_hub(query: dict[str, Any], slug: str) -> Response:
    """When each space of a hub can be had, up to a year at once."""
    hub = hub_by_slug(slug) or abort(404)
    setup = setup_of(hub)
    start, end = query["start"], query["end"]
    moment = now()
    there = availability.look(hub, setup, max(start, moment), end, moment)
    free = {place: there.untaken(place) for place in setup.of_kind(query.get("kind"))}
    return answer(booking_presenters.availability(hub, setup, start, end, free))


@blueprint.get("/availability")
@blueprint.arguments(booking_schemas.FreeHubsQuery, location="query")
@blueprint.response(200, booking_schemas.FreeHubs)
@problems(blueprint, 422)
@access(PUBLIC)
def of_all(query: dict[str, Any]) -> Response:
    """How many spaces of each hub are free for the whole of a time, and what it costs."""
    start, end = query["start"], query["end"]
    found = free_hubs(all_hubs(), start, end, query.get("kind"), now())
    items = [booking_presenters.free_hub(hub) for hub in found]
    if "near" in query:
        items = nearest_first(items, query["near"])
    return answer({"from": rfc3339(start), "to": rfc3339(end), "items": items})
