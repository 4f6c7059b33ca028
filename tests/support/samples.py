"""Values of a hub for tests: valid ones, to be changed by keywords."""

from typing import Any

from hubs import actions
from hubs.models import Hub
from hubs.setup_rules import HubValues, SpaceValues

KEY = "03252004"


def values(**changes: Any) -> HubValues:
    given: dict[str, Any] = {
        "slug": "musterdorf",
        "name": "Alte Schule",
        "village": "Musterdorf",
        "municipality_key": KEY,
        "lat": 52.1,
        "lon": 9.5,
        "opening_hours": "Mo-Fr 08:00-18:00; PH off",
    }
    return HubValues(**given | changes)


def desk(name: str = "Desk 1", **changes: Any) -> SpaceValues:
    return SpaceValues(**{"name": name, "kind": "desk"} | changes)


def municipality() -> None:
    actions.set_municipality(key=KEY, name="Coppenbrügge", lat=52.1185, lon=9.5487)


def hub(*spaces: SpaceValues, **changes: Any) -> Hub:
    """A hub in the database with these spaces."""
    municipality()
    made = actions.create_hub(values=values(**changes))
    for space in spaces:
        actions.create_space(hub=made, values=space)
    return made
