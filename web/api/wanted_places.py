"""What a program has named: a certain place, or any of a kind in a hub; and its answers to the hub's questions."""

from typing import Any

from bookings.answer_errors import UnknownQuestion
from bookings.errors import UnknownHub, UnknownSpace
from bookings.groups.errors import NotTogether
from core.arguments import read_id
from hubs.models import Hub
from hubs.queries import hub_by_slug, hub_of_space
from hubs.setup import Place, Setup, setup_of


def wanted_places(wanted: dict[str, Any]) -> tuple[Hub, Setup, list[Place]]:
    """The hub and the places that would do. UnknownSpace, UnknownHub."""
    if "space" in wanted:
        hub = _hub_of(wanted["space"])
        setup = setup_of(hub)
        return hub, setup, [place_in(setup, wanted["space"])]
    if (found := hub_by_slug(wanted["hub"])) is None:
        raise UnknownHub
    setup = setup_of(found)
    places = setup.any_of(wanted["kind"])
    if not places:
        raise UnknownSpace
    return found, setup, places


def group_places(spaces: list[str]) -> tuple[Hub, Setup, list[Place]]:
    """The hub and the places of a group. UnknownSpace; NotTogether where one is of another hub."""
    hub = _hub_of(spaces[0])
    setup, found = setup_of(hub), list[Place]()
    for space in spaces:
        place = setup.place(read_id(space))
        if place is None:
            raise NotTogether(reason="hub") if _hub_of(space).id != hub.id else UnknownSpace()
        found.append(place)
    return hub, setup, found


def given_answers(wanted: dict[str, Any]) -> dict[int, str]:
    """The answers by the ids of their questions. UnknownQuestion for what is no id."""
    found = {}
    for name, text in wanted["answers"].items():
        key = read_id(name)
        if key is None:
            raise UnknownQuestion(name)
        found[key] = text
    return found


def _hub_of(space: str) -> Hub:
    key = read_id(space)
    hub = hub_of_space(key) if key else None
    if hub is None:
        raise UnknownSpace
    return hub


def place_in(setup: Setup, space: str) -> Place:
    place = setup.place(read_id(space))
    if place is None:
        raise UnknownSpace
    return place
