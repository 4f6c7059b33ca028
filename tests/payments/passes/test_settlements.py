"""Operators settle with one another for visits with passes, once a month."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from core.db import StaleState, db
from core.transactions import transaction
from payments.passes import settlement_actions, settlement_queries
from payments.passes.jobs import settle
from payments.passes.models import Settlement
from tests.support import people
from tests.support.booking import ELEVEN, NINE, cancel
from tests.support.house import NOW, House
from tests.support.money import book_for_money, operator_of, paid_house
from tests.support.passes import buy, elsewhere, operator_id, product

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


def test_settlement_is_noted_as_paid_once(app: Flask, home: House) -> None:
    book_for_money(elsewhere(app))
    with app.app_context(), time_machine.travel(DECEMBER_4):
        settle()
        with transaction():
            row = db.session.scalars(db.select(Settlement)).one()
            settlement_actions.note_paid(settlement=row)
            with pytest.raises(StaleState):
                settlement_actions.note_paid(settlement=row)
