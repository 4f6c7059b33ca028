"""What was held is paid, gets more time, is paid too late, or is never paid."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, select

from bookings import guard, rules, signals, unpaid_actions
from bookings.actions import expire_holds
from bookings.errors import SlotTaken, StepNotAllowed
from bookings.models import Booking, Occupancy
from bookings.step_actions import step, step_some
from core.db import db
from core.transactions import transaction
from hubs.models import Closure, Space
from tests.support import people
from tests.support.at_once import kinds, tried_at_once
from tests.support.booking import ELEVEN, NINE, TEN, TWELVE, book, cancel
from tests.support.covering import UNTIL, HeldUntilPaid, covered_by
from tests.support.hosts import mails, make_host, read
from tests.support.house import House, bookings, house, steps, taken

BERT = "bert@example.org"
ROUNDS = 8


@pytest.fixture
def home(app: Flask, anna: int, bert: int) -> House:
    made = house(app)
    make_host(app)
    return made


@pytest.fixture
def held(home: House) -> Booking:
    """Anna's, until UNTIL."""
    return hold(home)


def hold(home: House, name: str = "Platz 1") -> Booking:
    with covered_by(home.app, HeldUntilPaid()):
        return book(home, name)


def do(app: Flask, what: Callable[..., Any], booking: Booking, **more: Any) -> Booking:
    """The action on the booking as it is now, in a transaction of its own."""
    with app.app_context(), transaction():
        fresh = db.session.get_one(Booking, booking.id)
        one = what in (unpaid_actions.prolong, unpaid_actions.revive)
        what(**({"booking": fresh} if one else {"bookings": [fresh]}), **more)
    return read(app, booking)


def let_expire(app: Flask, tuesday: Any) -> None:
    tuesday.move_to(UNTIL)
    with app.app_context(), transaction():
        assert expire_holds() == 1


def rows_expire(app: Flask) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(select(Occupancy.expires_at)))


def test_paid_in_time_stands_for_good(app: Flask, home: House, held: Booking, tuesday: Any) -> None:
    confirmed = do(app, unpaid_actions.confirm, held)
    assert (confirmed.status, confirmed.expires_at, rows_expire(app)) == ("confirmed", None, [None])
    assert steps(app, held.id) == [(None, "held", ""), ("held", "confirmed", "")]
    assert mails(app) == [("booking-confirmed", "anna@example.org")]
    tuesday.move_to(UNTIL + timedelta(hours=1))
    with pytest.raises(SlotTaken):
        book(home, who=BERT)


def test_paid_at_the_last_moment_stands_as_long_as_nobody_wrote_that_it_expired(
    app: Flask, home: House, held: Booking, tuesday: Any
) -> None:
    tuesday.move_to(UNTIL + timedelta(minutes=1))
    assert do(app, unpaid_actions.confirm, held).status == "confirmed"
    with app.app_context(), transaction():
        assert expire_holds() == 0


def test_only_what_is_held_is_confirmed_or_given_more_time(app: Flask, home: House, held: Booking) -> None:
    do(app, unpaid_actions.confirm, held)
    with pytest.raises(StepNotAllowed):
        do(app, unpaid_actions.confirm, held)
    with pytest.raises(StepNotAllowed):
        do(app, unpaid_actions.prolong, held, until=UNTIL + timedelta(hours=1))
    assert len(mails(app)) == 1


def test_more_time_is_given_to_the_place_too_and_never_less(
    app: Flask, home: House, held: Booking, tuesday: Any
) -> None:
    later = UNTIL + timedelta(minutes=36)
    assert do(app, unpaid_actions.prolong, held, until=later).expires_at == later
    assert do(app, unpaid_actions.prolong, held, until=UNTIL).expires_at == later
    assert rows_expire(app) == [later]
    tuesday.move_to(UNTIL + timedelta(minutes=1))
    with pytest.raises(SlotTaken):
        book(home, who=BERT)
    tuesday.move_to(later)
    with pytest.raises(StepNotAllowed):
        do(app, unpaid_actions.prolong, held, until=later + timedelta(hours=1))
    assert book(home, who=BERT).status == "confirmed"


def test_paid_too_late_is_confirmed_when_the_place_is_free(
    app: Flask, home: House, held: Booking, tuesday: Any
) -> None:
    let_expire(app, tuesday)
    assert taken(app) == []
    revived = do(app, unpaid_actions.revive, held)
    assert (revived.status, revived.expires_at) == ("confirmed", None)
    assert (taken(app), rows_expire(app)) == ([(home.spaces["Platz 1"], NINE, ELEVEN)], [None])
    assert steps(app, held.id)[-1] == ("expired", "confirmed", "paid late")
    assert mails(app) == [("booking-confirmed", "anna@example.org")]
    with pytest.raises(StepNotAllowed):
        do(app, unpaid_actions.revive, held)
    with pytest.raises(SlotTaken):
        book(home, who=BERT)


def test_paid_too_late_for_what_has_begun_takes_what_is_left(
    app: Flask, home: House, held: Booking, tuesday: Any
) -> None:
    let_expire(app, tuesday)
    tuesday.move_to(TEN)
    assert do(app, unpaid_actions.revive, held).starts_at == NINE
    [(_space, start, end)] = taken(app)
    assert TEN <= start < TEN + timedelta(minutes=1)
    assert end == ELEVEN


