"""Many bookings at once, as a year of weeks has them: made, cancelled and moved in few statements."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from bookings import actions, moving_actions
from bookings.cover import covers_of
from bookings.creation_actions import Draft, create
from bookings.models import Booking
from bookings.slots import Booked, Move, Slot
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from hubs.setup import Setup
from tests.support.booking import NINE
from tests.support.house import House
from tests.support.queries import counted

WEEKS = 52
MOST = 15
"""Statements for a year of weeks."""
HOUR = timedelta(hours=1)


def weekly(start: datetime = NINE, number: int = WEEKS) -> list[Interval]:
    return [Interval(start + n * timedelta(days=7), start + n * timedelta(days=7) + HOUR) for n in range(number)]


def make(
    home: House, spans: Sequence[Interval], name: str = "Platz 1", who: str = "anna@example.org", most: int = MOST
) -> tuple[list[Booking], int]:
    """The bookings of these times, and how many statements it took to make them: at most `most`."""
    with home.here(who) as (member, hub, setup), transaction():
        slots = [Slot(hub, setup, home.place(setup, name), span) for span in spans]
        covers = zip(slots, covers_of(slots, member), strict=True)
        drafts = [Draft(slot=slot, cover=cover, member=member, title="Treff") for slot, cover in covers]
        with counted(home.app) as asked:
            made = create(drafts=drafts, actor=member)
    assert len(asked) <= most, asked
    return made, len(asked)


def series(home: House, spans: Sequence[Interval], name: str = "Platz 1") -> list[Booking]:
    return make(home, spans, name)[0]


def cancel_all(home: House, made: Sequence[Booking], most: int = MOST) -> None:
    with home.here() as (member, hub, setup), transaction():
        own = booked(made, setup)
        with counted(home.app) as asked:
            actions.cancel_all(booked=own, member=member, hub=hub)
    assert len(asked) <= most, asked


def move_all(home: House, made: Sequence[Booking], name: str, spans: Sequence[Interval]) -> None:
    with home.here() as (member, hub, setup), transaction():
        place = home.place(setup, name)
        own = [one.booking for one in booked(made, setup)]
        moves = [Move(one, Slot(hub, setup, place, span)) for one, span in zip(own, spans, strict=True)]
        with counted(home.app) as asked:
            moving_actions.move_all(moves=moves, member=member)
    assert len(asked) <= MOST, asked


def booked(made: Sequence[Booking], setup: Setup) -> list[Booked]:
    rows = db.session.scalars(
        select(Booking).where(Booking.id.in_([one.id for one in made])).order_by(Booking.starts_at)
    )
    return [Booked(row, setup.by_id[row.space_id]) for row in rows]
