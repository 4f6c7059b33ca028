"""The answer as markers on the district map."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from bookings.search_answers import HubAnswer
from hubs.gazetteer import Spot
from hubs.map import HEIGHT, WIDTH, label_sides, project, river_path, town_fits
from hubs.models import Municipality


class Chart(NamedTuple):
    """The arguments of the macro `district_map`."""

    towns: list[dict[str, Any]]
    hubs: list[dict[str, Any]]
    here: dict[str, float] | None
    river: str


def chart_of(answers: Sequence[HubAnswer], towns: Iterable[Municipality], spot: Spot | None) -> Chart:
    """Each marker leads to its hub in the list, which says the same in words."""
    places = [(*project(a.hub.lat, a.hub.lon), a.hub.village) for a in answers]
    sides = label_sides(places)
    hubs = [_hub(*row) for row in zip(answers, places, sides, range(1, len(places) + 1), strict=True)]
    named = [(*project(town.lat, town.lon), town.name) for town in towns]
    return Chart([_town(town, places, sides) for town in named], hubs, _here(spot), river_path())


def _hub(answer: HubAnswer, place: tuple[float, float, str], side: str, rank: int) -> dict[str, Any]:
    x, y, name = place
    return {
        "x": x,
        "y": y,
        "name": name,
        "side": side,
        "url": f"#hub-{answer.hub.slug}",
        "free": answer.free,
        "total": answer.total,
        "state": answer.state,
        "rank": rank,
    }


def _town(
    town: tuple[float, float, str], hubs: Sequence[tuple[float, float, str]], sides: Sequence[str]
) -> dict[str, Any]:
    """A municipality's name, written where it gets in nobody's way on a wide and on a narrow screen."""
    x, y, name = town
    return {"x": x, "y": y, "name": name, "wide": town_fits(town, hubs, sides), "narrow": town_fits(town, hubs)}


def _here(spot: Spot | None) -> dict[str, float] | None:
    """The searched place; None when it lies beyond the drawing's edge."""
    if spot is None:
        return None
    x, y = project(spot.lat, spot.lon)
    return {"x": x, "y": y} if 0 <= x <= WIDTH and 0 <= y <= HEIGHT else None
