"""Which of the free places lie next to each other."""

import random

import pytest

from bookings.groups.rules import Whereabouts, side_by_side


def row(*xs: int, y: int = 0, room: int | None = None, first: int = 1) -> list[Whereabouts]:
    """Places in a row, one field each, at these columns."""
    return [Whereabouts(first + n, 2 * x + 1, 2 * y + 1, room) for n, x in enumerate(xs)]


def test_places_beside_each_other_come_before_one_across_the_room() -> None:
    assert side_by_side(2, row(0, 5, 6)) == [2, 3]
    assert side_by_side(3, row(0, 1, 4, 5, 6, 9)) == [3, 4, 5]


def test_beside_is_nearer_than_across_the_corner() -> None:
    spots = [Whereabouts(1, 1, 1), Whereabouts(2, 3, 3), Whereabouts(3, 3, 1)]
    assert side_by_side(2, spots) == [1, 3]


def test_a_wall_between_is_far() -> None:
    spots = [*row(0, 1, room=7), *row(2, 4, first=3)]
    assert side_by_side(2, spots) == [1, 2]
    assert side_by_side(2, spots[1:]) == [3, 4]


def test_equals_are_decided_by_the_order_of_the_hosts() -> None:
    assert side_by_side(2, row(0, 1, 5, 6)) == [1, 2]


@pytest.mark.parametrize(("number", "expected"), [(0, []), (-1, []), (2, [1, 2]), (5, [1, 2])])
def test_where_there_are_not_so_many_all_are_proposed(number: int, expected: list[int]) -> None:
    assert side_by_side(number, row(0, 1)) == expected
    assert side_by_side(number, []) == []


def test_on_any_plan_it_is_as_many_as_wanted_each_once_and_free() -> None:
    dice = random.Random(4)
    for _ in range(200):
        spots = [Whereabouts(n, dice.randrange(20), dice.randrange(20)) for n in range(dice.randrange(1, 15))]
        number = dice.randrange(1, 8)
        found = side_by_side(number, spots)
        assert len(found) == len(set(found)) == min(number, len(spots))
        assert set(found) <= {spot.space_id for spot in spots}
