"""Deposit, collection, new codes and the word that it is overdue, all at the same moment, again and again."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from bookings.handover import actions, jobs
from bookings.handover.actions import Codes
from bookings.handover.models import Handover, HandoverCode
from bookings.models import Booking, BookingEvent
from core.db import db
from core.outbox import OutboxMail
from core.transactions import transaction
from hubs.models import Space
from hubs.queries import hub_by_slug
from tests.support import people
from tests.support.at_once import tried_at_once
from tests.support.booking import book, check_in
from tests.support.house import NOW, House, at, taken
from tests.support.lockers import lockers
from tests.support.night import at_night

ROUNDS = [5, at_night(200)]
STARTS = at("2026-11-25", "8:00")
HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app)
    return lockers(app, hours="24/7", rules={"horizon_days": 60, "max_active": 0})


def give(home: House, booking: Booking) -> Codes:
    with home.app.app_context(), transaction():
        fresh = db.session.get_one(Booking, booking.id)
        return actions.give_codes(booking=fresh, space=db.session.get_one(Space, fresh.space_id))


def finish(home: House, code: str) -> str:
    with home.app.app_context(), transaction():
        hub = hub_by_slug(home.slug)
        assert hub is not None
        return actions.finish(hub=hub, typed=code).purpose


def collect(home: House, booking: Booking) -> None:
    with home.here() as (member, _hub, _setup), transaction():
        actions.collect(booking=db.session.get_one(Booking, booking.id), actor=member)


def tell(home: House) -> int:
    with home.app.app_context():
        return jobs.tell_overdue()


def number(home: House, what: Any, *where: Any) -> int:
    with home.app.app_context():
        return db.session.scalar(select(func.count()).select_from(what).where(*where)) or 0


@pytest.mark.parametrize("rounds", ROUNDS)
def test_in_time_it_is_put_in_once_and_collected_once(home: House, clock: Any, rounds: int) -> None:
    for n in range(rounds):
        start = STARTS + n * 3 * HOUR
        clock.move_to(start - HOUR)
        booking = book(home, "Fach 1", start, start + 2 * HOUR)
        given = give(home, booking)
        clock.move_to(start + timedelta(minutes=1))
        works = [given.deposit, given.deposit, given.collection, given.collection]
        tried_at_once(*(lambda code=code: finish(home, code) for code in works), lambda: tell(home))
        steps = [
            number(home, BookingEvent, BookingEvent.booking_id == booking.id, BookingEvent.to_status == status)
            for status in ("checked_in", "completed")
        ]
        assert steps[0] <= 1
        assert steps[1] <= 1
        if steps[1]:  # whoever collected has freed it, and no code lives
            assert number(home, HandoverCode, HandoverCode.booking_id == booking.id) == 0
            assert not [row for row in taken(home.app) if row[1] >= start and row[2] > start + HOUR]
        else:
            collect(home, booking)
    assert number(home, OutboxMail, OutboxMail.template == "locker-overdue") == 0


@pytest.mark.parametrize("rounds", ROUNDS)
def test_who_collects_late_is_told_at_most_once_and_never_afterwards(home: House, clock: Any, rounds: int) -> None:
    told = 0
    for n in range(rounds):
        start = STARTS + n * 3 * HOUR
        clock.move_to(start - HOUR)
        booking = book(home, "Fach 1", start, start + HOUR)
        given = give(home, booking)
        clock.move_to(start + timedelta(minutes=1))
        check_in(home, booking)
        clock.move_to(start + HOUR + timedelta(minutes=1))
        tried_at_once(
            lambda: tell(home),
            lambda code=given.collection: finish(home, code),  # type: ignore[misc]
            lambda: tell(home),
            lambda one=booking: collect(home, one),  # type: ignore[misc]
            lambda: tell(home),
        )
        own = (Handover.booking_id == booking.id, Handover.collected_at.is_not(None))
        mails = number(home, OutboxMail, OutboxMail.template == "locker-overdue")
        assert mails - told <= 1
        assert number(home, Handover, *own) == 1
        assert (tell(home), number(home, OutboxMail, OutboxMail.template == "locker-overdue")) == (0, mails)
        told = mails


def test_two_tabs_that_give_codes_leave_one_pair(home: House, clock: Any) -> None:
    booking = book(home, "Fach 1", STARTS, STARTS + HOUR)
    pairs = [one for one in tried_at_once(*[lambda: give(home, booking)] * 4) if isinstance(one, Codes)]
    assert len(pairs) >= 1
    assert number(home, HandoverCode) == 2
    clock.move_to(STARTS)
    works = tried_at_once(*(lambda code=pair.deposit: finish(home, code) for pair in pairs))
    assert works.count("deposit") == 1
