"""The answer as markers on the district map."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from bookings.search.answers import HubAnswer
from hubs.places.rules import HubPoint, Spot, TownPoint
from web import map_names
from web.map import HEIGHT, WIDTH, Place, project, river_path

BELOW_NAME = 42
"""The number stands below the municipality's name."""


class SearchMap(NamedTuple):
    """The arguments of the macro `district_map`."""

    towns: list[dict[str, Any]]
    hubs: list[dict[str, Any]]
    here: dict[str, float] | None
    river: str
    others: list[dict[str, Any]]


def chart_of(
    answers: Sequence[HubAnswer], towns: Sequence[TownPoint], spot: Spot | None, others: Iterable[HubPoint] = ()
) -> SearchMap:
    """Each marker leads to its hub in the list, which says the same in words. Of the `others`, which are not in the
    list, a number stands at each municipality."""
    names = map_names.of(
        tuple(sorted((*project(a.hub.lat, a.hub.lon), a.hub.village) for a in answers)),
        tuple((*project(town.lat, town.lon), town.name) for town in towns),
    )
    hubs = [_hub(answer, names.sides, rank) for rank, answer in enumerate(answers, 1)]
    return SearchMap(names.towns, hubs, _here(spot), river_path(), _counts(others, towns))


def _hub(answer: HubAnswer, sides: dict[Place, str], rank: int) -> dict[str, Any]:
    place = x, y, name = (*project(answer.hub.lat, answer.hub.lon), answer.hub.village)
    return {
        "x": x,
        "y": y,
        "name": name,
        "side": sides[place],
        "url": f"#hub-{answer.hub.slug}",
        "free": answer.free,
        "total": answer.total,
        "state": answer.state,
        "rank": rank,
    }


def _counts(others: Iterable[HubPoint], towns: Sequence[TownPoint]) -> list[dict[str, Any]]:
    """How many hubs that are not in the list each municipality has, where it lies on the drawing."""
    counts = Counter(point.municipality_key for point in others)
    found = []
    for town in towns:
        x, y = project(town.lat, town.lon)
        if counts[town.key] and 0 <= x <= WIDTH and 0 <= y <= HEIGHT:
            found.append({"x": x, "y": y + BELOW_NAME, "name": town.name, "count": counts[town.key]})
    return found


def _here(spot: Spot | None) -> dict[str, float] | None:
    """The searched place; None when it lies beyond the drawing's edge."""
    if spot is None:
        return None
    x, y = project(spot.lat, spot.lon)
    return {"x": x, "y": y} if 0 <= x <= WIDTH and 0 <= y <= HEIGHT else None
