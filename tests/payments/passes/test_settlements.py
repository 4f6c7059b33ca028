"""Operators settle with one another for visits with passes, once a month."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from bookings.models import Booking
from core.db import StaleState, db
from core.transactions import transaction
from payments.passes import settlement_actions, settlement_queries, use_actions
from payments.passes.jobs import settle
from payments.passes.models import Pass, Settlement
from tests.support import people
from tests.support.booking import ELEVEN, NINE, TWELVE, cancel
from tests.support.house import NOW, House
from tests.support.money import book_for_money, operator_of, paid_house
from tests.support.passes import buy, elsewhere, operator_id, product, uses

DAY = timedelta(days=1)
DECEMBER_4 = NOW + 10 * DAY


@pytest.fixture
def home(app: Flask) -> Any:
    """Its operator sells district passes; Anna has one."""
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna")
        home = paid_house(app)
        with app.app_context(), transaction():
            operator_of(home).sells_passes_district_wide = True
        buy(home, product(home, scope="district"))
        yield home


def test_visits_elsewhere_are_owed_once_and_those_at_home_or_given_back_are_not(app: Flask, home: House) -> None:
    there = elsewhere(app)
    book_for_money(home)
    for day in range(3):
        booking = book_for_money(there, start=NINE + day * DAY, end=ELEVEN + day * DAY)
    cancel(there, booking)
    owner, host = operator_id(home), operator_id(there)
    with app.app_context():
        assert settle() == 0  # November is not over
        with time_machine.travel(DECEMBER_4 - DAY):
            assert settle() == 0
        with time_machine.travel(DECEMBER_4):
            assert settle() == 1
            assert settle() == 0
        [one] = settlement_queries.settlements_of(host)
        assert (one.row.month, one.row.uses, one.row.amount_cents) == (date(2026, 11, 1), 2, 2000)
        assert (one.seller.id, one.host.id) == (owner, host)
        lines = settlement_queries.uses_of(one.row)
        assert [(line.used_on.day, line.value_cents) for line in lines] == [(25, 1000), (26, 1000)]


def month_pass(home: House, days: int = 3, cents: int = 1000) -> uuid.UUID:
    """Anna's for three days at 10 €, instead of the one that she has."""
    with home.app.app_context(), transaction():
        db.session.execute(update(Pass).values(status="cancelled"))
    return buy(home, product(home, kind="month", size=None, valid_days=days, price_cents=cents, scope="district"))


def visit(at: House, day: int, place: str = "Platz 1") -> Booking:
    return book_for_money(at, place, start=NINE + day * DAY, end=ELEVEN + day * DAY)


def visit_nine_times_in_december(at: House) -> None:
    with time_machine.travel(NOW + 6 * DAY):
        for day in (6, 7, 8):
            for place in ("Platz 1", "Platz 2", "Platz 3"):
                visit(at, day, place)


def settled_in_all(home: House) -> list[int]:
    """Cents of the settlements by month, as of 4 January."""
    with home.app.app_context(), time_machine.travel(DECEMBER_4 + 31 * DAY):
        settle()
        return list(db.session.scalars(db.select(Settlement.amount_cents).order_by(Settlement.month)))


def settled(home: House) -> list[tuple[int, int]]:
    """Visits and cents of each settlement, by operator, as of 4 December."""
    with home.app.app_context(), time_machine.travel(DECEMBER_4):
        settle()
        rows = db.session.scalars(db.select(Settlement).order_by(Settlement.to_operator_id))
        return [(row.uses, row.amount_cents) for row in rows]


def test_month_pass_used_more_often_than_it_has_days_is_split_by_use_and_owes_its_price_at_most(
    app: Flask, home: House
) -> None:
    first, second = elsewhere(app), elsewhere(app, "bisperode", "BV")
    key = month_pass(home)
    for place in ("Platz 1", "Platz 2", "Platz 3"):
        visit(first, 0, place)
    visit(first, 1)
    visit(second, 0)
    visit(home, 0)
    assert sorted(use.value_cents for use in uses(home, key)) == [0, 0, 0, 333, 333, 334]
    assert settled(home) == [(4, 667), (1, 166)]  # a sixth, 167, stays with the seller
    assert sum(use.value_cents for use in uses(home, key)) == 1000
    assert settled(home) == [(4, 667), (1, 166)]
    with app.app_context():
        for one in settlement_queries.settlements_of(operator_id(home)):
            lines = settlement_queries.uses_of(one.row)
            assert sum(line.value_cents for line in lines) == one.row.amount_cents


def test_month_pass_that_is_used_up_elsewhere_owes_exactly_its_price(app: Flask, home: House) -> None:
    there = elsewhere(app)
    month_pass(home, days=2, cents=1001)
    for place in ("Platz 1", "Platz 2", "Platz 3"):
        visit(there, 0, place)
    assert settled(home) == [(3, 1001)]


def test_month_pass_of_two_months_owes_in_the_second_what_the_first_has_left(app: Flask, home: House) -> None:
    there = elsewhere(app)
    key = month_pass(home, days=60, cents=500)
    for day in (0, 1):
        visit(there, day)
    assert settled(home) == [(2, 17)]  # 500 / 60 for each
    with app.app_context(), transaction():
        db.session.execute(update(Pass).where(Pass.id == key).values(valid_until=date(2026, 12, 3)))
    visit_nine_times_in_december(there)
    assert settled_in_all(home) == [17, 483]


def test_visit_that_is_given_back_after_it_was_settled_is_not_owed_a_second_time(app: Flask, home: House) -> None:
    there = elsewhere(app)
    key = month_pass(home, days=10, cents=1000)
    booking = visit(there, 0)
    assert settled(home) == [(1, 100)]
    with time_machine.travel(DECEMBER_4 + DAY), app.app_context(), transaction():
        use_actions.give_back(booking_ids=[booking.id])
    visit_nine_times_in_december(there)
    with time_machine.travel(NOW + 6 * DAY):
        book_for_money(there, start=ELEVEN + 8 * DAY, end=TWELVE + 8 * DAY)
    assert len(uses(home, key)) == 10
    assert settled_in_all(home) == [100, 900]


def test_settlement_is_noted_as_paid_once(app: Flask, home: House) -> None:
    book_for_money(elsewhere(app))
    with app.app_context(), time_machine.travel(DECEMBER_4):
        settle()
        with transaction():
            row = db.session.scalars(db.select(Settlement)).one()
            settlement_actions.note_paid(settlement=row)
            with pytest.raises(StaleState):
                settlement_actions.note_paid(settlement=row)
