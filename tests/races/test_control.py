"""The negative control: without the database's guard a place is taken twice, so the races do show something.

Two things stand before the guard and hide that it is missing: SQLite's writers come one after the other, and
the friendly look before each booking. So the control also runs on a database in which looking shows nothing:
`occupancy` is there a view without rows, through which what is inserted comes into the real table with its guard.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import create_engine

from bookings import guard
from tests.races.clients import at_once, outcomes
from tests.races.house import House, book
from tests.races.table import Table
from tests.support import site
from tests.support.server import Server

pytestmark = pytest.mark.serial

COLUMNS = "hub_id, space_id, starts_at, ends_at, booking_id, blocking_id, expires_at"
NEW = ", ".join(f"NEW.{column}" for column in COLUMNS.split(", "))
INSERT = f"INSERT INTO occupancy_kept ({COLUMNS}) VALUES ({NEW})"
BLIND = (
    "ALTER TABLE occupancy RENAME TO occupancy_kept",
    "CREATE VIEW occupancy AS SELECT * FROM occupancy_kept WHERE 1 = 0",
)
BLIND_SQLITE = (*BLIND, f"CREATE TRIGGER passes_on INSTEAD OF INSERT ON occupancy BEGIN {INSERT}; END")
BLIND_POSTGRESQL = (
    *BLIND,
    f"CREATE FUNCTION pass_on() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {INSERT} ON CONFLICT DO NOTHING; "
    "IF NOT FOUND THEN RETURN NULL; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER passes_on INSTEAD OF INSERT ON occupancy FOR EACH ROW EXECUTE FUNCTION pass_on()",
)


@pytest.fixture
def own_house(fresh_database: Any, processes: int, _folder: Any) -> Iterator[House]:
    """A house with a database of its own, which the test may spoil."""
    url = fresh_database()
    app = site.make_app(url, instance_dir=_folder)
    server = Server(url, _folder, 4, 4, sqlite_processes=processes).start()
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


def blind(table: Table) -> None:
    table.change(*(BLIND_SQLITE if table.url.startswith("sqlite") else BLIND_POSTGRESQL))


def without_guard(table: Table) -> list[str]:
    """As `guard.drop`, of the renamed table."""
    if table.url.startswith("sqlite"):
        return [f"DROP TRIGGER {name}" for name in guard.SQLITE]
    return [f"ALTER TABLE occupancy_kept DROP CONSTRAINT {guard.NAME}"]


def race(house: House, desk: int, hour: int, members: list[Any]) -> int:
    """How many of these members get the desk."""
    answers = outcomes(at_once([book(member, house.wish(desk, hour)) for member in members]))
    assert set(answers) <= {"201", "409 slot-taken", "409 try-again"}, answers
    return answers["201"]


def test_the_guard_alone_lets_one_have_it_and_without_it_several_do(own_house: House) -> None:
    [desk], members = own_house.desks(1), own_house.members(64)
    blind(own_house.table)
    assert [race(own_house, desk, hour, members) for hour in range(5)] == [1] * 5
    own_house.table.change(*without_guard(own_house.table))
    assert race(own_house, desk, 5, members) > 1
    assert own_house.table.rows("SELECT count(*) FROM occupancy_kept")[0][0] > 6


def test_without_the_guard_the_friendly_look_is_not_enough(own_house: House, database_kind: str) -> None:
    """On PostgreSQL. SQLite's writers come one after the other: there the look sees all, and one has it."""
    [desk], members = own_house.desks(1), own_house.members(64)
    drop_guard(own_house)
    won = [race(own_house, desk, hour, members) for hour in range(10 if database_kind == "postgresql" else 3)]
    print(won)
    assert max(won) > 1 if database_kind == "postgresql" else max(won) == 1
    assert (own_house.table.overlaps() > 0) == (database_kind == "postgresql")
