"""A hub with one or more desks, all taken by Zoe, and people who may wait for them."""

from typing import Any

import pytest
from flask import Flask

from bookings.models import Booking
from tests.support import people
from tests.support.booking import book
from tests.support.house import House, house
from tests.support.waiting import NAMES, address, clock

__all__ = ["clock"]


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    for name in (*NAMES, "Zoe"):
        people.add(app, address(name), f"{name} Beispiel")
    return house(app, spaces=("Platz 1", "Platz 2"))


@pytest.fixture
def taken(home: House) -> dict[str, Booking]:
    """Zoe's bookings, by place."""
    return {name: book(home, name, who=address("Zoe")) for name in ("Platz 1", "Platz 2")}
