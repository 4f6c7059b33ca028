"""Invoices come with the money, and follow what becomes of the fee."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select, update

from bookings.cover import Choice
from bookings.models import Booking
from core import retention
from core.db import db
from core.transactions import transact, transaction
from hubs.operators.models import Operator
from members.erasing_actions import erase
from members.models import Member
from payments import queries, reconciling
from payments.invoices import buyer_actions, issuing_actions, snapshots
from payments.invoices import queries as invoice_queries
from payments.invoices.errors import AlreadyInvoiced, BadVatId, BuyerIncomplete
from payments.invoices.models import Invoice
from payments.invoices.rules import Buyer
from payments.models import Difference, Fee
from tests.support import people
from tests.support.booking import NINE, cancel, move
from tests.support.house import NOW, House, at
from tests.support.invoiced import ADDRESS, documents, draft, invoices, paid_booking, pay
from tests.support.money import book_for_money, fees, operator_of, paid_house

WELL = Buyer(company="Weserbergland Maschinenbau GmbH", address=ADDRESS, vat_id="DE 811 907 980")
BUSINESS = Choice(way="on_site", is_business=True)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    people.add(app, "anna@example.org", "Anna Muster")
    return paid_house(app)


def enter(home: House, booking: Booking, buyer: Buyer = WELL, *, is_business: bool = True) -> Invoice | None:
    with home.app.app_context():

        def work() -> Invoice | None:
            account = queries.account_of_booking(booking.id)
            assert account is not None
            return buyer_actions.enter(account=account, buyer=buyer, is_business=is_business)

        return transact(work)


def disagreements(home: House) -> list[str]:
    with home.app.app_context():
        return [found.kind for found in reconciling.all_found()]


def test_what_is_paid_gets_a_small_invoice_with_the_name_alone(home: House) -> None:
    booking = book_for_money(home)
    assert invoices(home) == []
    pay(home, booking)
    [document] = documents(home)
    assert (document.kind, document.totals.gross_cents, document.totals.vat_cents) == ("small", 600, 96)
    assert document.buyer is not None
    assert (document.buyer.name, document.buyer.address, document.buyer.email) == ("Anna Muster", (), "")
    assert document.lines[0].text == "Platz 1, Coppenbruegge"
    assert document.payment is not None
    assert (document.payment.due_cents, document.payment.paid_on) == (0, date(2026, 11, 24))
    assert document.service_from == document.service_to == date(2026, 11, 25)
    assert disagreements(home) == []


def test_invoice_that_waits_for_an_address_is_listed_after_a_month(home: House, clock: Any) -> None:
    paid_booking(home, choice=BUSINESS)
    assert disagreements(home) == []
    clock.move_to(NOW + timedelta(days=40))
    assert disagreements(home) == ["invoice-missing"]


def test_business_gets_its_invoice_when_name_and_address_are_there(home: House) -> None:
    booking = paid_booking(home, choice=BUSINESS)
    assert invoices(home) == []
    with pytest.raises(BuyerIncomplete) as refused:
        enter(home, booking, Buyer(company="GmbH"))
    assert refused.value.facts["missing"] == ("address",)
    with pytest.raises(BadVatId):
        enter(home, booking, Buyer(company="GmbH", address=ADDRESS, vat_id="DE123"))
    assert enter(home, booking) is not None
    [document] = documents(home)
    assert document.buyer is not None
    assert document.kind == "invoice"
    assert document.buyer.name == "Weserbergland Maschinenbau GmbH"
    assert document.buyer.address == ("Anna Muster", "Industriestraße 14a", "31785 Hameln")
    assert document.buyer.vat_id == "DE811907980"
    with pytest.raises(AlreadyInvoiced):
        enter(home, booking)
    assert disagreements(home) == []


def test_business_that_pays_by_transfer_gets_its_invoice_first_and_no_second_one(home: House) -> None:
    booking = book_for_money(home, choice=Choice(way="transfer", is_business=True))
    assert enter(home, booking) is not None
    [document] = documents(home)
    assert document.payment is not None
    assert (document.payment.due_cents, document.payment.way) == (600, "transfer")
    assert document.payment.reference.startswith("RF")
    assert document.payment.due_on == date(2026, 12, 8)
    pay(home, booking, "transfer")
    assert len(invoices(home)) == 1


def test_cancelled_in_time_takes_the_invoice_back(home: House) -> None:
    booking = paid_booking(home, start=at("2026-11-26", "9:00"), end=at("2026-11-26", "11:00"))
    cancel(home, booking)
    first, back = documents(home)
    assert (back.kind, back.cancels, back.totals.gross_cents) == ("cancellation", first.number, -600)
    assert disagreements(home) == []


def test_part_that_is_kept_is_invoiced_anew(home: House) -> None:
    booking = paid_booking(home, start=at("2026-11-26", "9:00"), end=at("2026-11-26", "11:00"))
    with home.app.app_context(), transaction():
        db.session.execute(update(Fee).values(tiers=[[72, 100], [0, 40]]))
    cancel(home, booking)
    first, back, rest = documents(home)
    assert (back.kind, rest.kind, rest.totals.gross_cents) == ("cancellation", "small", 360)
    assert rest.lines[0].text == "Entgelt nach Stornierung: Platz 1, Coppenbruegge"
    assert first.number in rest.note
    assert disagreements(home) == []


def test_moved_to_what_is_cheaper_makes_another_and_to_the_same_price_none(home: House) -> None:
    booking = paid_booking(home, start=at("2026-11-26", "9:00"), end=at("2026-11-26", "11:00"))
    move(home, booking, "Platz 2", at("2026-11-26", "9:00"), at("2026-11-26", "11:00"))
    assert len(invoices(home)) == 1
    move(home, booking, "Platz 1", at("2026-11-26", "12:00"), at("2026-11-26", "13:00"))
    assert [one.totals.gross_cents for one in documents(home)] == [600, -600, 300]
    assert disagreements(home) == []


def test_seller_without_tax_number_keeps_no_money_from_being_noted(home: House) -> None:
    booking = book_for_money(home)
    with home.app.app_context(), transaction():
        operator = operator_of(home)
        operator.takes_money, operator.tax_number = False, None
    pay(home, booking)
    assert invoices(home) == []
    with home.app.app_context():
        [listed] = db.session.scalars(select(Difference)).all()
        assert (listed.kind, listed.found) == ("invoice-missing", "tax-number")
    assert disagreements(home) == ["invoice-missing"]


def test_snapshot_stays_when_operator_and_account_change(home: House) -> None:
    paid_booking(home)
    before = documents(home)
    with home.app.app_context(), transaction():
        db.session.execute(update(Operator).values(legal_name="Anders", address="Anderswo\n1 Fern"))
        db.session.execute(update(Member).values(name="Anders"))
    assert documents(home) == before


def test_erased_member_is_named_by_the_invoice_alone(home: House, clock: Any) -> None:
    paid_booking(home)
    clock.move_to(NOW + timedelta(days=3))
    with home.app.app_context(), transaction():
        erase(member=db.session.scalars(select(Member).where(Member.email == "anna@example.org")).one())
    assert [(fee.member_id, fee.buyer) for fee in fees(home)] == [(None, {})]
    [invoice] = invoices(home)
    with home.app.app_context():
        assert invoice_queries.readers(invoice.id) == []
    assert snapshots.from_json(invoice.document).buyer is not None


def test_fees_forget_who_paid_and_keep_who_owes(home: House, clock: Any) -> None:
    paid_booking(home)
    book_for_money(home, name="Platz 2", start=NINE)
    clock.move_to(at("2027-11-27", "3:30"))
    with home.app.app_context():
        retention.run_all(home.app)
    assert sorted(bool(fee.buyer) for fee in fees(home)) == [False, True]


def test_invoices_go_when_their_time_is_over_cancellations_first(home: House, clock: Any) -> None:
    clock.move_to(at("2016-12-30", "9:00"))
    with home.app.app_context():
        operator_id = operator_of(home).id
        day = date(2016, 12, 30)
        first = transact(
            lambda: issuing_actions.issue(drafts=[draft(operator_id, issued_on=day, service_from=day, service_to=day)])[
                0
            ]
        )
        clock.move_to(at("2017-01-03", "9:00"))
        transact(lambda: issuing_actions.cancel(invoice=db.session.get_one(Invoice, first.id), note=""))
    clock.move_to(at("2025-06-01", "4:00"))
    _retention(home)
    assert len(invoices(home)) == 2  # the cancellation is kept a year longer, and points to the first
    clock.move_to(at("2026-01-01", "0:00"))
    _retention(home)
    assert invoices(home) == []


def _retention(home: House) -> None:
    with home.app.app_context():
        retention.run([retention.registry(home.app)["invoices"]])
