"""The negative control: without the database's guard a place is taken several times, so the races do show something.

Nothing else stands before the guard: nobody looks whether a place is taken until the guard has refused it.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine

from bookings import guard
from tests.races.clients import outcomes
from tests.races.house import House, book
from tests.support import site
from tests.support.at_once import at_once
from tests.support.server import NO_LIMITS, Server


@pytest.fixture
def own_house(fresh_database: Any, processes: int, _folder: Any) -> Iterator[House]:
    """A house with a database of its own, which the test may spoil."""
    url = fresh_database()
    app = site.make_app(url, instance_dir=_folder)
    server = Server(url, _folder, 4, 4, NO_LIMITS, sqlite_processes=processes).start()
    house = House(app, server.url)
    yield house
    house.close()
    server.kill()
    site.close(app)


def drop_guard(house: House) -> None:
    engine = create_engine(house.table.url)
    with engine.begin() as connection:
        guard.drop(connection)
    engine.dispose()


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
