"""Money is noted at the hub and taken back, items are reminded of and written off, refunds are made by hand."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from bookings.cover import Choice
from bookings.models import Booking
from core.clock import day_bounds
from core.db import db
from core.outbox import OutboxMail
from core.transactions import transaction
from payments.errors import NothingDue, PaymentStepNotAllowed, WayNotOffered
from payments.invoices.models import Invoice
from payments.models import Fee, Payment
from payments.open_items import actions, jobs, queries
from payments.open_items.errors import ReasonNeeded, RefundNotByHand
from payments.queries import accounts_of_bookings
from payments.takings.queries import takings
from tests.support import people
from tests.support.at_once import tried_at_once
from tests.support.booking import cancel
from tests.support.house import NOW, ZONE, House
from tests.support.money import account, book_for_money, fees, member, operator_of, paid_house, payments, refunds
from tests.support.open_items import WEEK, at_the_hub, events, owed

TRANSFER = Choice(way="transfer")
TODAY = NOW.date()


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app, "anna@example.org", "Anna")
    return paid_house(app)


def received(home: House) -> int:
    with home.here() as (_member, hub, _setup):
        return queries.received_on_site(hub.id, day_bounds(TODAY, ZONE))


def reminders(home: House) -> list[str]:
    with home.app.app_context():
        query = select(OutboxMail.key).where(OutboxMail.template == "payment-reminder").order_by(OutboxMail.id)
        return list(db.session.scalars(query))


def remind_all(home: House) -> int:
    with home.app.app_context():
        return jobs.remind()


def test_money_noted_at_the_hub_settles_the_item_and_a_mistake_opens_it_again(home: House) -> None:
    booking = book_for_money(home)
    at_the_hub(home, booking)
    assert (owed(home), received(home)) == ([], 600)
    with pytest.raises(NothingDue):
        at_the_hub(home, booking)
    at_the_hub(home, booking, "take_back_note")
    assert [(one.status, one.why, one.amount_cents) for one in refunds(home)] == [("done", "mistake", 600)]
    assert ([one.due_cents for one in owed(home)], received(home)) == ([600], 0)
    with pytest.raises(NothingDue):
        at_the_hub(home, booking, "take_back_note")
    at_the_hub(home, booking)
    assert (owed(home), received(home), len(payments(home))) == ([], 600, 2)


def test_mistake_takes_the_invoice_along_and_the_next_note_brings_another(home: House) -> None:
    booking = book_for_money(home)
    at_the_hub(home, booking)
    at_the_hub(home, booking, "take_back_note")
    at_the_hub(home, booking)
    with home.app.app_context():
        kinds = db.session.scalars(select(Invoice.kind).order_by(Invoice.number)).all()
    assert kinds == ["small", "cancellation", "small"]


def test_note_at_the_hub_is_refused_where_no_money_is_taken_there(app: Flask, home: House) -> None:
    other = paid_house(app, slug="anders", ways=("transfer",))
    booking = book_for_money(other)
    with pytest.raises(WayNotOffered):
        at_the_hub(other, booking)


def test_second_host_who_notes_the_same_money_is_refused(home: House) -> None:
    """Both have read the item as open."""
    book_for_money(home)
    with home.app.app_context(), transaction():
        (first,) = queries.owed_to(operator_of(home).id)
        actions.note_received(owed=first, way="on_site", by=member())
        with pytest.raises((NothingDue, PaymentStepNotAllowed)):
            actions.note_received(owed=first, way="on_site", by=member())
    assert len(payments(home)) == 1


def test_hosts_who_tap_at_once_note_the_money_once_and_take_it_back_once(home: House) -> None:
    booking = book_for_money(home)
    tried_at_once(*[lambda: at_the_hub(home, booking)] * 4)
    assert [(one.status, one.amount_cents) for one in payments(home)] == [("paid", 600)]
    tried_at_once(*[lambda: at_the_hub(home, booking, "take_back_note")] * 4)
    assert [(one.amount_cents, one.why) for one in refunds(home)] == [(600, "mistake")]


def test_open_items_are_the_operators_own_and_only_what_is_owed(app: Flask, home: House) -> None:
    unpaid, paid = book_for_money(home), book_for_money(home, "Platz 2")
    held = book_for_money(home, "Platz 3")
    with app.app_context(), transaction():
        db.session.get_one(Booking, held.id).status = "held"  # nothing is owed yet
    at_the_hub(home, paid)
    assert [one.booking.id for one in owed(home) if one.booking] == [unpaid.id]
    fee_id = owed(home)[0].fee.id
    with app.app_context():
        another = operator_of(home).id + 1
        assert queries.owed_to(another) == []
        assert queries.owed_by_fee(another, fee_id) is None


def test_members_are_reminded_twice_and_then_left_to_people(home: House, clock: Any) -> None:
    book_for_money(home, choice=TRANSFER)
    clock.move_to(NOW + WEEK - timedelta(hours=9))
    assert remind_all(home) == 0
    for weeks, number in ((1, 1), (2, 2)):
        clock.move_to(NOW + weeks * WEEK + timedelta(hours=1))
        assert (remind_all(home), remind_all(home)) == (1, 0)
        assert len(reminders(home)) == number
    clock.move_to(NOW + 9 * WEEK)
    assert remind_all(home) == 0
    assert [(one.kind, one.number) for one in events(home)] == [("reminded", 1), ("reminded", 2)]
    assert owed(home)[0].is_left_to_people


def test_nobody_is_reminded_of_what_is_paid_or_of_a_visit_to_come(home: House, clock: Any) -> None:
    paid = book_for_money(home)
    at_the_hub(home, paid)
    far = NOW + 3 * WEEK + timedelta(hours=2)
    book_for_money(home, "Platz 2", far, far + timedelta(hours=2))
    clock.move_to(NOW + 2 * WEEK)
    assert remind_all(home) == 0
    clock.move_to(far + WEEK)
    assert remind_all(home) == 1


def test_reminder_by_hand_is_the_first_of_the_two(home: House) -> None:
    booking = book_for_money(home, choice=TRANSFER)
    with home.app.app_context(), transaction():
        (one,) = queries.owed_to(operator_of(home).id)
        assert actions.remind(owed=one, operator=operator_of(home), by=member())
        assert not actions.remind(owed=one, operator=operator_of(home), by=member())  # somebody else was faster
        found = queries.owed_to(operator_of(home).id)[0]
        assert (found.reminders, found.can_be_reminded) == (1, True)
        how = actions.how_to_pay(accounts_of_bookings([booking.id])[booking.id], operator_of(home))
    assert how["reference"].replace(" ", "") == fees(home)[0].reference


def test_written_off_is_owed_no_more_and_says_why(home: House) -> None:
    booking = book_for_money(home)
    with home.app.app_context(), transaction():
        (one,) = queries.owed_to(operator_of(home).id)
        with pytest.raises(ReasonNeeded):
            actions.write_off(owed=one, reason=" ", by=member())
        actions.write_off(owed=one, reason="Unbekannt verzogen", by=member())
    assert (owed(home), account(home, booking)) == ([], None)
    assert [(one.kind, one.cents, one.reason) for one in events(home)] == [("written_off", 600, "Unbekannt verzogen")]
    with pytest.raises(NothingDue), home.app.app_context(), transaction():
        actions.note_received(owed=one, way="on_site", by=member())


def test_refund_of_cash_waits_until_somebody_has_given_it_back(home: House) -> None:
    booking = book_for_money(home)
    at_the_hub(home, booking)
    cancel(home, booking)
    with home.app.app_context(), transaction():
        (one,) = queries.refunds_of(operator_of(home).id, ("wanted",))
        assert one.is_by_hand
        assert queries.refund_of(operator_of(home).id + 1, one.refund.id) is None
        actions.given_back(refund=one.refund, payment=one.payment, by=member())
    assert [one.status for one in refunds(home)] == ["done"]
    with home.app.app_context(), transaction():
        again = queries.refund_of(operator_of(home).id, one.refund.id)
        assert again is not None
        with pytest.raises(PaymentStepNotAllowed):
            actions.given_back(refund=again.refund, payment=again.payment, by=member())


def test_refund_online_is_not_made_by_hand(home: House) -> None:
    booking = book_for_money(home)
    at_the_hub(home, booking)
    cancel(home, booking)
    with home.app.app_context(), transaction():
        one = queries.refunds_of(operator_of(home).id, ("wanted",))[0]
        one.payment.way = "online"
        with pytest.raises(RefundNotByHand):
            actions.given_back(refund=one.refund, payment=one.payment, by=member())


def test_takings_are_told_apart_by_day_way_and_rate(home: House, clock: Any) -> None:
    first, second = book_for_money(home), book_for_money(home, "Platz 2")
    at_the_hub(home, first)
    clock.move_to(NOW + timedelta(days=1))
    at_the_hub(home, second)
    at_the_hub(home, second, "take_back_note")
    with home.app.app_context(), transaction():
        fee = db.session.scalars(select(Fee).where(Fee.booking_id == second.id)).one()
        fee.vat_treatment, fee.vat_rate = "reduced", 7
    with home.app.app_context():
        rows = takings(operator_of(home).id, TODAY, TODAY + timedelta(days=1))
        assert [(row.key.day, row.key.rate, row.received_cents, row.returned_cents) for row in rows] == [
            (TODAY, 19, 600, 0),
            (TODAY + timedelta(days=1), 7, 600, 600),
        ]
        assert (rows[0].net_cents, rows[0].vat_cents) == (504, 96)
        assert takings(operator_of(home).id + 1, TODAY, TODAY) == []


def test_what_was_ticked_before_money_was_taken_is_no_taking(home: House) -> None:
    booking = book_for_money(home)
    at_the_hub(home, booking)
    with home.app.app_context(), transaction():
        db.session.scalars(select(Fee)).one().covered_by = "none"
    with home.app.app_context():
        assert takings(operator_of(home).id, TODAY, TODAY) == []
        assert db.session.scalars(select(Payment)).one().status == "paid"
    assert received(home) == 0
