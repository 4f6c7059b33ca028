"""The map on which hosts put their hub: the district with a pin."""

from typing import NamedTuple

from hubs.models import Municipality
from web import map, map_names


class PositionMap(NamedTuple):
    """The arguments of the macro `position_map`: towns that find room, the pin, the river, and how a spot is read."""

    towns: list[dict[str, object]]
    pin: map.Point | None
    river: str
    degrees: map.Degrees


def chart(municipalities: list[Municipality], position: tuple[float, float] | None) -> PositionMap:
    towns = tuple((*map.project(town.lat, town.lon), town.name) for town in municipalities)
    pin = map.project(*position) if position else None
    return PositionMap(map_names.of((), towns).towns, pin, map.river_path(), map.degrees())


def written(lat: float, lon: float) -> str:
    """As it stands in the form: to about ten metres."""
    return f"{lat:.4f}, {lon:.4f}"
