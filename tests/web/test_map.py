"""The projection keeps shapes and directions, names stay out of each other's way."""

from itertools import combinations
from math import dist

import pytest

from web import map as district

HAMELN = (52.1040, 9.3562)
HUBS = [
    (52.0644, 9.3033, "Groß Berkel"),
    (52.2081, 9.3878, "Bakede"),
    (52.2325, 9.4244, "Eimbeckhausen"),
    (52.1631, 9.4783, "Hachmühlen"),
    (51.993, 9.288, "Löwensen"),
    (52.1185, 9.5487, "Coppenbrügge"),
    (52.0858, 9.4997, "Bisperode"),
    (52.0181, 9.4194, "Grohnde"),
    (52.0647, 9.3764, "Tündern"),
    (52.1436, 9.2987, "Fischbeck"),
    (52.133, 9.250, "Hemeringen"),
    (52.0773, 9.5543, "Lauenstein"),
]
PLACES = [(*district.project(lat, lon), name) for lat, lon, name in HUBS]


def test_north_is_up_and_east_is_right() -> None:
    x, y = district.project(*HAMELN)
    assert district.project(HAMELN[0] + 0.05, HAMELN[1])[1] < y
    assert district.project(HAMELN[0], HAMELN[1] + 0.05)[0] > x


def test_a_kilometre_is_as_long_in_every_direction() -> None:
    start = district.project(*HAMELN)
    north = district.project(HAMELN[0] + 5 / 111.2, HAMELN[1])
    east = district.project(HAMELN[0], HAMELN[1] + 5 / (111.2 * 0.6143))
    assert dist(start, north) == pytest.approx(dist(start, east), rel=0.01)


def test_all_demo_hubs_lie_on_the_drawing_and_markers_apart() -> None:
    assert all(34 < x < district.WIDTH - 34 and 34 < y < district.HEIGHT - 34 for x, y, _ in PLACES)
    assert all(dist(one[:2], other[:2]) > 68 for one, other in combinations(PLACES, 2))


def test_river_starts_in_the_south_and_ends_in_the_west() -> None:
    path = district.river_path()
    assert path.startswith("M")
    assert path.count("C") == len(district.WESER) - 1


def test_names_of_demo_hubs_do_not_collide() -> None:
    sides = district.label_sides(PLACES)
    boxes = [district._label_box(place, side) for place, side in zip(PLACES, sides, strict=True)]
    assert not any(district._overlap(one, other) for one, other in combinations(boxes, 2))


def test_town_under_a_marker_is_not_written() -> None:
    x, y, _ = PLACES[5]
    assert not district.town_fits((x, y, "Coppenbrügge"), PLACES)
    assert district.town_fits((*district.project(*HAMELN), "Hameln"), PLACES)
