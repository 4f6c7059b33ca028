"""Closing while others book: whoever is first, nobody stands in a closed house without anybody having decided it."""

from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from bookings import actions as booking_actions
from bookings.errors import OutsideOpeningHours
from bookings.impact import actions
from bookings.impact.changes import HubClosing
from bookings.impact.errors import Undecided
from bookings.impact.rules import Decisions
from bookings.slots import Slot
from core.db import StaleState, db, is_retryable
from core.timespans import Interval
from core.transactions import transaction
from tests.support.booking import ELEVEN, NINE
from tests.support.hosts import make_host
from tests.support.house import House, at, bookings
from tests.support.impact import closures

DAY = HubClosing(at("2026-11-25", "0:00"), at("2026-11-26", "0:00"))


def test_a_closure_and_bookings_at_the_same_moment_never_both_win(app: Flask, home: House) -> None:
    make_host(app)
    won: set[str] = set()
    for _round in range(6):
        results = at_once(home, lambda: close(home), lambda: book(home))
        assert sorted(results) in (["closed", "refused"], ["booked", "undecided"]), results
        won |= set(results)
        assert len(closures(app)) + len(bookings(app)) == 1
        clean(app)
    assert won & {"closed", "booked"}


def test_a_booking_that_was_looked_up_before_the_closure_is_done_anew_after_it(
    app: Flask, home: House, database_kind: str
) -> None:
    """The closure is committed between the look at the hours and the writing. On SQLite the writer has its turn from
    the look on, so there the closure waits instead, and then sees the booking."""
    make_host(app)
    results: list[str] = []
    thread = Thread(target=lambda: results.append(close(home)))
    with home.here() as (member, hub, setup), transaction():
        place = home.place(setup, "Platz 1")
        slot = Slot(hub, setup, place, Interval(NINE, ELEVEN))
        if database_kind == "postgresql":
            thread.start()
            thread.join()
            with pytest.raises(StaleState):
                booking_actions.book(member=member, slot=slot)
        else:
            booking_actions.book(member=member, slot=slot)
            thread.start()
    thread.join()
    assert results == ["closed" if database_kind == "postgresql" else "undecided"]


def close(home: House) -> str:
    with home.here("host@example.org") as (host, hub, _setup):
        return attempt(lambda: actions.carry_out(host=host, hub=hub, change=DAY, decisions=Decisions()), "closed")


def book(home: House) -> str:
    def work() -> None:
        with home.here() as (member, hub, setup), transaction():
            place = home.place(setup, "Platz 1")
            booking_actions.book(member=member, slot=Slot(hub, setup, place, Interval(NINE, ELEVEN)))

    return attempt(work, "booked")


def attempt(work: Any, done: str) -> str:
    """As `core.requests` does it: what was overtaken is done anew."""
    for _ in range(4):
        try:
            with transaction():
                work()
        except (OutsideOpeningHours, Undecided) as error:
            return "undecided" if isinstance(error, Undecided) else "refused"
        except (DBAPIError, StaleState) as error:
            if not is_retryable(error):
                raise
            db.session.expire_all()
        else:
            return done
    return "gave up"


def at_once(home: House, *works: Any) -> list[str]:
    barrier, results = Barrier(len(works)), []

    def run(work: Any) -> None:
        with home.app.app_context():
            barrier.wait()
            results.append(work())

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def clean(app: Flask) -> None:
    found = [*closures(app), *bookings(app)]  # read before: each look is a transaction of its own
    with app.app_context(), transaction():
        for row in found:
            db.session.delete(db.session.merge(row))
