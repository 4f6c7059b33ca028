"""What the tests of booking share."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask

from tests.support import people, places


@pytest.fixture
def tuesday() -> Iterator[Any]:
    """It is Tuesday, 24.11.2026, 7 o'clock in Berlin; `tuesday.move_to(moment)` moves on."""
    with time_machine.travel(places.NOW, tick=True) as traveller:
        yield traveller


@pytest.fixture
def anna(app: Flask, tuesday: Any) -> int:
    """A member, anna@example.org; her id."""
    return people.add(app)


@pytest.fixture
def bert(app: Flask, tuesday: Any) -> int:
    """Another member."""
    return people.add(app, "bert@example.org", "Bert Beispiel")
