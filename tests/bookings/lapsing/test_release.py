"""A place that nobody has checked in to is released: when, who is told, and who may still come."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bookings import queries, rules, signals, unpaid_actions
from bookings.actions import expire_holds
from bookings.errors import SlotTaken, StepNotAllowed
from bookings.lapsing import jobs
from bookings.lapsing.rules import is_warned
from bookings.models import Booking, Occupancy
from core.clock import now
from core.db import db
from core.identifiers import new_id
from core.outbox import OutboxMail
from core.timespans import Interval
from core.transactions import transaction
from district import queries as district_queries
from hubs.models import BookingRules
from hubs.rules import Rules
from tests.support import people
from tests.support.at_once import tried_at_once
from tests.support.booking import ELEVEN, NINE, TEN, book, cancel, check_in, check_out, move
from tests.support.covering import HeldUntilPaid, covered_by
from tests.support.hosts import call, do, mails, make_host, read, walk_in
from tests.support.house import House, bookings, house, steps, taken
from tests.support.night import IS_NIGHT
from tests.support.reminded_hub import clock

__all__ = ["clock"]

MINUTE = timedelta(minutes=1)
RELEASE = NINE + 20 * MINUTE
BERT = "bert@example.org"
ROUNDS = 200 if IS_NIGHT else 8


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app)
    people.add(app, BERT, "Bert Beispiel")
    made = house(app, rules={"release_minutes": 20})
    make_host(app)
    return made


def run(app: Flask) -> int:
    """The job that writes down what has run out."""
    with app.app_context(), transaction():
        return expire_holds()


def warned(app: Flask) -> int:
    with app.app_context():
        return jobs.warn()


def reads(home: House, booking: Booking) -> str:
    """Its status as its member sees it."""
    with home.here() as (member, _hub, _setup):
        view = queries.booking_of(member.id, str(booking.id), now())
        assert view is not None
        return view.status


@given(minutes=st.integers(15, 1440), offset=st.integers(-60, 1500))
def test_nobody_is_warned_before_the_start_or_after_the_release(minutes: int, offset: int) -> None:
    release = rules.release_at(Rules(release_minutes=minutes), NINE)
    assert release == NINE + minutes * MINUTE
    assert is_warned(NINE, release, NINE + offset * MINUTE) == (max(0, minutes - 15) <= offset < minutes)


@pytest.mark.parametrize("status", rules.STATUSES)
def test_only_what_is_confirmed_is_released(status: str) -> None:
    ends_as = {"requested": "expired", "held": "expired", "confirmed": "no_show"}
    assert rules.effective_status(status, ELEVEN, RELEASE, RELEASE) == ends_as.get(status, status)
    assert rules.effective_status(status, ELEVEN, RELEASE, RELEASE - MINUTE) == status


def test_place_is_free_from_the_release_on_before_any_job_has_run(app: Flask, home: House, clock: Any) -> None:
    booking = book(home)
    clock.move_to(RELEASE - MINUTE)
    with pytest.raises(SlotTaken):
        walk_in(home, ELEVEN)
    clock.move_to(RELEASE)
    assert reads(home, booking) == "no_show"
    other = walk_in(home, ELEVEN)
    assert [(row[0], row[2]) for row in taken(app)] == [(other.space_id, ELEVEN)]
    assert steps(app, booking.id) == [(None, "confirmed", ""), ("confirmed", "no_show", "")]
    assert run(app) == 0


def test_job_releases_once_and_tells_member_and_whoever_waits(app: Flask, home: House, clock: Any) -> None:
    booking, heard = book(home), []

    def hear(_sender: object, stretches: list[signals.Freed]) -> None:
        heard.extend(stretches)

    clock.move_to(RELEASE + MINUTE)
    with signals.freed.connected_to(hear):
        assert [run(app), run(app)] == [1, 0]
    assert [(one.booking_id, *one.span) for one in heard] == [(booking.id, RELEASE + MINUTE, ELEVEN)]
    assert taken(app) == []
    assert mails(app)[-1] == ("booking-not-used", "anna@example.org")
    assert read(app, booking).status == "no_show"


def test_member_is_asked_to_check_in_before_and_once(app: Flask, home: House, clock: Any) -> None:
    booking = book(home)
    clock.move_to(NINE + 4 * MINUTE)
    assert warned(app) == 0
    clock.move_to(NINE + 5 * MINUTE)
    assert [warned(app), warned(app)] == [1, 0]
    with app.app_context():
        mail = db.session.scalars(select(OutboxMail).where(OutboxMail.template == "check-in-due")).one()
    assert (mail.recipient, mail.stale_at) == ("anna@example.org", RELEASE)
    check_in(home, booking)
    assert "check-in-due" not in [name for name, _to in mails(app)]  # it had not left yet


def test_who_has_checked_in_stays(app: Flask, home: House, clock: Any) -> None:
    booking = book(home)
    clock.move_to(NINE)
    check_in(home, booking)
    clock.move_to(RELEASE + MINUTE)
    assert [run(app), warned(app)] == [0, 0]
    with pytest.raises(SlotTaken):
        walk_in(home, ELEVEN)
    assert reads(home, booking) == "checked_in"


@pytest.mark.parametrize("job_has_run", [False, True])
def test_who_comes_late_has_the_rest_if_it_is_still_free(
    app: Flask, home: House, clock: Any, job_has_run: bool
) -> None:
    booking = book(home)
    clock.move_to(RELEASE + MINUTE)
    if job_has_run:
        run(app)
    check_in(home, booking)
    assert read(app, booking).status == "checked_in"
    assert taken(app)[-1][2] == ELEVEN
    with pytest.raises(SlotTaken):
        walk_in(home, ELEVEN)


def test_hosts_undo_a_release_within_the_time_and_only_while_the_place_is_free(
    app: Flask, home: House, clock: Any
) -> None:
    first, second = book(home), book(home, "Platz 2")
    clock.move_to(RELEASE)
    run(app)
    assert do(home, "check_in", first).status == "checked_in"
    walk_in(home, ELEVEN, "Platz 2")
    with pytest.raises(SlotTaken):
        do(home, "check_in", second)
    assert read(app, second).status == "no_show"


def test_check_in_that_was_undone_is_not_released_at_once(app: Flask, home: House, clock: Any) -> None:
    booking = book(home)
    clock.move_to(NINE)
    check_in(home, booking)
    clock.move_to(NINE + MINUTE)
    do(home, "undo_check_in", booking)
    assert (read(app, booking).release_at, rows_until(app)) == (RELEASE, [RELEASE])
    check_in(home, booking)
    clock.move_to(RELEASE + MINUTE)
    do(home, "undo_check_in", booking)
    assert (reads(home, booking), rows_until(app)) == ("confirmed", [None])


def test_who_stays_longer_after_an_undone_check_in_is_not_released_at_once(app: Flask, home: House, clock: Any) -> None:
    booking = book(home)
    clock.move_to(NINE)
    check_in(home, booking)
    clock.move_to(RELEASE + MINUTE)
    do(home, "undo_check_in", booking)
    move(home, booking, "Platz 1", NINE, ELEVEN + 60 * MINUTE)
    assert (reads(home, booking), rows_until(app)) == ("confirmed", [None])


@pytest.mark.parametrize("job_has_run", [False, True])
def test_who_was_released_has_nothing_to_leave(app: Flask, home: House, clock: Any, job_has_run: bool) -> None:
    booking = book(home)
    clock.move_to(RELEASE + MINUTE)
    if job_has_run:
        run(app)
    with pytest.raises(StepNotAllowed):
        check_out(home, booking)
    assert reads(home, booking) == "no_show"


def rows_until(app: Flask) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(select(Occupancy.expires_at)))


def test_what_was_released_can_be_neither_moved_nor_cancelled(app: Flask, home: House, clock: Any) -> None:
    booking = book(home)
    clock.move_to(RELEASE)
    with pytest.raises(StepNotAllowed):
        move(home, booking, "Platz 1", NINE, TEN)
    run(app)
    with pytest.raises(StepNotAllowed):
        cancel(home, booking)


def test_moved_booking_is_released_after_its_new_start(app: Flask, home: House, clock: Any) -> None:
    booking = book(home)
    move(home, booking, "Platz 2", TEN, ELEVEN)
    assert (read(app, booking).release_at, rows_until(app)) == (TEN + 20 * MINUTE, [TEN + 20 * MINUTE])


def test_guests_whom_nobody_can_remind_are_not_released(app: Flask, home: House, clock: Any) -> None:
    booking = call(home, NINE, ELEVEN)
    clock.move_to(ELEVEN - MINUTE)
    assert run(app) == 0
    assert read(app, booking).status == "confirmed"


def test_request_that_was_approved_is_released(app: Flask, home: House, clock: Any) -> None:
    admit_with_release(home)
    booking = book(home)
    do(home, "approve", booking)
    assert rows_until(app) == [RELEASE]
    clock.move_to(RELEASE)
    assert run(app) == 1
    assert read(app, booking).status == "no_show"


def admit_with_release(home: House) -> None:
    with home.here() as (_member, hub, _setup), transaction():
        db.session.scalars(select(BookingRules)).one().admission = "approval"
        hub.setup_stamp = new_id().hex


def test_what_is_paid_after_its_release_would_have_been_stays(app: Flask, home: House, clock: Any) -> None:
    with covered_by(app, HeldUntilPaid()):
        booking = book(home)
    clock.move_to(RELEASE + MINUTE)
    with app.app_context(), transaction():
        unpaid_actions.confirm(bookings=[db.session.get_one(Booking, booking.id)])
    assert (reads(home, booking), rows_until(app)) == ("confirmed", [None])


def test_released_booking_counts_as_used_until_its_release(app: Flask, home: House, clock: Any) -> None:
    booking = book(home)
    clock.move_to(RELEASE)
    walk_in(home, ELEVEN)
    with home.here() as (_member, hub, _setup):
        uses = district_queries.facts_of(hub, Interval(NINE - 9 * 60 * MINUTE, ELEVEN), NINE - 24 * 60 * MINUTE).uses
    assert sorted((use.start, use.end, use.status) for use in uses) == [
        (NINE, RELEASE, "no_show"),
        (RELEASE, ELEVEN, "checked_in"),
    ]
    assert booking.release_at == RELEASE


def test_hub_without_the_rule_releases_nothing(app: Flask, clock: Any, home: House) -> None:
    other = house(app, "bisperode", spaces=("Tisch",))
    booking = book(other, "Tisch")
    clock.move_to(ELEVEN - MINUTE)
    assert run(app) == 0
    assert reads(other, booking) == "confirmed"


def test_check_in_against_release_has_one_end_state(app: Flask, home: House, clock: Any) -> None:
    """Either somebody is there and has the place, or nobody does: whoever was first."""
    ends = set()
    for _round in range(ROUNDS):
        clock.move_to(NINE - 60 * MINUTE)
        booking = book(home)
        clock.move_to(RELEASE)
        tried_at_once(lambda one=booking: check_in(home, one), lambda: run(app))
        left = read(app, booking)
        rows = taken(app)
        assert (left.status, len(rows)) in {("checked_in", 1), ("no_show", 0)}, (left.status, rows)
        assert rows_until(app) == [None] * len(rows)
        ends.add(left.status)
        with app.app_context(), transaction():
            db.session.execute(Occupancy.__table__.delete())
            db.session.execute(Booking.__table__.update().values(status="completed"))
    print(ends)
    assert len(bookings(app)) == ROUNDS
