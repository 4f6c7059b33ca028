"""The queue in front of SQLite's write lock: in the order of asking, nobody forgotten, readers never in it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from core.db import WriteRefused, db
from core.sqlite import FairLock
from core.transactions import reading, transaction

INSERT = text("INSERT INTO municipality (key, name, lat, lon) VALUES (:key, :key, 52, 9)")
COUNT = text("SELECT count(*) FROM municipality")


def until(condition: Any) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it did not happen within 10 s"
        time.sleep(0.001)


def test_lock_is_handed_on_in_the_order_of_asking() -> None:
    lock, served = FairLock(), []

    def wait(number: int) -> None:
        lock.acquire()
        served.append(number)
        lock.release()

    lock.acquire()
    threads = []
    for number in range(20):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        until(lambda: len(lock._waiting) == len(threads))  # it has asked; only now the next one does
    lock.release()
    for thread in threads:
        thread.join(10)
    assert served == list(range(20))


def test_one_at_a_time_and_no_lost_wake_up() -> None:
    lock, inside, most, done = FairLock(), [0], [0], [0]

    def work(_number: int) -> None:
        for _ in range(500):
            lock.acquire()
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            done[0] += 1
            inside[0] -= 1
            lock.release()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(work, range(16), timeout=60))
    assert (most[0], done[0]) == (1, 8000)
    lock.acquire()  # it is free at the end
    lock.release()


def test_whoever_releases_and_asks_again_stands_behind_those_who_wait() -> None:
    lock, served = FairLock(), []

    def other() -> None:
        lock.acquire()
        served.append("other")
        lock.release()

    lock.acquire()
    thread = threading.Thread(target=other)
    thread.start()
    until(lambda: lock._waiting)
    lock.release()
    lock.acquire()
    served.append("again")
    lock.release()
    thread.join(10)
    assert served == ["other", "again"]


def test_asking_twice_in_one_thread_is_an_error_and_not_a_deadlock() -> None:
    lock = FairLock()
    lock.acquire()
    with pytest.raises(RuntimeError, match="inside one"):
        lock.acquire()
    lock.release()


@pytest.mark.parametrize("call", ["/healthz", "/readyz", "/hubs", "/api/v1/hubs"])
def test_get_takes_no_write_lock(app: Flask, call: str) -> None:
    with ThreadPoolExecutor(1) as pool, app.app_context(), transaction():
        db.session.execute(INSERT, {"key": "03252001"})
        answer = pool.submit(app.test_client().get, call).result(timeout=8)  # another thread, as in the server
        assert answer.status_code == 200


def test_post_of_a_stranger_takes_no_write_lock(app: Flask) -> None:
    with ThreadPoolExecutor(1) as pool, app.app_context(), transaction():
        db.session.execute(INSERT, {"key": "03252001"})
        headers = {"Authorization": "Bearer wrong"}
        answer = pool.submit(app.test_client().post, "/api/v1/bookings", headers=headers, json={}).result(timeout=8)
        assert answer.status_code == 401


@pytest.mark.one_database  # SQLite's writers stand in one queue; PostgreSQL's need not wait for each other
def test_writer_waits_for_the_one_before_and_sees_its_rows(app: Flask) -> None:
    begun = threading.Event()

    def second() -> int:
        with app.app_context(), transaction():
            begun.set()
            db.session.execute(INSERT, {"key": "03252002"})
            return int(db.session.scalar(COUNT) or 0)

    with ThreadPoolExecutor(1) as pool:
        with app.app_context(), transaction():
            db.session.execute(INSERT, {"key": "03252001"})
            waiting = pool.submit(second)
            begun.wait(10)
        assert waiting.result(timeout=10) == 2


def test_write_lock_is_free_after_a_failed_transaction(app: Flask) -> None:
    def fail(key: str) -> None:
        with transaction():
            db.session.execute(INSERT, {"key": key})
            raise ZeroDivisionError

    for key in ("03252001", "03252002"):
        with app.app_context(), pytest.raises(ZeroDivisionError):
            fail(key)
    with app.app_context(), transaction():
        db.session.execute(INSERT, {"key": "03252003"})
        assert db.session.scalar(COUNT) == 1


def test_write_while_reading_is_refused_and_leaves_no_lock(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(WriteRefused), reading():
            db.session.execute(INSERT, {"key": "03252001"})
        with transaction():
            assert db.session.scalar(COUNT) == 0
            db.session.execute(INSERT, {"key": "03252001"})


@pytest.mark.one_database
def test_second_write_transaction_in_one_thread_is_an_error(app: Flask, database_kind: str) -> None:
    """It would wait for itself. PostgreSQL simply takes another connection."""
    with app.app_context():
        with transaction():
            db.session.execute(INSERT, {"key": "03252001"})
            with app.app_context(), pytest.raises(RuntimeError, match="inside one"):
                db.session.execute(INSERT, {"key": "03252002"})
        with transaction():
            assert db.session.scalar(COUNT) == 1
