"""A withdrawal is matched to what was sold, seen by whom it concerns, and answered once: with its money."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from bookings.cover import Choice
from bookings.models import Booking
from core.db import db
from core.outbox import OutboxMail
from core.transactions import transaction
from hubs.models import Hub
from members.models import Member
from payments import payment_actions, queries
from payments.withdrawals import queries as withdrawal_queries
from payments.withdrawals import settling_actions
from payments.withdrawals.errors import AmountOutside, NotTheirContract, NoWithdrawalReason, WithdrawalSettled
from tests.support import people
from tests.support.booking import ELEVEN, NINE, TWELVE, cancel
from tests.support.house import NOW, House
from tests.support.mail import text_of
from tests.support.money import account, book_for_money, fees, operator_of, paid_house, payments, refunds
from tests.support.passes import buy, elsewhere, operator_id, product, the_pass
from tests.support.withdrawals import ANNA, contract, declare, listed, the_booking, the_withdrawal

CONSENT = Choice(way="transfer", starts_early=True)
NO_CONSENT = Choice(way="transfer")


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app, ANNA, "Anna", locale="en")
    people.add(app, "bert@example.org", "Bert")
    return paid_house(app)


def paid_booking(home: House, choice: Choice = CONSENT, **more: Any) -> Booking:
    """A booking of 6 € that is paid by bank transfer."""
    booking = book_for_money(home, choice=choice, **more)
    with home.app.app_context(), transaction():
        found = queries.account_of_booking(booking.id)
        assert found is not None
        payment_actions.note(account=found, way="transfer", cents=found.due_cents, by=None)
    return booking


def accept(home: House, key: Any, cents: int | None = None) -> None:
    """As the law proposes it, or so much."""
    with home.app.app_context(), transaction():
        one = withdrawal_queries.open_one(key)
        if one is None:
            raise WithdrawalSettled
        found = contract(one)
        by = db.session.scalars(select(Member).where(Member.email == "bert@example.org")).one()
        back = found.verdict.back_cents if cents is None else cents
        operator = operator_of(home)
        settling_actions.accept(withdrawal=one.withdrawal, found=found, back_cents=back, operator=operator, by=by)


def went_back(home: House) -> list[tuple[int, str]]:
    return [(one.amount_cents, one.why) for one in refunds(home)]


def last_mail(home: House, to: str = ANNA) -> str:
    return text_of([mail for mail in people.mails(home.app) if mail["To"] == to][-1])


@pytest.mark.parametrize(
    "code", ["{}", "  {} ", "http://x.org/bookings/{}", "#{}"], ids=["id", "blanks", "address", "sign"]
)
def test_booking_is_found_by_its_code_however_it_is_typed(home: House, code: str) -> None:
    booking = paid_booking(home)
    [match] = listed(home, declare(home, code.format(booking.id), "stranger@example.org")).matches
    assert (match.root_id, match.operator_id, match.by_code) == (fees(home)[0].id, operator_id(home), True)


def test_booking_is_found_by_the_reference_of_its_transfer(home: House) -> None:
    paid_booking(home)
    reference = str(fees(home)[0].reference)
    typed = f"{reference[:4]} {reference[4:8].lower()}-{reference[8:]}"
    assert [one.by_code for one in listed(home, declare(home, typed, "x@example.org")).matches] == [True]


def test_without_a_known_code_the_address_says_what_was_bought_lately(home: House) -> None:
    paid_booking(home)
    paid_booking(home, name="Platz 2", who="bert@example.org")
    found = listed(home, declare(home, "weiß ich nicht", "ANNA@example.org")).matches
    assert [(one.root_id, one.by_code) for one in found] == [(fees(home)[0].id, False)]


def test_what_was_bought_long_ago_is_not_guessed(home: House, clock: Any) -> None:
    paid_booking(home)
    clock.shift(timedelta(days=57))
    assert listed(home, declare(home, "?")).matches == []


def test_operators_see_alone_what_concerns_them(home: House) -> None:
    there = elsewhere(home.app)
    mine, theirs = paid_booking(home), paid_booking(there, name="Platz 2", start=ELEVEN, end=TWELVE)
    by_code, by_address, unknown = (
        declare(home, theirs.id),
        declare(home, "?"),
        declare(home, mine.id.hex[:8], "x@y.de"),
    )
    with home.app.app_context():
        own = [one.withdrawal.id for one in withdrawal_queries.open_of(operator_of(home).id)]
        others = [one.withdrawal.id for one in withdrawal_queries.open_of(operator_of(there).id)]
        everything = [one.withdrawal.id for one in withdrawal_queries.open_ones()]
    assert own == [by_address]
    assert others == [by_code, by_address]
    assert everything == [by_code, by_address, unknown]


def test_coming_booking_is_cancelled_and_all_goes_back_outside_of_the_tiers(home: House, clock: Any) -> None:
    booking = paid_booking(home)
    clock.move_to(NINE - timedelta(minutes=1))  # the hub's own deadline is long over
    key = declare(home, booking.id)
    accept(home, key)
    assert the_booking(home, booking).status == "cancelled"
    assert account(home, booking) is None
    assert went_back(home) == [(600, "withdrawn")]
    with home.app.app_context():
        told = set(db.session.scalars(select(OutboxMail.template)))
    assert "booking-cancelled" in told
    assert "booking-cancelled-by-host" not in told  # it was not the hosts who cancelled
    done = the_withdrawal(home, key)
    assert (done.outcome, done.back_cents, done.booking_id) == ("accepted", 600, booking.id)
    assert (done.operator_id, done.fee_root_id) == (operator_id(home), fees(home)[0].id)
    assert "You get back €6.00" in last_mail(home)


def test_withdrawal_is_answered_once(home: House) -> None:
    key = declare(home, paid_booking(home).id)
    accept(home, key)
    with pytest.raises(WithdrawalSettled):
        accept(home, key)
    assert went_back(home) == [(600, "withdrawn")]


def test_answer_that_was_begun_before_another_one_is_refused(home: House) -> None:
    """Two people have the page open; both read it before either answers."""
    key = declare(home, paid_booking(home).id)
    one = listed(home, key)
    with home.app.app_context(), transaction():
        before = contract(one)
    accept(home, key)
    with home.app.app_context(), transaction():
        by = people.member(home.app, "bert@example.org")
        answer = {"withdrawal": one.withdrawal, "found": before, "operator": operator_of(home), "by": by}
        with pytest.raises((NotTheirContract, WithdrawalSettled)):
            settling_actions.accept(back_cents=600, **answer)  # type: ignore[arg-type]
    assert went_back(home) == [(600, "withdrawn")]


@pytest.mark.parametrize(
    ("choice", "at", "back", "kept"),
    [
        (CONSENT, NINE + timedelta(minutes=30), 450, 150),
        (NO_CONSENT, NINE + timedelta(minutes=30), 600, None),
        (NO_CONSENT, ELEVEN + timedelta(hours=3), 600, None),
    ],
)
def test_what_was_used_is_paid_for_only_by_who_agreed_to_it(
    home: House, clock: Any, choice: Choice, at: datetime, back: int, kept: int | None
) -> None:
    booking = paid_booking(home, choice)
    clock.move_to(at)
    accept(home, declare(home, booking.id))
    assert went_back(home) == [(back, "withdrawn")]
    found = account(home, booking)
    assert (found.fee.gross_cents if found else None) == kept
    assert the_booking(home, booking).status == "confirmed"


def test_right_that_has_ended_is_refused_with_a_reason(home: House, clock: Any) -> None:
    booking = paid_booking(home)
    clock.move_to(ELEVEN)
    key = declare(home, booking.id)
    with home.app.app_context(), transaction():
        one = withdrawal_queries.open_one(key)
        assert one is not None
        found, by = contract(one), db.session.scalars(select(Member)).first()
        assert (found.verdict.kind, found.verdict.why) == ("ended", "used")
        assert by is not None
        same = {"withdrawal": one.withdrawal, "found": found, "operator": operator_of(home), "by": by}
        with pytest.raises(NoWithdrawalReason):
            settling_actions.refuse(reason=" ", **same)  # type: ignore[arg-type]
        settling_actions.refuse(reason="All of it was used.", **same)  # type: ignore[arg-type]
    assert the_withdrawal(home, key).reason == "All of it was used."
    assert "> All of it was used." in last_mail(home)
    assert refunds(home) == []


def test_more_than_the_law_asks_may_be_given_and_never_less(home: House, clock: Any) -> None:
    booking = paid_booking(home)
    clock.move_to(NINE + timedelta(minutes=30))
    key = declare(home, booking.id)
    for cents in (449, 601):
        with pytest.raises(AmountOutside):
            accept(home, key, cents)
    accept(home, key, 500)
    assert went_back(home) == [(500, "withdrawn")]


def test_what_a_late_cancelling_had_cost_goes_back_too(home: House) -> None:
    with home.app.app_context(), transaction():
        db.session.execute(update(Hub).values(refund_tiers=[[48, 100], [0, 50]]))
    booking = paid_booking(home)
    cancel(home, booking)
    assert went_back(home) == [(300, "cancelled")]
    accept(home, declare(home, booking.id))
    assert went_back(home) == [(300, "cancelled"), (300, "withdrawn")]
    assert account(home, booking) is None


def test_nothing_goes_back_where_nothing_was_paid_and_nothing_is_owed_any_more(home: House) -> None:
    booking = book_for_money(home, choice=CONSENT)
    accept(home, declare(home, booking.id))
    assert refunds(home) == payments(home) == []
    assert account(home, booking) is None
    assert "Nothing was paid" in last_mail(home)


def test_business_cannot_withdraw(home: House) -> None:
    booking = paid_booking(home, Choice(way="transfer", is_business=True))
    key = declare(home, booking.id)
    with home.app.app_context():
        assert contract(listed(home, key)).verdict.why == "business"


def test_pass_goes_back_but_for_what_was_used(home: House) -> None:
    key = buy(home, product(home))
    accept(home, declare(home, key))
    assert the_pass(home, key).status == "cancelled"
    assert went_back(home) == [(10000, "withdrawn")]


def test_used_visits_of_a_pass_are_kept_where_the_buyer_agreed(home: House) -> None:
    key = buy(home, product(home))
    with home.app.app_context(), transaction():
        found = queries.account_of_pass(key)
        assert found is not None
        found.fee.consent_at = found.fee.created_at
    book_for_money(home)
    accept(home, declare(home, key))
    assert went_back(home) == [(9000, "withdrawn")]


def test_nothing_found_is_said_kindly(home: House) -> None:
    key = declare(home, "XYZ", "niemand@example.org", locale="de")
    with home.app.app_context(), transaction():
        by = db.session.scalars(select(Member)).first()
        assert by is not None
        one = withdrawal_queries.open_one(key)
        assert one is not None
        settling_actions.say_unknown(withdrawal=one.withdrawal, operator=None, by=by)
    assert the_withdrawal(home, key).outcome == "unknown"
    assert "/withdrawal" in last_mail(home, "niemand@example.org")


def test_who_answered_may_leave(home: House) -> None:
    key = declare(home, paid_booking(home).id)
    accept(home, key)
    with home.app.app_context(), transaction():
        db.session.delete(db.session.scalars(select(Member).where(Member.email == "bert@example.org")).one())
    done = the_withdrawal(home, key)
    assert (done.settled_by, done.outcome) == (None, "accepted")
