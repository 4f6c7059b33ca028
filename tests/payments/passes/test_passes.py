"""Passes are bought, used by bookings, given back, and end."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from bookings.cover import Choice
from bookings.errors import TooLateToCancel
from core.db import db
from core.transactions import transaction
from hubs.operators import actions as operator_actions
from payments.errors import PassEmpty, WayNotOffered
from payments.passes import product_actions, sale_actions
from payments.passes import queries as pass_queries
from payments.passes.errors import PassBeginsOutside, PassChanged, PassNotForYou, PassNotSold, PassStepNotAllowed
from payments.passes.jobs import drop_unpaid
from payments.passes.models import PassProduct
from payments.passes.rules import AHEAD_DAYS
from tests.support import people
from tests.support.booking import ELEVEN, NINE, TWELVE, book, cancel, move
from tests.support.house import NOW, House
from tests.support.mail import text_of
from tests.support.money import account, book_for_money, fees, operator_of, paid_house, payments, refunds
from tests.support.passes import buy, elsewhere, operator_id, pay, product, the_pass, uses

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)


@pytest.fixture
def home(app: Flask) -> Any:
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna")
        people.add(app, "bert@example.org", "Bert")
        yield paid_house(app)


def left(home: House, who: str = "anna@example.org") -> int | None:
    with home.here(who) as (member, _hub, _setup):
        [own] = pass_queries.passes_of(member.id)
        return own.left


def test_pass_is_owed_when_it_is_bought_and_holds_when_it_is_paid(home: House) -> None:
    key = buy(home, product(home), is_paid=False)
    [fee] = fees(home)
    assert (fee.gross_cents, fee.covered_by, fee.pass_id, fee.vat_rate) == (10000, "on_site", key, 19)
    assert (the_pass(home, key).status, the_pass(home, key).voucher) == ("held", "single")
    assert account(home, book(home)).due_cents == 600  # type: ignore[union-attr]
    with home.app.app_context(), transaction():
        pay(key)
    row = the_pass(home, key)
    assert (row.status, row.expires_at, row.valid_from, row.valid_until) == ("active", None, TODAY, date(2027, 11, 23))


def test_booking_uses_the_pass_by_itself_and_nothing_is_due(home: House) -> None:
    key = buy(home, product(home))
    booking = book_for_money(home)
    found = account(home, booking)
    assert found is not None
    assert (booking.status, found.fee.covered_by, found.due_cents) == ("confirmed", "pass", 0)
    [use] = uses(home, key)
    assert (use.booking_id, use.slot, use.value_cents, use.used_on) == (booking.id, 1, 1000, date(2026, 11, 25))
    assert left(home) == 9


def test_visit_is_given_back_when_one_cancels_in_time_and_only_once(home: House) -> None:
    key = buy(home, product(home))
    booking = book_for_money(home)
    cancel(home, booking)
    cancel(home, booking)
    assert (uses(home, key), left(home)) == ([], 10)
    book_for_money(home)
    assert [use.slot for use in uses(home, key)] == [1]


def test_visit_is_used_when_it_is_too_late_to_cancel(home: House) -> None:
    buy(home, product(home))
    booking = book_for_money(home)
    with time_machine.travel(NINE - timedelta(minutes=10)), pytest.raises(TooLateToCancel):
        cancel(home, booking)
    assert left(home) == 9


def test_moving_keeps_the_visit_of_the_pass(home: House) -> None:
    key = buy(home, product(home))
    booking = book_for_money(home)
    move(home, booking, "Platz 2", ELEVEN, TWELVE)
    move(home, booking, "Platz 2", NINE + DAY, TWELVE + DAY)
    assert [(use.slot, use.used_on) for use in uses(home, key)] == [(1, date(2026, 11, 26))]
    assert left(home) == 9


def test_moving_to_a_day_on_which_the_pass_is_over_is_refused(home: House) -> None:
    buy(home, product(home, kind="visits", size=2, valid_days=2))
    booking = book_for_money(home)
    with pytest.raises(PassEmpty):
        move(home, booking, "Platz 1", NINE + DAY, ELEVEN + DAY)
    assert left(home) == 1


def test_pass_that_is_over_the_day_before_is_not_used_and_the_price_is_due(home: House) -> None:
    buy(home, product(home, kind="day", size=1, valid_days=1))
    found = account(home, book_for_money(home))
    assert found is not None
    assert (found.fee.covered_by, found.due_cents) == ("on_site", 600)


def test_month_pass_has_no_last_visit_and_ends_by_itself(home: House) -> None:
    buy(home, product(home, kind="month", size=None, valid_days=30, price_cents=9000))
    for day in range(3):
        found = account(home, book_for_money(home, start=NINE + day * DAY, end=ELEVEN + day * DAY))
        assert found is not None
        assert found.fee.covered_by == "pass"
    assert left(home) is None
    with home.here() as (member, _hub, _setup):
        [own] = pass_queries.passes_of(member.id)
        assert own.state(TODAY) == "active"
        assert own.state(TODAY + 29 * DAY) == "active"
        assert own.state(TODAY + 30 * DAY) == "over"


def test_soonest_to_end_is_used_first_and_a_hubs_before_its_operators(home: House) -> None:
    wide = buy(home, product(home))
    with home.here() as (_member, hub, _setup):
        hub_id = hub.id
    here = buy(home, product(home, scope="hub", hub_id=hub_id))
    soon = buy(home, product(home, kind="visits", size=1, valid_days=30))
    for day in range(2):
        book_for_money(home, start=NINE + day * DAY, end=ELEVEN + day * DAY)
    assert [len(uses(home, key)) for key in (soon, here, wide)] == [1, 1, 0]


def test_pass_covers_only_its_kinds_of_places(home: House) -> None:
    key = buy(home, product(home, kinds=("room",)))
    book_for_money(home)
    assert uses(home, key) == []


def test_district_pass_is_a_multi_purpose_voucher_and_is_used_at_another_operators_hub(app: Flask, home: House) -> None:
    with app.app_context(), transaction():
        operator_of(home).sells_passes_district_wide = True
    key = buy(home, product(home, scope="district"))
    assert the_pass(home, key).voucher == "multi"
    assert [(fee.vat_treatment, fee.vat_rate) for fee in fees(home)] == [("outside", 0)]
    there = elsewhere(app)
    found = account(there, book_for_money(there))
    assert found is not None
    assert (found.fee.covered_by, found.fee.vat_rate) == ("pass", 19)
    assert [use.operator_id for use in uses(home, key)] == [operator_id(there)]


def test_operators_pass_does_not_hold_at_another_operators_hub(app: Flask, home: House) -> None:
    buy(home, product(home))
    there = elsewhere(app)
    found = account(there, book_for_money(there))
    assert found is not None
    assert found.fee.covered_by == "transfer"


def test_another_members_pass_is_not_used(home: House) -> None:
    buy(home, product(home), who="bert@example.org")
    found = account(home, book_for_money(home))
    assert found is not None
    assert found.fee.covered_by == "on_site"


def test_pass_for_a_group_is_sold_to_its_people_only(home: House) -> None:
    key = product(home, group="residents")
    with pytest.raises(PassNotForYou):
        buy(home, key)
    with home.here() as (member, _hub, _setup), transaction():
        operator_actions.set_group(member=member, operator=operator_of(home), group="residents", actor=member)
    assert the_pass(home, buy(home, key)).status == "active"


def test_what_cannot_be_bought_is_refused_by_name(home: House) -> None:
    key = product(home)
    with pytest.raises(WayNotOffered):
        buy(home, key, way="online")  # without Stripe
    for begins_on in (TODAY - DAY, TODAY + (AHEAD_DAYS + 1) * DAY):
        with pytest.raises(PassBeginsOutside):
            buy(home, key, begins_on=begins_on)
    with home.here() as (member, _hub, _setup), transaction():
        sold = db.session.get_one(PassProduct, key)
        with pytest.raises(PassChanged) as changed:
            sale_actions.sell(product=sold, member=member, agreed_cents=9000)
        assert changed.value.facts == {"price_cents": 10000}
        product_actions.set_sold(product=sold, is_sold=False)
    with pytest.raises(PassNotSold):
        buy(home, key)
    assert fees(home) == []


def test_pass_is_not_sold_where_no_money_is_taken(home: House) -> None:
    key = product(home)
    with home.app.app_context(), transaction():
        operator_of(home).takes_money = False
    with pytest.raises(PassNotSold):
        buy(home, key)


def test_what_was_bought_stays_as_it_was_when_the_product_changes(home: House) -> None:
    sold = product(home)
    key = buy(home, sold)
    with home.app.app_context(), transaction():
        row = db.session.get_one(PassProduct, sold)
        row.price_cents, row.size, row.kinds = 20000, 5, ["room"]
    bought = the_pass(home, key)
    assert (bought.price_cents, bought.size, bought.kinds, left(home)) == (10000, 10, ["desk"], 10)


def test_days_that_went_by_before_the_money_came_are_put_on_at_the_end(home: House) -> None:
    key = buy(home, product(home, valid_days=30), way="transfer", is_paid=False)
    with time_machine.travel(NOW + 5 * DAY), home.app.app_context(), transaction():
        pay(key)
    row = the_pass(home, key)
    assert (row.valid_from, row.valid_until) == (TODAY + 5 * DAY, TODAY + 34 * DAY)


def test_pass_that_nobody_pays_is_dropped_after_thirty_days_and_owes_nothing(home: House) -> None:
    key = buy(home, product(home), way="transfer", is_paid=False)
    with home.app.app_context():
        with time_machine.travel(NOW + 29 * DAY):
            assert drop_unpaid() == 0
        with time_machine.travel(NOW + 30 * DAY + timedelta(minutes=1)):
            assert drop_unpaid() == 1
            assert drop_unpaid() == 0
    assert the_pass(home, key).status == "cancelled"
    assert [fee.superseded_at is None for fee in fees(home)] == [False]


def test_order_is_given_up_before_it_is_paid_and_not_afterwards(home: House) -> None:
    sold = product(home)
    held, paid = buy(home, sold, is_paid=False), buy(home, sold)
    with home.app.app_context(), transaction():
        sale_actions.give_up(pass_id=held)
        with pytest.raises(PassStepNotAllowed):
            sale_actions.give_up(pass_id=paid)
    assert [the_pass(home, key).status for key in (held, paid)] == ["cancelled", "active"]


def test_pass_that_is_taken_back_gives_back_what_was_not_used(home: House) -> None:
    key = buy(home, product(home))
    booking = book_for_money(home)
    with home.app.app_context(), transaction():
        assert sale_actions.take_back(pass_id=key) == 9000
        with pytest.raises(PassStepNotAllowed):
            sale_actions.take_back(pass_id=key)
    assert [(one.amount_cents, one.why) for one in refunds(home)] == [(9000, "withdrawn")]
    assert [one.refunded_cents for one in payments(home)] == [9000]
    assert the_pass(home, key).status == "cancelled"
    found = account(home, booking)
    assert found is not None
    assert found.fee.covered_by == "pass"
    with home.here() as (member, hub, setup):
        assert pass_queries.usable(member.id, hub.id, setup.operator.id) == []


def test_starting_early_is_kept_with_the_fee_and_the_buyer_gets_the_contract_by_mail(home: House) -> None:
    key = product(home)
    with home.here() as (member, _hub, _setup), transaction():
        sold = db.session.get_one(PassProduct, key)
        choice = Choice(way="transfer", starts_early=True)
        sale_actions.sell(product=sold, member=member, agreed_cents=10000, choice=choice)
    [fee] = fees(home)
    assert fee.consent_at is not None
    assert fee.reference is not None
    [mail] = people.mails(home.app)
    text = text_of(mail)
    assert "Zehnerkarte" in text
    assert "/withdrawal" in text
    assert f"/passes/{fee.pass_id}" in text


def test_pass_comes_before_whichever_way_to_pay_was_chosen(home: House) -> None:
    """It costs nothing more."""
    key = buy(home, product(home))
    book_for_money(home, choice=Choice(way="on_site"))
    assert len(uses(home, key)) == 1
