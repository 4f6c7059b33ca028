"""The answer as markers on the district map."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from bookings.search.answers import HubAnswer
from hubs.gazetteer import Spot
from hubs.models import Municipality
from web import map_names
from web.map import HEIGHT, WIDTH, Place, project, river_path


class SearchMap(NamedTuple):
    """The arguments of the macro `district_map`."""

    towns: list[dict[str, Any]]
    hubs: list[dict[str, Any]]
    here: dict[str, float] | None
    river: str


def chart_of(answers: Sequence[HubAnswer], towns: Iterable[Municipality], spot: Spot | None) -> SearchMap:
    """Each marker leads to its hub in the list, which says the same in words."""
    names = map_names.of(
        tuple(sorted((*project(a.hub.lat, a.hub.lon), a.hub.village) for a in answers)),
        tuple((*project(town.lat, town.lon), town.name) for town in towns),
    )
    hubs = [_hub(answer, names.sides, rank) for rank, answer in enumerate(answers, 1)]
    return SearchMap(names.towns, hubs, _here(spot), river_path())


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


def _here(spot: Spot | None) -> dict[str, float] | None:
    """The searched place; None when it lies beyond the drawing's edge."""
    if spot is None:
        return None
    x, y = project(spot.lat, spot.lon)
    return {"x": x, "y": y} if 0 <= x <= WIDTH and 0 <= y <= HEIGHT else None
