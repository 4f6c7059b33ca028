"""The negative control: without the database's guard a place is taken several times, so the races do show something.

Nothing else stands before the guard: nobody looks whether a place is taken until the guard has refused it.
"""

from typing import Any

from tests.races.clients import outcomes
from tests.races.house import House, book, drop_guard
from tests.support.at_once import at_once


def race(house: House, desk: int, hour: int, members: list[Any]) -> int:
    """How many of these members get the desk."""
    answers = outcomes(at_once([book(member, house.wish(desk, hour)) for member in members]))
    assert set(answers) <= {"201", "409 slot-taken", "409 try-again"}, answers
    return answers["201"]


def test_with_the_guard_one_has_it_and_without_it_several_do(own_house: House) -> None:
    [desk], members = own_house.desks(1), own_house.members(64)
    assert [race(own_house, desk, hour, members) for hour in range(5)] == [1] * 5
    assert own_house.table.overlaps() == 0
    drop_guard(own_house)
    assert race(own_house, desk, 5, members) > 1
    assert own_house.table.overlaps() > 0
