"""Which places may be booked together, and which of those that are free lie side by side. Pure functions of values."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from bookings.groups.errors import NotTogether
from hubs.plan.rules import Item
from hubs.setup import Place

MOST = 20
"""So many places at once; who needs more talks to the hosts."""
WALL = 8
"""As far as so many fields is what stands in another room."""


class Whereabouts(NamedTuple):
    """Where a space is: the middle of its fields on the floor plan, in half fields, and the room in which it stands."""

    space_id: int
    x: int
    y: int
    room_id: int | None = None


def check_together(places: Sequence[Place]) -> None:
    """NotTogether unless these can be a group: each once, no room with a desk of its own, nothing that is one person's
    alone."""
    if not 1 <= len(places) <= MOST:
        raise NotTogether(reason="number", most=MOST)
    chosen = set[int]()
    inside = {key for place in places for key in place.inside}
    for place in places:
        if place.is_confidential:
            raise NotTogether(reason="confidential", name=place.told_name)
        if place.kind == "locker":
            raise NotTogether(reason="locker", name=place.told_name)
        if place.id in chosen:
            raise NotTogether(reason="twice", name=place.told_name)
        if place.id in inside:
            raise NotTogether(reason="inside", name=place.told_name)
        chosen.add(place.id)


def may_be_together(place: Place) -> bool:
    """Whether it may be part of any group."""
    return not place.is_confidential and place.kind != "locker"


def spots_of(places: Iterable[Place], items: Mapping[int, Item]) -> list[Whereabouts]:
    """Where these stand. What the plan does not show, or where there is none, stands in the row in which hosts have
    arranged it, below all that is drawn."""
    below = max((item.y + item.height for item in items.values()), default=0) * 2 + WALL
    found = []
    for number, place in enumerate(places):
        item = items.get(place.id)
        middle = (2 * item.x + item.width, 2 * item.y + item.height) if item else (2 * number, below)
        found.append(Whereabouts(place.id, *middle, place.room_id))
    return found


def side_by_side(number: int, free: Sequence[Whereabouts]) -> list[int]:
    """The `number` of these spots that lie nearest to each other, by id in the order given; fewer when there are not so
    many. Beginning at each of them, the one that is nearest to all chosen so far comes next; of all such sets the one
    that lies closest together wins, of equals the first."""
    if number <= 0:
        return []
    best: tuple[int, list[Whereabouts]] | None = None
    for first in free:
        chosen, far = _grown(first, number, free)
        if best is None or far < best[0]:
            best = (far, chosen)
    picked = {spot.space_id for spot in best[1]} if best else set()
    return [spot.space_id for spot in free if spot.space_id in picked]


def _grown(first: Whereabouts, number: int, free: Sequence[Whereabouts]) -> tuple[list[Whereabouts], int]:
    """A set that begins with this spot, and how far its spots are from one another altogether."""
    chosen, total = [first], 0
    away = {spot.space_id: _distance(first, spot) for spot in free if spot is not first}
    while len(chosen) < number and away:
        nearest = min((spot for spot in free if spot.space_id in away), key=lambda spot: away[spot.space_id])
        total += away.pop(nearest.space_id)
        chosen.append(nearest)
        for spot in free:
            if spot.space_id in away:
                away[spot.space_id] += _distance(nearest, spot)
    return chosen, total


def _distance(one: Whereabouts, other: Whereabouts) -> int:
    """In half fields, along the squares: what stands beside is nearer than what stands across the corner."""
    wall = 2 * WALL if one.room_id != other.room_id else 0
    return abs(one.x - other.x) + abs(one.y - other.y) + wall
