"""The VAT of multi-purpose vouchers is due at each visit, by whoever is visited."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from core.db import db
from core.transactions import transaction
from hubs.operators.models import VatRule
from payments.takings.redemption_queries import redeemed_months, redemptions
from payments.takings.rules import Redemption, redeemed_by_rate
from tests.support import people
from tests.support.booking import ELEVEN, NINE, cancel, move
from tests.support.house import NOW, House
from tests.support.lent import renew
from tests.support.money import book_for_money, operator_of, paid_house
from tests.support.passes import buy, elsewhere, operator_id, product

DAY = timedelta(days=1)
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))
VISIT = date(2026, 11, 25)


@pytest.fixture
def home(app: Flask) -> Any:
    """Its operator sells district passes."""
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna")
        home = paid_house(app)
        with app.app_context(), transaction():
            operator_of(home).sells_passes_district_wide = True
        yield home


def redeemed(home: House, at: Any = NOW + 6 * DAY) -> list[Redemption]:
    with home.app.app_context(), time_machine.travel(at):
        return redemptions(operator_id(home), *NOVEMBER)


def tax(home: House, **values: Any) -> None:
    with home.app.app_context(), transaction():
        db.session.add(VatRule(operator_id=operator_id(home), product="space", **values))
        renew(home)


def test_visits_are_taxed_by_day_and_rate_of_the_operator_who_is_visited(app: Flask, home: House) -> None:
    there = elsewhere(app)
    tax(there, valid_from=date(2026, 11, 26), treatment="reduced", rate=7)
    buy(home, product(home, scope="district"))
    book_for_money(home)
    for place, day in (("Platz 1", 0), ("Platz 2", 0), ("Platz 1", 1)):
        book_for_money(there, place, NINE + day * DAY, ELEVEN + day * DAY)
    assert redeemed(home) == [Redemption(VISIT, "standard", 19, 1, 1000)]
    assert redeemed(there) == [
        Redemption(VISIT, "standard", 19, 2, 2000),
        Redemption(VISIT + DAY, "reduced", 7, 1, 1000),
    ]
    assert [(row.net_cents, row.vat_cents) for row in redeemed(there)] == [(1681, 319), (935, 65)]


def test_months_with_such_visits_can_be_chosen_also_where_nothing_was_ever_invoiced(app: Flask, home: House) -> None:
    there = elsewhere(app)
    buy(home, product(home, scope="district"))
    book_for_money(there)
    visited, seller = operator_id(there), operator_id(home)
    with app.app_context():
        assert redeemed_months(visited) == set()
        with time_machine.travel(NOW + DAY):
            assert redeemed_months(visited) == {date(2026, 11, 1)}
            assert redeemed_months(seller) == set()


def test_visit_to_come_and_one_that_was_given_back_are_not_taxed(home: House) -> None:
    buy(home, product(home, scope="district"))
    booking = book_for_money(home)
    assert redeemed(home, NOW) == []
    assert len(redeemed(home, NOW + DAY)) == 1
    cancel(home, booking)
    assert redeemed(home) == []


def test_visit_that_is_cancelled_too_late_is_taxed_like_what_is_kept_of_money(home: House) -> None:
    buy(home, product(home, scope="district"))
    with home.here() as (_member, hub, _setup), transaction():
        hub.refund_tiers = [[48, 100], [2, 50]]
    cancel(home, book_for_money(home))
    assert redeemed(home) == [Redemption(VISIT, "standard", 19, 1, 1000)]


def test_visit_with_a_single_purpose_voucher_is_not_taxed_a_second_time(home: House) -> None:
    buy(home, product(home))
    book_for_money(home)
    assert redeemed(home) == []


def test_visits_that_were_moved_are_taxed_once_and_on_their_new_day(home: House) -> None:
    buy(home, product(home, scope="district"))
    move(home, book_for_money(home), "Platz 2", NINE + DAY, ELEVEN + DAY)
    assert redeemed(home) == [Redemption(VISIT + DAY, "standard", 19, 1, 1000)]


def test_rates_of_a_month_are_added_up_before_vat_is_worked_out() -> None:
    rows = [
        Redemption(VISIT, "standard", 19, 2, 1000),
        Redemption(VISIT, "reduced", 7, 1, 500),
        Redemption(VISIT + DAY, "standard", 19, 1, 501),
    ]
    assert redeemed_by_rate(rows) == [
        Redemption(VISIT, "reduced", 7, 1, 500),
        Redemption(VISIT + DAY, "standard", 19, 3, 1501),
    ]
    assert redeemed_by_rate([]) == []
