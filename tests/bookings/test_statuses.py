"""What the table of statuses says, and that the database is asked the same as plain functions answer."""

from datetime import timedelta
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select, update

from bookings import rules
from bookings.models import Booking, Occupancy
from core.db import db
from tests.support.booking import ELEVEN, NINE, TEN, book
from tests.support.house import house

LATER = (None, NINE, TEN, TEN + timedelta(microseconds=1))


def test_sets_are_what_they_were_named_for() -> None:
    assert {"requested", "held", "confirmed", "checked_in"} == rules.OCCUPYING
    assert {"requested", "held"} == rules.WAITING
    assert {"confirmed", "checked_in"} == rules.OPEN_ENDED
    assert {"requested", "held", "confirmed"} == rules.RUNNING_OUT
    assert {"held", "confirmed", "checked_in"} == rules.EXPECTED
    assert {"checked_in", "completed"} == rules.ATTENDED
    assert {"confirmed", "checked_in", "completed", "no_show"} == rules.COUNTING
    assert {"held", "confirmed", "checked_in", "completed", "no_show"} == rules.SHOWN
    assert {"cancelled", "declined", "expired"} == rules.CALLED_OFF
    assert {"cancelled", "declined"} == rules.EXPLAINED


def test_booking_of_each_status_holds_in_a_query_as_it_reads(app: Flask, anna: int) -> None:
    booking = book(house(app))
    with app.app_context():
        for status, expires_at, moment in product(rules.STATUSES, LATER, (NINE, TEN, ELEVEN)):
            if status not in rules.RUNNING_OUT and expires_at is not None:
                continue
            column = "release_at" if status == "confirmed" else "expires_at"
            values = {"release_at": None, "expires_at": None, column: expires_at}
            db.session.execute(update(Booking).values(status=status, **values))
            reads = rules.effective_status(status, ELEVEN, expires_at, moment)
            coming = db.session.scalar(select(Booking.is_coming(moment)).where(Booking.id == booking.id))
            holds = db.session.scalar(select(Booking.holds(moment)).where(Booking.id == booking.id))
            run_out = rules.has_run_out(expires_at, moment)
            assert bool(coming) == (reads in rules.OCCUPYING), (status, expires_at, moment)
            assert bool(holds) == (status in rules.OCCUPYING and not run_out), (status, expires_at, moment)


@pytest.mark.parametrize("expires_at", LATER)
def test_row_of_occupancy_holds_until_it_runs_out(app: Flask, anna: int, expires_at: object) -> None:
    book(house(app))
    with app.app_context():
        db.session.execute(update(Occupancy).values(expires_at=expires_at))
        assert bool(db.session.scalar(select(Occupancy.holds(TEN)))) == (expires_at in (None, LATER[-1]))
