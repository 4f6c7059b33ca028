"""A process works on few requests at once, and those that talk to a server outside are none of them."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask

from core import concurrency
from core.concurrency import MOST_OUTSIDE, WORKING, outside
from core.sandbox_places import Full
from core.serve import THREADS
from core.transactions import transaction

PATIENCE = 20
"""Seconds after which a test that hangs fails."""


class Counting:
    """How many are inside at once, at most."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self.lock = threading.Lock()

    def __enter__(self) -> None:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)

    def __exit__(self, *_: object) -> None:
        with self.lock:
            self.now -= 1


def site(view: Callable[[], Any]) -> Flask:
    app = Flask("concurrency")
    app.add_url_rule("/", view_func=view, endpoint="view")
    app.add_url_rule("/healthz", view_func=lambda: "", endpoint="healthz")
    concurrency.install(app)
    return app


def ask(app: Flask, times: int, path: str = "/") -> list[int]:
    with ThreadPoolExecutor(times) as pool:
        asked = [pool.submit(lambda: app.test_client().get(path).status_code) for _ in range(times)]
        return [each.result(PATIENCE) for each in asked]


def test_only_few_work_at_once() -> None:
    """The first ones wait until all places are taken; had the others one too, they would be counted meanwhile."""
    working, full = Counting(), threading.Barrier(WORKING)

    def view() -> str:
        with working:
            full.wait(PATIENCE)
            return ""

    assert ask(site(view), 3 * WORKING) == [200] * 3 * WORKING
    assert working.most == WORKING


def test_who_talks_outside_gives_the_place_to_others() -> None:
    """All of them are outside at once, which is more than can work; before and after that they work a few at a time."""
    working, all_outside = Counting(), threading.Barrier(5 * WORKING)

    def view() -> str:
        with working:
            pass
        with outside():
            all_outside.wait(PATIENCE)
        with working:
            return ""

    assert ask(site(view), 5 * WORKING) == [200] * 5 * WORKING
    assert working.most <= WORKING


def test_place_is_free_again_after_an_error() -> None:
    def view() -> str:
        with outside():
            raise ValueError

    app = site(view)
    assert ask(app, 2 * WORKING) == [500] * 2 * WORKING
    assert ask(app, 2 * MOST_OUTSIDE) == [500] * 2 * MOST_OUTSIDE


def test_too_many_outside_are_told_so_at_once() -> None:
    leave, seen = threading.Event(), threading.Semaphore(0)

    def view() -> tuple[str, int]:
        try:
            with outside():
                seen.release()
                leave.wait(PATIENCE)
        except Full as error:
            return "", error.status
        return "", 200

    app = site(view)
    with ThreadPoolExecutor(MOST_OUTSIDE) as pool:
        away = [pool.submit(lambda: app.test_client().get("/").status_code) for _ in range(MOST_OUTSIDE)]
        assert all(seen.acquire(timeout=PATIENCE) for _ in away)
        assert ask(app, 1) == [503]
        leave.set()
        assert {each.result(PATIENCE) for each in away} == {200}
    assert ask(app, 1) == [200]


def test_health_is_told_when_all_others_wait() -> None:
    leave, seen = threading.Event(), threading.Semaphore(0)

    def view() -> str:
        seen.release()
        leave.wait(PATIENCE)
        return ""

    app = site(view)
    with ThreadPoolExecutor(WORKING) as pool:
        away = [pool.submit(lambda: app.test_client().get("/").status_code) for _ in range(WORKING)]
        assert all(seen.acquire(timeout=PATIENCE) for _ in away)
        assert ask(app, 1, "/healthz") == [200]
        leave.set()
        assert {each.result(PATIENCE) for each in away} == {200}


def test_nobody_talks_outside_in_a_transaction(app: Flask) -> None:
    with app.app_context(), transaction(), pytest.raises(RuntimeError, match="transaction is open"), outside():
        pass


def test_jobs_have_no_place_to_give() -> None:
    with outside(), outside():
        pass


def test_there_are_threads_for_all_that_wait_and_all_that_work() -> None:
    assert MOST_OUTSIDE + WORKING <= THREADS
