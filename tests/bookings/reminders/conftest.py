"""Bookings of tomorrow, and the job that looks who is to be reminded."""

import pytest
from flask import Flask

from tests.support.reminded_hub import clock, home
from tests.support.reminders import Reminders

__all__ = ["clock", "home"]


@pytest.fixture
def reminders(app: Flask) -> Reminders:
    return Reminders(app)
