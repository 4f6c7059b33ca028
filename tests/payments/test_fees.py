"""Fees are made with bookings, change when these move, and end with them."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from bookings import actions
from bookings.cover import Choice
from bookings.models import Booking
from bookings.slots import Booked
from core.db import db
from core.transactions import transaction
from payments import payment_actions, queries
from payments.errors import WayNotOffered
from payments.moving import PayDifference
from tests.support import people
from tests.support.booking import ELEVEN, NINE, TEN, cancel, move
from tests.support.house import NOW, House
from tests.support.money import account, book_for_money, fees, operator_of, paid_house, payments, refunds

ON_SITE, TRANSFER, ONLINE = Choice(way="on_site"), Choice(way="transfer"), Choice(way="online")


@pytest.fixture
def home(app: Flask) -> Any:
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna")
        yield paid_house(app)


def noted(home: House, booking: Booking, way: str = "on_site") -> None:
    with home.app.app_context(), transaction():
        found = queries.account_of_booking(booking.id)
        assert found is not None
        payment_actions.note(account=found, way=way, cents=found.due_cents, by=None)


def test_fee_of_a_booking_is_its_price_and_is_due_on_site_by_default(home: House) -> None:
    booking = book_for_money(home)
    found = account(home, booking)
    assert found is not None
    assert (booking.status, booking.price_cents) == ("confirmed", 600)
    assert (found.fee.gross_cents, found.fee.covered_by, found.due_cents) == (600, "on_site", 600)
    assert (found.fee.vat_treatment, found.fee.vat_rate) == ("standard", 19)


def test_fee_of_a_free_booking_is_none(app: Flask, home: House) -> None:
    free = paid_house(app, slug="frei", prices={})
    assert account(free, book_for_money(free)) is None


def test_fee_is_covered_by_nothing_where_the_operator_takes_no_money(app: Flask) -> None:
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna")
        home = paid_house(app)
        with app.app_context(), transaction():
            operator_of(home).takes_money = False
        found = account(home, book_for_money(home))
        assert found is not None
        assert (found.fee.covered_by, found.due_cents) == ("none", 0)


def test_transfer_has_a_reference_and_way_that_is_not_offered_is_refused(app: Flask, home: House) -> None:
    found = account(home, book_for_money(home, choice=TRANSFER))
    assert found is not None
    assert found.fee.reference is not None
    assert found.fee.reference.startswith("RF")
    other = paid_house(app, slug="anders", ways=("transfer",))
    with pytest.raises(WayNotOffered):
        book_for_money(other, choice=ON_SITE)
    assert len(fees(home)) == 1


def test_money_noted_closes_the_item_and_cancelling_in_time_gives_it_back(home: House) -> None:
    booking = book_for_money(home)
    noted(home, booking)
    found = account(home, booking)
    assert found is not None
    assert found.is_paid
    cancel(home, booking)
    assert account(home, booking) is None
    assert [(one.amount_cents, one.status, one.why) for one in refunds(home)] == [(600, "wanted", "cancelled")]
    assert [one.refunded_cents for one in payments(home)] == [600]


def test_cancelling_by_the_tiers_keeps_a_part(app: Flask, home: House) -> None:
    with home.here() as (_member, hub, _setup), transaction():
        hub.refund_tiers = [[48, 100], [2, 50]]
    booking = book_for_money(home)
    noted(home, booking)
    cancel(home, booking)
    found = account(home, booking)
    assert found is not None
    assert (found.fee.gross_cents, found.due_cents) == (300, 0)
    assert [one.amount_cents for one in refunds(home)] == [300]


def test_moving_to_less_gives_back_and_to_more_leaves_an_open_item(home: House) -> None:
    booking = book_for_money(home)
    noted(home, booking)
    move(home, booking, "Platz 1", NINE, TEN)
    found = account(home, booking)
    assert found is not None
    assert (found.fee.gross_cents, found.due_cents, len(fees(home))) == (300, 0, 2)
    assert [(one.amount_cents, one.why) for one in refunds(home)] == [(300, "moved")]
    move(home, booking, "Platz 1", NINE, ELEVEN + timedelta(hours=1))
    found = account(home, booking)
    assert found is not None
    assert (found.fee.gross_cents, found.due_cents) == (900, 600)


def test_moving_at_the_same_price_changes_nothing(home: House) -> None:
    booking = book_for_money(home)
    move(home, booking, "Platz 2", NINE, ELEVEN)
    assert len(fees(home)) == 1


def test_hosts_cancelling_gives_all_back(home: House) -> None:
    people.add(home.app, "host@example.org", "Host")
    booking = book_for_money(home)
    noted(home, booking)
    with home.here("host@example.org") as (host, hub, setup), transaction():
        fresh = db.session.get_one(Booking, booking.id)
        actions.cancel_by_host(booked=[Booked(fresh, setup.by_id[fresh.space_id])], host=host, hub=hub, reason="Fest")
    assert account(home, booking) is None
    assert [(one.amount_cents, one.why) for one in refunds(home)] == [(600, "by_host")]


def test_pay_difference_is_the_answer_to_moving_what_was_paid_online(home: House) -> None:
    booking = book_for_money(home)
    with home.app.app_context(), transaction():
        found = queries.account_of_booking(booking.id)
        assert found is not None
        found.fee.covered_by = "online"
        payment_actions.note(account=found, way="online", cents=600, by=None)
    with pytest.raises(PayDifference) as refused:
        move(home, booking, "Platz 1", NINE, ELEVEN + timedelta(hours=1))
    assert refused.value.facts["difference_cents"] == 300
