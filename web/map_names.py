"""Where on the district's map the names of hubs and municipalities find room. Kept, since places do not move."""

from functools import lru_cache
from typing import Any, NamedTuple

from web.map import Place, label_sides, town_fits


class Names(NamedTuple):
    """On which side of its marker each hub's name stands, and which municipalities' names find room."""

    sides: dict[Place, str]
    towns: list[dict[str, Any]]


@lru_cache(maxsize=64)
def of(hubs: tuple[Place, ...], towns: tuple[Place, ...]) -> Names:
    """The same for all pages that show the same hubs."""
    sides = label_sides(hubs)
    return Names(dict(zip(hubs, sides, strict=True)), [_town(town, hubs, sides) for town in towns])


def _town(town: Place, hubs: tuple[Place, ...], sides: list[str]) -> dict[str, Any]:
    """A municipality's name, written where it gets in nobody's way on a wide and on a narrow screen."""
    x, y, name = town
    return {"x": x, "y": y, "name": name, "wide": town_fits(town, hubs, sides), "narrow": town_fits(town, hubs)}
