"""The district's map: places projected onto one drawing of 1000 x 760 units.

The map is a picture of ours and not a survey: the line of the Weser is about fifteen points set by hand
between the towns it passes, and the hills are decoration. Distances are never read from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians
from typing import NamedTuple

Point = tuple[float, float]
Place = tuple[float, float, str]  # x, y and the name
Box = tuple[float, float, float, float]  # left, top, right, bottom

WIDTH, HEIGHT = 1000, 760
WEST, EAST, SOUTH, NORTH = 9.15, 9.70, 51.95, 52.27

# Upstream to downstream; latitude, longitude.
WESER: tuple[Point, ...] = (
    (51.935, 9.470),
    (51.965, 9.480),
    (51.995, 9.452),
    (52.018, 9.419),
    (52.034, 9.402),
    (52.048, 9.397),
    (52.064, 9.368),
    (52.083, 9.366),
    (52.104, 9.352),
    (52.118, 9.330),
    (52.132, 9.301),
    (52.146, 9.278),
    (52.162, 9.252),
    (52.172, 9.228),
    (52.168, 9.195),
    (52.176, 9.160),
    (52.188, 9.115),
)
# The part of the drawing's width that is seen: square on wide screens, 9:10 on narrow ones.
WIDE, NARROW = (125.0, 875.0), (165.0, 835.0)
SIDES = ("below", "right", "left", "above")


def project(lat: float, lon: float) -> Point:
    """Equirectangular, true to scale in the district's middle, centred on the drawing; north is up."""
    scale = HEIGHT / (NORTH - SOUTH)
    stretch = cos(radians((NORTH + SOUTH) / 2))
    x = WIDTH / 2 + (lon - (WEST + EAST) / 2) * stretch * scale
    return round(x, 1), round((NORTH - lat) * scale, 1)


class Degrees(NamedTuple):
    """How to read a spot of the drawing: lat = north + y * per_y, lon = west + x * per_x."""

    north: float
    per_y: float
    west: float
    per_x: float


def degrees() -> Degrees:
    """`project` the other way round."""
    scale = HEIGHT / (NORTH - SOUTH)
    per_x = 1 / (cos(radians((NORTH + SOUTH) / 2)) * scale)
    return Degrees(NORTH, -1 / scale, (WEST + EAST) / 2 - WIDTH / 2 * per_x, per_x)


def river_path() -> str:
    """The Weser as the `d` of an SVG path."""
    return smooth([project(lat, lon) for lat, lon in WESER])


def smooth(points: Sequence[Point]) -> str:
    """A soft curve through all points (Catmull-Rom, written as cubic Béziers)."""
    padded = [points[0], *points, points[-1]]
    curves = [_curve(*padded[i : i + 4]) for i in range(len(points) - 1)]
    return f"M{points[0][0]:g} {points[0][1]:g}" + "".join(curves)


def _curve(before: Point, start: Point, end: Point, after: Point) -> str:
    first = start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6
    second = end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6
    return f"C{first[0]:.0f} {first[1]:.0f} {second[0]:.0f} {second[1]:.0f} {end[0]:.0f} {end[1]:.0f}"


def label_sides(places: Sequence[Place]) -> list[str]:
    """For each place the side of its marker where the name is least in the way; greedy, in that order."""
    taken = [_marker(place) for place in places] + _beyond(WIDE)
    sides = []
    for place in places:
        options = {side: _label_box(place, side) for side in SIDES}
        best = min(options, key=lambda side: sum(_overlap(options[side], box) for box in taken))
        taken.append(options[best])
        sides.append(best)
    return sides


def town_fits(town: Place, places: Sequence[Place], sides: Sequence[str] = ()) -> bool:
    """Whether a town's name can be written on its spot, clear of markers and, given sides, of hubs' names.

    Without sides the name is taken as large as on a narrow screen, where hubs are shown by numbers only.
    """
    x, y, name = town
    letter, height, edges = (12.0, 28.0, WIDE) if sides else (17.0, 42.0, NARROW)
    width = letter * len(name)
    box = x - width / 2, y - height / 2, x + width / 2, y + height / 2
    taken = [_marker(place) for place in places] + _beyond(edges)
    taken += [_label_box(place, side) for place, side in zip(places, sides, strict=False)]
    return not any(_overlap(box, other) for other in taken)


def _marker(place: Place) -> Box:
    x, y, _ = place
    return x - 34, y - 34, x + 34, y + 34


def _beyond(edges: Point) -> list[Box]:
    """What the frame cuts off left and right, as boxes that nothing may touch."""
    return [(-WIDTH, 0, edges[0], HEIGHT), (edges[1], 0, 2 * WIDTH, HEIGHT)]


def _label_box(place: Place, side: str) -> Box:
    x, y, name = place
    width, height = 11.0 * len(name) + 14, 26.0
    left = {"right": x + 40, "left": x - 40 - width}.get(side, x - width / 2)
    top = {"below": y + 36, "above": y - 36 - height}.get(side, y - height / 2)
    return left, top, left + width, top + height


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0
