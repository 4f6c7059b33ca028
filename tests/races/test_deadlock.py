"""A request that PostgreSQL ends because it and another wait for each other is done once more."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Connection, NullPool, create_engine, text

from tests.races.house import House, book

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
PATIENT = "SET deadlock_timeout = '60s'; SET lock_timeout = '30s'"
"""So that of the two it is the request that finds the deadlock and is ended."""


@pytest.mark.parametrize(("ends", "answer"), [("rollback", "201"), ("commit", "409 slot-taken")])
def test_a_booking_in_a_deadlock_is_tried_again(house: House, ends: str, answer: str) -> None:
    """The other transaction takes the desk's hour, and then wants the member, whom the request has locked.

    On SQLite, where writers come one after the other, there is nothing to be freed from, and the answer is the same.
    """
    house.limit(5)
    [desk], [member, other] = house.desks(1), house.members(2)
    house.booked(other, desk, 0)
    engine = create_engine(house.table.url, poolclass=NullPool)
    with engine.connect() as connection, ThreadPoolExecutor(1) as pool:
        on_postgresql = connection.dialect.name == "postgresql"
        connection.exec_driver_sql(PATIENT if on_postgresql else "BEGIN IMMEDIATE")
        _book_the_next_hour(connection, desk)
        asked = pool.submit(book(member, house.wish(desk, 1)))
        if on_postgresql:
            _until_somebody_waits(connection)
        connection.execute(text("UPDATE member SET name = 'Anna' WHERE id = (SELECT max(id) - 1 FROM member)"))
        getattr(connection, ends)()
        assert asked.result().outcome == answer
    house.table.change("DELETE FROM occupancy WHERE booking_id IN (SELECT id FROM booking WHERE title = 'other')")
    house.table.change("DELETE FROM booking WHERE title = 'other'")


def _book_the_next_hour(connection: Connection, desk: int) -> None:
    """By hand, as another process would: a copy of the booking that is there, an hour later."""
    lite = connection.dialect.name == "sqlite"
    later = "strftime('%Y-%m-%d %H:%M:%f000', {}, '+1 hour')" if lite else "{} + interval '1 hour'"
    times = ", ".join(later.format(column) for column in ("starts_at", "ends_at"))
    key = "lower(hex(randomblob(16)))" if lite else "gen_random_uuid()"
    shared = f"hub_id, space_id, {times}"
    into = "hub_id, space_id, starts_at, ends_at"
    more: Any = "member_id, status, price_cents, created_at"
    connection.execute(
        text(f"INSERT INTO booking (id, {into}, {more}, title) SELECT {key}, {shared}, {more}, 'other' FROM booking")
    )
    connection.execute(
        text(f"INSERT INTO occupancy ({into}, booking_id) SELECT {into}, id FROM booking WHERE title = 'other'")
    )


def _until_somebody_waits(connection: Connection) -> None:
    deadline = time.monotonic() + 30
    while not connection.execute(text(WAITING)).scalar_one():
        assert time.monotonic() < deadline, "the request should wait for us"
        time.sleep(0.01)
