"""A hub with a member's booking of Tuesday, 24.11.2026, and the nights that come over it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from bookings import actions
from bookings.models import Booking
from bookings.slots import Slot
from core import retention
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from district.models import CountedDay
from hubs.models import Hub
from tests.bookings.retention.booked import END, START, WORDS
from tests.support.house import House, house


@pytest.fixture
def home(app: Flask, tuesday: Any, anna: int, bert: int) -> House:
    return house(app)


@pytest.fixture
def booked(home: House) -> Booking:
    """Anna's, with all the words that a booking can have."""
    with home.here() as (anna, hub, setup), transaction():
        place = home.place(setup, "Platz 1")
        booking = actions.book(member=anna, slot=Slot(hub, setup, place, Interval(START, END)))
        db.session.execute(update(Booking).where(Booking.id == booking.id).values(**WORDS))
    return booking


@pytest.fixture
def run(app: Flask) -> Callable[..., int]:
    """`run("bookings")`: apply a rule; how many rows it did."""

    def run_one(name: str) -> int:
        with app.app_context():
            return retention.run([retention.registry(app)[name]])[name]

    return run_one


@pytest.fixture
def due(app: Flask) -> Callable[..., int]:
    def ask(name: str) -> int:
        with app.app_context():
            return retention.due([retention.registry(app)[name]])[name]

    return ask


@pytest.fixture
def count_days(app: Flask) -> Callable[..., None]:
    """`count_days(first, last)`: the figures of these days are written, in all hubs."""

    def count(first: date, last: date | None = None) -> None:
        with app.app_context(), transaction():
            hubs = db.session.scalars(select(Hub.id)).all()
            days = [first + timedelta(days=n) for n in range(((last or first) - first).days + 1)]
            db.session.add_all(CountedDay(hub_id=hub, day=day) for hub in hubs for day in days)

    return count
