"""How bookings begin and go on is the covering's word; what was chosen reaches it, and its basis comes back."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from bookings import actions, signals
from bookings.cover import NO_CHOICE, Choice, Cover
from bookings.errors import PriceChanged, StepNotAllowed
from bookings.models import Booking, Occupancy
from bookings.moving_actions import move_all
from bookings.slots import Move, Slot, slots_at
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from tests.support import people
from tests.support.booking import ELEVEN, NINE, TEN, TWELVE, book, move
from tests.support.covering import CENTS, UNTIL, HeldUntilPaid, covered_by
from tests.support.hosts import admit, call, do, mails, make_host, read, walk_in
from tests.support.house import House, house, steps
from tests.support.queries import counted
from tests.support.series import series, weekly

ANNA = "Anna Muster"
CHOICE = Choice(way="online", is_business=True, terms=(("house-rules", 3),))


@pytest.fixture
def home(app: Flask, anna: int) -> House:
    made = house(app)
    make_host(app)
    return made


@pytest.fixture
def held(app: Flask) -> Iterator[HeldUntilPaid]:
    with covered_by(app, HeldUntilPaid()) as covering:
        yield covering


@pytest.fixture
def told(home: House) -> Iterator[list[Any]]:
    """(signal, statuses, basis of each) of those that carry covers."""
    found: list[Any] = []

    def listen(name: str) -> Any:
        def hear(_sender: object, bookings: list[Booking], covers: list[Cover]) -> None:
            found.append((name, [one.status for one in bookings], [one.basis for one in covers]))

        return hear

    listening = [(getattr(signals, name), listen(name)) for name in ("booked", "moved", "approved")]
    for signal, hear in listening:
        signal.connect(hear)
    yield found
    for signal, hear in listening:
        signal.disconnect(hear)


def rows_expire(app: Flask) -> list[Any]:
    with app.app_context():
        return list(db.session.scalars(select(Occupancy.expires_at)))


def test_choice_reaches_the_covering_and_its_basis_the_receivers(
    home: House, held: HeldUntilPaid, told: list[Any]
) -> None:
    with home.here() as (member, hub, setup), transaction():
        slot = Slot(hub, setup, home.place(setup, "Platz 1"), Interval(NINE, TEN))
        booking = actions.book(member=member, slot=slot, choice=CHOICE)
        any_of = slots_at(hub, setup, setup.of_kind("desk"), Interval(TEN, ELEVEN))
        actions.book_any(member=member, slots=any_of, choice=CHOICE)
        to = Slot(hub, setup, home.place(setup, "Platz 2"), Interval(NINE, TEN))
        move_all(moves=[Move(db.session.get_one(Booking, booking.id), to)], member=member, choice=CHOICE)
    desks = [Interval(TEN, ELEVEN)] * 3
    assert held.asked == [
        ("begin", [Interval(NINE, TEN)], ANNA, CHOICE),
        ("begin", desks[:1], ANNA, CHOICE),
        ("move", [Interval(NINE, TEN)], ANNA, CHOICE),
    ]
    assert told == [("booked", ["held"], [0]), ("booked", ["held"], [0]), ("moved", ["held"], ["moved"])]


def test_lists_and_guests_are_covered_the_same_way(home: House, held: HeldUntilPaid, told: list[Any]) -> None:
    called = call(home, TEN, ELEVEN, "Platz 2")
    assert (called.status, called.expires_at, called.price_cents) == ("held", UNTIL, CENTS)
    series(home, weekly(number=3), "Platz 3")
    assert held.asked == [
        ("begin", [Interval(TEN, ELEVEN)], None, NO_CHOICE),
        ("begin", weekly(number=3), ANNA, NO_CHOICE),
    ]
    assert told == [("booked", ["held"], [0]), ("booked", ["held"] * 3, [0, 1, 2])]


def test_what_is_held_gets_no_mail_that_it_is_confirmed(app: Flask, home: House, held: HeldUntilPaid) -> None:
    book(home)
    assert mails(app) == []


def test_who_is_there_does_not_run_out(app: Flask, home: House, held: HeldUntilPaid) -> None:
    there = walk_in(home, ELEVEN.replace(day=24))
    assert (there.status, there.expires_at) == ("checked_in", None)
    assert rows_expire(app) == [None]


def test_move_goes_on_as_the_covering_has_it_or_not_at_all(home: House, held: HeldUntilPaid) -> None:
    booking = book(home)
    moved = move(home, booking, "Platz 1", NINE, TEN)
    assert (moved.status, moved.expires_at, moved.price_cents) == ("held", UNTIL, CENTS + 1)
    held.forbids = PriceChanged()
    with pytest.raises(PriceChanged):
        move(home, booking, "Platz 1", NINE, TWELVE)
    assert read(home.app, booking).ends_at == TEN


def test_covering_cannot_take_a_step_that_there_is_not(home: House) -> None:
    booking = book(home)
    with covered_by(home.app, HeldUntilPaid()) as covering:
        covering.move = covering_that_holds  # type: ignore[method-assign]
        with pytest.raises(StepNotAllowed):
            move(home, booking, "Platz 1", NINE, TEN)


def covering_that_holds(moves: Any, _member: Any, _choice: Any) -> list[Cover]:
    return [Cover("held", UNTIL, CENTS) for _ in moves]


@pytest.mark.parametrize("until", [None, UNTIL + timedelta(hours=40)])
def test_hosts_yes_leads_on_to_what_the_covering_says(
    app: Flask, home: House, held: HeldUntilPaid, told: list[Any], until: Any
) -> None:
    held.status, held.approved_until = "requested", until
    booking = do(home, "approve", book(home))
    status = "held" if until else "confirmed"
    assert (booking.status, booking.expires_at, booking.price_cents) == (status, until, CENTS)
    assert rows_expire(app) == [until]
    assert steps(app, booking.id) == [(None, "requested", ""), ("requested", status, "")]
    assert told[1:] == [("approved", [status], ["yes"])]
    assert held.asked[1:] == [("approve", ["requested"])]
    assert [template for template, _to in mails(app)].count("booking-confirmed") == (until is None)


def test_free_of_charge_a_yes_confirms_as_before(app: Flask, home: House, told: list[Any]) -> None:
    admit(home, "approval")
    booking = do(home, "approve", book(home))
    assert (booking.status, booking.expires_at, rows_expire(app)) == ("confirmed", None, [None])
    assert told == [("booked", ["requested"], [None]), ("approved", ["confirmed"], [None])]


def test_booking_free_of_charge_asks_the_database_as_often_as_before_money_came(app: Flask, home: House) -> None:
    client = app.test_client()
    people.log_in(client)
    form = {"hub": home.slug, "date": "2026-11-25", "from": "09:00", "to": "11:00", "price": "0"}
    client.post("/bookings", data=form | {"space": home.spaces["Platz 1"]})  # reads the hub's set-up
    with counted(app) as asked:
        answer = client.post("/bookings", data=form | {"space": home.spaces["Platz 2"]})
    with app.app_context():
        is_postgresql = db.engine.dialect.name == "postgresql"
    assert (answer.status_code, len(asked)) == (303, 7 + is_postgresql), asked