def test_paid_too_late_gives_way_to_whoever_has_the_place_and_the_work_goes_on(
    app: Flask, home: House, held: Booking, tuesday: Any
) -> None:
    let_expire(app, tuesday)
    book(home, who=BERT, start=TEN, end=TWELVE)
    before = len(mails(app))
    with app.app_context(), transaction():
        booking = db.session.get_one(Booking, held.id)
        with pytest.raises(SlotTaken):
            unpaid_actions.revive(booking=booking)
        assert booking.status == "expired"
        booking.note = "to be refunded"
    left = read(app, held)
    assert (left.status, left.note, len(mails(app))) == ("expired", "to be refunded", before)
    assert taken(app) == [(home.spaces["Platz 1"], TEN, TWELVE)]


@pytest.mark.parametrize("gone", ["closed", "put away", "over", "cancelled"])
def test_paid_too_late_for_what_cannot_be_had_any_more_is_refused(
    app: Flask, home: House, held: Booking, tuesday: Any, gone: str
) -> None:
    if gone == "cancelled":
        cancel(home, held)
    else:
        let_expire(app, tuesday)
    if gone == "over":
        tuesday.move_to(ELEVEN)
    with home.here() as (_member, hub, _setup), transaction():
        if gone == "closed":
            db.session.add(Closure(hub_id=hub.id, starts_at=TEN, ends_at=TWELVE, reason="Fest"))
        if gone == "put away":
            db.session.get_one(Space, home.spaces["Platz 1"]).is_active = False
    with pytest.raises(StepNotAllowed if gone in {"over", "cancelled"} else SlotTaken):
        do(app, unpaid_actions.revive, held)
    assert (read(app, held).status, taken(app)) == ("cancelled" if gone == "cancelled" else "expired", [])


def test_no_other_step_leads_back_from_expired(app: Flask, home: House, held: Booking, tuesday: Any) -> None:
    assert rules.STEPS["expired"] == frozenset()
    let_expire(app, tuesday)
    with app.app_context(), transaction():
        booking = db.session.get_one(Booking, held.id)
        for to_status in rules.STATUSES:
            with pytest.raises(StepNotAllowed):
                step([booking], to_status, None)
            with pytest.raises(StepNotAllowed):
                step_some([booking.id], "expired", to_status)


def test_what_is_not_paid_in_the_end_is_taken_back(app: Flask, home: House, held: Booking) -> None:
    told: list[Any] = []

    def hear(_sender: object, bookings: list[Booking], by: str) -> None:
        told.append(([one.status for one in bookings], by))

    do(app, unpaid_actions.confirm, held)
    with signals.cancelled.connected_to(hear):
        do(app, unpaid_actions.cancel_unpaid, held)
    assert (told, taken(app)) == ([(["cancelled"], "nobody")], [])
    assert steps(app, held.id)[-1] == ("confirmed", "cancelled", "unpaid")


def test_rival_and_late_money_at_once_leave_the_place_to_one(app: Flask, home: House, tuesday: Any) -> None:
    """Whoever is second meets SlotTaken, or is to begin anew; never both have it, and never nobody."""
    won = set()
    for _ in range(ROUNDS):
        booking = hold(home)
        tuesday.move_to(UNTIL)
        with app.app_context(), transaction():
            expire_holds()
        results = tried_at_once(lambda b=booking: do(app, unpaid_actions.revive, b), lambda: book(home, who=BERT))
        assert kinds(results) in (["Booking", "SlotTaken"], ["Booking", "StaleState"]), results
        [holder] = [one for one in bookings(app) if one.is_occupying]
        assert [space for space, _start, _end in taken(app)] == [home.spaces["Platz 1"]]
        won.add(holder.id == booking.id)
        clear(app)
        tuesday.move_to(UNTIL - timedelta(hours=2))
    assert won


def clear(app: Flask) -> None:
    with app.app_context(), transaction():
        for one in db.session.scalars(select(Booking)):
            db.session.delete(one)


def test_paid_and_expired_at_once_is_one_of_both(app: Flask, home: House, tuesday: Any) -> None:
    for _ in range(ROUNDS):
        booking = hold(home)
        tuesday.move_to(UNTIL)
        results = tried_at_once(lambda b=booking: do(app, unpaid_actions.confirm, b), lambda: expired(app))
        left = read(app, booking)
        assert left.status in {"confirmed", "expired"}
        assert bool(taken(app)) == (left.status == "confirmed"), results
        clear(app)
        tuesday.move_to(UNTIL - timedelta(hours=2))


def expired(app: Flask) -> int:
    with app.app_context(), transaction():
        return expire_holds()


def test_late_money_paid_twice_at_once_takes_the_place_once(app: Flask, home: House, tuesday: Any) -> None:
    booking = hold(home)
    tuesday.move_to(UNTIL)
    assert expired(app) == 1
    results = tried_at_once(*[lambda: do(app, unpaid_actions.revive, booking)] * 4)
    assert kinds(results).count("Booking") == 1
    assert len(taken(app)) == len(mails(app)) == 1


def test_without_the_guard_both_have_it(
    make_app: Callable[..., Flask], fresh_database: Callable[..., str], tuesday: Any
) -> None:
    """The negative control: nothing but the guard stands between late money and a rival."""
    url = fresh_database()
    app = make_app(url=url)
    for email in ("anna@example.org", BERT):
        people.add(app, email)
    home = house(app)
    booking = hold(home)
    tuesday.move_to(UNTIL)
    expired(app)
    book(home, who=BERT)
    engine = create_engine(url)
    with engine.begin() as connection:
        guard.drop(connection)
    engine.dispose()
    assert do(app, unpaid_actions.revive, booking).status == "confirmed"
    assert [space for space, _start, _end in taken(app)] == [home.spaces["Platz 1"]] * 2
