"""A hub with a consultation room that is confidential, and what somebody types who books it."""

from flask import Flask

from core.transactions import transaction
from hubs import actions as hub_actions
from hubs.queries import hub_by_slug
from hubs.setup_rules import SpaceValues
from tests.support.house import House, house

ROOM, OUTER = "Sprechzimmer Orthopädie", "Raum 2"
"""What the room is called, and what it is called outside."""
WORD = "Rücken"
"""What somebody types wherever they can."""


def practice(app: Flask) -> House:
    """A hub of two desks, a plain room "Besprechung" and the confidential ROOM."""
    return with_room(house(app, spaces=("Platz 1", "Platz 2"), room_of=("Platz 2",)), ROOM, OUTER)


def with_room(home: House, name: str, outer_name: str, kind: str = "room") -> House:
    """One more confidential room, or booth."""
    values = SpaceValues(name=name, kind=kind, is_confidential=True, outer_name=outer_name, position=9)
    with home.app.app_context(), transaction():
        hub = hub_by_slug(home.slug)
        assert hub is not None
        home.spaces[name] = hub_actions.create_space(hub=hub, values=values).id
    return home
