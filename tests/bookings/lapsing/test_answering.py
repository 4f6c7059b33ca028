"""Requests that no host has answered in time end by themselves, and their people learn what else there is."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bookings import rules
from bookings.actions import expire_holds
from bookings.errors import StepNotAllowed
from bookings.today.errors import AlreadyAnswered
from core.db import db
from core.outbox import OutboxMail
from core.transactions import transaction
from hubs.rules import Rules
from tests.support import people
from tests.support.booking import ELEVEN, NINE, TEN, book, cancel, move
from tests.support.covering import HeldUntilPaid, covered_by
from tests.support.hosts import do, mails, make_host, read
from tests.support.house import NOW, House, house
from tests.support.reminded_hub import clock

__all__ = ["clock"]

HOUR = timedelta(hours=1)
UNTIL = NOW + 4 * HOUR


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app)
    made = house(app, rules={"admission": "approval", "answer_hours": 4})
    make_host(app)
    return made


def run(app: Flask) -> int:
    with app.app_context(), transaction():
        return expire_holds()


@given(hours=st.none() | st.integers(1, 1440), ahead=st.integers(-60, 60 * 24 * 90))
def test_no_request_waits_longer_than_until_its_start(hours: int | None, ahead: int) -> None:
    start = NOW + timedelta(minutes=ahead)
    until = rules.answer_until(Rules(answer_hours=hours), start, NOW)
    assert until <= start
    assert until == start or (hours is not None and until == NOW + hours * HOUR)


def test_request_ends_after_so_many_hours_with_a_mail_that_says_what_else_is_free(
    app: Flask, home: House, clock: Any
) -> None:
    booking = book(home)
    assert booking.expires_at == UNTIL
    clock.move_to(UNTIL)
    with pytest.raises(AlreadyAnswered):
        do(home, "approve", booking)
    assert [run(app), run(app)] == [1, 0]
    assert read(app, booking).status == "expired"
    with app.app_context():
        mail = db.session.scalars(select(OutboxMail).where(OutboxMail.template == "request-unanswered")).one()
    assert mail.recipient == "anna@example.org"
    assert [(one["space"], one["starts_at"]) for one in mail.context["instead"]][:2] == [
        ("Platz 2", NINE.isoformat()),
        ("Platz 3", NINE.isoformat()),
    ]


def test_request_that_is_moved_waits_anew(app: Flask, home: House, clock: Any) -> None:
    booking = book(home)
    clock.move_to(NOW + HOUR)
    move(home, booking, "Platz 1", TEN, ELEVEN)
    assert read(app, booking).expires_at == UNTIL + HOUR


def test_without_the_rule_requests_wait_until_their_start(app: Flask, clock: Any) -> None:
    people.add(app)
    assert book(house(app, rules={"admission": "approval"})).expires_at == NINE


def test_who_has_withdrawn_or_did_not_pay_is_told_nothing(app: Flask, home: House, clock: Any) -> None:
    cancel(home, book(home))
    with covered_by(app, HeldUntilPaid()):
        book(home, "Platz 2")
    clock.move_to(ELEVEN)
    run(app)
    assert "request-unanswered" not in [name for name, _to in mails(app)]


@pytest.mark.parametrize("job_has_run", [False, True])
def test_request_that_nobody_answered_in_time_cannot_be_moved(
    app: Flask, home: House, clock: Any, job_has_run: bool
) -> None:
    booking = book(home)
    clock.move_to(UNTIL)
    if job_has_run:
        run(app)
    with pytest.raises(StepNotAllowed):
        move(home, booking, "Platz 2", TEN, ELEVEN)


def test_who_has_begun_and_stays_longer_does_not_ask_again(app: Flask, home: House, clock: Any) -> None:
    """A request would have run out at once, and with it the place on which they sit."""
    booking = book(home)
    do(home, "approve", booking)
    clock.move_to(TEN)
    move(home, booking, "Platz 1", NINE, ELEVEN + HOUR)
    assert (read(app, booking).status, read(app, booking).expires_at) == ("confirmed", None)
