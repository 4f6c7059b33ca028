"""Bookings of tomorrow, and the job that looks who is to be reminded."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.bookings.reminders.steps import Reminders
from tests.support import people
from tests.support.house import NOW, House, house


@pytest.fixture
def clock() -> Iterator[Any]:
    """Tuesday, 24.11.2026, 7 o'clock; it stands still until `clock.move_to(moment)`."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app)
    people.add(app, "bert@example.org", "Bert Beispiel")
    return house(app)


@pytest.fixture
def reminders(app: Flask) -> Reminders:
    return Reminders(app)
