"""Guessing a code: stopped by limits, for each hub and for each network, whatever is tried."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from bookings.handover import limits
from bookings.handover.errors import TooManyCodes
from core.transactions import transaction
from tests.support.house import NOW


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def tries_until_stopped(app: Flask, hub_id: int, network: str = "192.0.2.1", most: int = 100) -> int:
    with app.app_context():
        for number in range(most):
            try:
                limits.count(hub_id, network)
            except TooManyCodes:
                return number
    return most


def test_five_wrong_codes_in_a_quarter_of_an_hour_are_the_last(app: Flask, clock: Any) -> None:
    assert tries_until_stopped(app, 1) == 5
    assert tries_until_stopped(app, 1, "192.0.2.99") == 0, "the hub counts, whoever tries"
    assert tries_until_stopped(app, 2) == 0, "the network counts, whatever the hub"
    assert tries_until_stopped(app, 2, "192.0.2.98") == 5
    clock.shift(timedelta(minutes=15))
    assert tries_until_stopped(app, 1) == 5


def test_a_day_has_thirty_wrong_codes_however_patient_one_is(app: Flask, clock: Any) -> None:
    """So all of a million would take 91 years, and a live code is found with 1 in 33,000 a day for each code."""
    found = 0
    for _quarter in range(4 * 20):
        found += tries_until_stopped(app, 1, f"192.0.2.{_quarter}")
        clock.shift(timedelta(minutes=15))
    most_a_day = limits.WRONG_AT_HUB[-1][0]
    assert found <= 2 * most_a_day  # twenty hours may touch two days
    assert 10**6 / most_a_day / 365 > 90


def test_right_codes_do_not_count(app: Flask, clock: Any) -> None:
    for _ in range(20):
        with app.app_context():
            limits.count(1, "192.0.2.1")
            with transaction():
                limits.was_right(1, "192.0.2.1")
    assert tries_until_stopped(app, 1) == 5
