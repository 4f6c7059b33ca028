"""All hubs as markers on the district map: open or closed now."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from web import map_names
from web.map import Place, project, river_path
from web.site.hub_words import HubTile


class HubsMap(NamedTuple):
    """The arguments of the macro `district_map`."""

    towns: list[dict[str, Any]]
    hubs: list[dict[str, Any]]
    river: str


def chart_of(cards: Sequence[HubTile], urls: dict[str, str]) -> HubsMap:
    """The hubs as markers, open or closed now, each a link to its page."""
    places = [(*project(c.hub.lat, c.hub.lon), c.hub.village) for c in cards]
    municipalities = {c.hub.municipality.key: c.hub.municipality for c in cards}
    towns = tuple((*project(town.lat, town.lon), town.name) for town in municipalities.values())
    names = map_names.of(tuple(sorted(places)), towns)
    markers = [_marker(card, place, names, urls) for card, place in zip(cards, places, strict=True)]
    return HubsMap(names.towns, markers, river_path())


def _marker(card: HubTile, place: Place, names: map_names.Names, urls: dict[str, str]) -> dict[str, Any]:
    x, y, name = place
    state = "open" if card.status.is_open else "closed"
    return {"x": x, "y": y, "name": name, "side": names.sides[place], "url": urls[card.hub.slug], "state": state}
