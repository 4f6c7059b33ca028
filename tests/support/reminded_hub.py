"""A hub with two members, and a clock that stands still."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask

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
