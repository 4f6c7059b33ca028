"""The booking code, which a withdrawal asks for, stands in mails about what one can withdraw from, and in no others."""

from typing import Any

import pytest
import time_machine
from flask import Flask

from bookings.cover import NO_CHOICE, Choice
from bookings.models import Booking
from core.db import db
from core.transactions import transaction
from payments import mails, payment_actions, queries
from tests.support import people
from tests.support.booking import ELEVEN, TWELVE, book, move
from tests.support.house import NOW, House, house
from tests.support.lent import give_pass
from tests.support.mail import text_of
from tests.support.money import book_for_money, paid_house
from tests.support.withdrawals import ANNA, declare, listed

BUSINESS = Choice(is_business=True)


@pytest.fixture(autouse=True)
def _clock(app: Flask) -> Any:
    with time_machine.travel(NOW, tick=True):
        people.add(app, ANNA, "Anna", locale="en")
        yield


def is_in_the_last_mail(home: House, booking: Booking) -> bool:
    return f"Booking code: {booking.id}" in text_of(people.mails(home.app)[-1])


@pytest.mark.parametrize("rules", [None, {"admission": "approval"}], ids=["booked", "requested"])
@pytest.mark.parametrize(("choice", "stands_there"), [(NO_CHOICE, True), (BUSINESS, False)])
def test_code_is_for_consumers(app: Flask, rules: dict[str, Any] | None, choice: Choice, stands_there: bool) -> None:
    home = paid_house(app, ways=("on_site",), rules=rules)
    assert is_in_the_last_mail(home, book_for_money(home, choice=choice)) is stands_there


@pytest.mark.parametrize(("choice", "stands_there"), [(NO_CHOICE, True), (BUSINESS, False)])
def test_request_that_is_moved_says_it_again(app: Flask, choice: Choice, stands_there: bool) -> None:
    home = paid_house(app, ways=("on_site",), rules={"admission": "approval"})
    booking = book_for_money(home, choice=choice)
    move(home, booking, "Platz 2", ELEVEN, TWELVE)
    assert len(people.mails(app)) == 2
    assert is_in_the_last_mail(home, booking) is stands_there


@pytest.mark.parametrize(("choice", "stands_there"), [(NO_CHOICE, True), (BUSINESS, False)])
def test_mail_about_the_payment_says_it_to_consumers(app: Flask, choice: Choice, stands_there: bool) -> None:
    home = paid_house(app, ways=("transfer",))
    booking = book_for_money(home, choice=choice)
    with app.app_context(), transaction():
        found = queries.account_of_booking(booking.id)
        assert found is not None
        payment = payment_actions.note(account=found, way="transfer", cents=found.due_cents, by=None)
        mails.paid(payment, found, db.session.get_one(Booking, booking.id))
    assert "We have received" in text_of(people.mails(app)[-1])
    assert is_in_the_last_mail(home, booking) is stands_there


def test_what_a_pass_covers_has_no_code(app: Flask) -> None:
    home = paid_house(app)
    give_pass(home)
    assert not is_in_the_last_mail(home, book_for_money(home))


def test_what_costs_nothing_has_no_code(app: Flask) -> None:
    home = house(app)
    assert not is_in_the_last_mail(home, book(home))


def test_what_is_paid_outside_of_this_software_can_be_withdrawn_from_by_its_code(app: Flask) -> None:
    home = house(app, prices={"desk": 300})  # its operator takes no money here
    booking = book_for_money(home)
    assert is_in_the_last_mail(home, booking)
    [match] = listed(home, declare(home, booking.id)).matches
    assert match.by_code
