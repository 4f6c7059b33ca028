from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from flask import Flask

from core import ratelimit, retention
from core.clock import now
from core.errors import TooManyAttempts
from core.transactions import transaction

SCOPE = ("test", "anna@example.org")


def hits(app: Flask, count: int, limit: int = 3) -> list[bool]:
    """Which of `count` attempts passed."""
    passed = []
    with app.app_context():
        for _ in range(count):
            passed.append(_passes(limit))
    return passed


def _passes(limit: int) -> bool:
    try:
        ratelimit.hit(*SCOPE, limit, 60)
    except TooManyAttempts as error:
        return not 1 <= error.facts["retry_after"] <= 60
    return True


def test_attempts_up_to_the_limit_pass(app: Flask) -> None:
    with time_machine.travel(now().replace(second=0), tick=False):
        assert hits(app, 5) == [True] * 3 + [False] * 2


def test_next_window_begins_anew(app: Flask) -> None:
    start = now().replace(second=0)
    with time_machine.travel(start, tick=False) as clock:
        hits(app, 4)
        clock.shift(60)
        assert hits(app, 1) == [True]


def test_attempt_given_back_does_not_count(app: Flask) -> None:
    with time_machine.travel(now().replace(second=0), tick=False):
        hits(app, 3)
        with app.app_context(), transaction():
            ratelimit.give_back(*SCOPE, 60)
        assert hits(app, 2) == [True, False]


def test_nothing_is_given_back_below_zero(app: Flask) -> None:
    with time_machine.travel(now().replace(second=0), tick=False):
        hits(app, 1)
        with app.app_context(), transaction():
            for _ in range(5):
                ratelimit.give_back(*SCOPE, 60)
        assert hits(app, 4) == [True] * 3 + [False]


def test_attempts_at_once_in_two_processes_all_count(app: Flask, make_app: Any) -> None:
    apps = [app, make_app()]
    with ThreadPoolExecutor(8) as pool:
        passed = list(pool.map(lambda i: hits(apps[i % 2], 1, limit=10)[0], range(24)))
    assert passed.count(True) in (10, 20)  # 20 when the minute ended in between


def test_key_is_not_kept_in_the_clear(app: Flask) -> None:
    from core.db import db

    hits(app, 1)
    with app.app_context():
        assert "anna" not in str(db.session.query(ratelimit.RateLimit.bucket).all())


def test_old_windows_are_forgotten(app: Flask) -> None:
    from datetime import timedelta

    with time_machine.travel(now() - timedelta(hours=3)):
        hits(app, 1)
    with app.app_context():
        assert retention.run([retention.registry(app)["attempts"]]) == {"attempts": 1}


@pytest.mark.parametrize("other", [("test", "bert@example.org"), ("other", "anna@example.org")])
def test_scopes_and_keys_count_apart(app: Flask, other: tuple[str, str]) -> None:
    with time_machine.travel(now().replace(second=0), tick=False):
        hits(app, 4)
        with app.app_context():
            ratelimit.hit(*other, 3, 60)
