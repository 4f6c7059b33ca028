"""A visit with a multi-purpose voucher has an invoice of its own, for whoever wants one: VAT shown, nothing due."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask

from bookings import actions
from bookings.models import Booking
from bookings.slots import Booked
from core.db import db
from core.transactions import transact, transaction
from payments import queries, reconciling
from payments.invoices import buyer_actions
from payments.invoices.errors import AlreadyInvoiced, InvoicedLater, NothingToInvoice
from payments.invoices.letter import letter
from payments.invoices.models import Invoice
from payments.invoices.rules import Buyer
from tests.support import people
from tests.support.house import NOW, House
from tests.support.invoiced import ADDRESS, documents, invoices
from tests.support.lent import give_trial_days
from tests.support.money import book_for_money, operator_of, paid_house
from tests.support.passes import buy, elsewhere, operator_id, product

DAY = timedelta(days=1)
BUSINESS = Buyer(company="Weserbergland Maschinenbau GmbH", address=ADDRESS)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    """Its operator sells district passes."""
    people.add(app, "anna@example.org", "Anna Muster")
    home = paid_house(app)
    with app.app_context(), transaction():
        operator_of(home).sells_passes_district_wide = True
    return home


def ask(home: House, booking: Booking, buyer: Buyer = BUSINESS, *, is_business: bool = True) -> Invoice | None:
    with home.app.app_context():

        def work() -> Invoice | None:
            account = queries.account_of_booking(booking.id)
            assert account is not None
            return buyer_actions.enter(account=account, buyer=buyer, is_business=is_business)

        return transact(work)


def test_invoice_of_a_visit_elsewhere_shows_vat_of_its_value_and_nothing_is_due(
    app: Flask, home: House, clock: Any
) -> None:
    there = elsewhere(app)
    buy(home, product(home, scope="district", price_cents=12005))
    booking = book_for_money(there)
    clock.move_to(NOW + 2 * DAY)
    ask(there, booking)
    sale, visit = documents(home)
    assert (sale.totals.vat_cents, sale.is_redemption, sale.lines[0].vat.treatment) == (0, False, "outside")
    assert (visit.number, visit.kind, visit.is_redemption) == ("DV-2026-0001", "invoice", True)
    totals = visit.totals
    assert (totals.gross_cents, totals.net_cents, totals.vat_cents, visit.due_cents) == (1200, 1008, 192, 0)
    assert (visit.seller.name, visit.service_from) == ("Dorfverein Fischbeck", date(2026, 11, 25))
    assert visit.buyer is not None
    assert visit.buyer.name == "Weserbergland Maschinenbau GmbH"
    assert "Mehrzweckgutschein" in str(letter(visit))
    assert [one.operator_id for one in invoices(home)] == [operator_id(home), operator_id(there)]
    with app.app_context():
        assert reconciling.all_found() == []


def test_visit_of_a_person_has_a_small_invoice_and_only_one(home: House, clock: Any) -> None:
    buy(home, product(home, scope="district"))
    booking = book_for_money(home)
    clock.move_to(NOW + 2 * DAY)
    ask(home, booking, Buyer(name="Anna Muster"), is_business=False)
    with pytest.raises(AlreadyInvoiced):
        ask(home, booking)
    assert [(one.kind, one.totals.gross_cents) for one in documents(home)] == [("small", 10000), ("small", 1000)]


def test_invoice_of_a_visit_is_made_after_the_visit(home: House, clock: Any) -> None:
    buy(home, product(home, scope="district"))
    booking = book_for_money(home)
    for day in (0, 1):
        clock.move_to(NOW + day * DAY)
        with pytest.raises(InvoicedLater) as refused:
            ask(home, booking)
        assert refused.value.facts["day"] == date(2026, 11, 26)
    clock.move_to(NOW + 2 * DAY)
    assert ask(home, booking) is not None


def test_invoice_of_a_visit_with_a_month_pass_waits_until_its_month_is_settled(home: House, clock: Any) -> None:
    buy(home, product(home, kind="month", size=None, valid_days=30, scope="district"))
    booking = book_for_money(home)
    clock.move_to(NOW + 10 * DAY)
    with pytest.raises(InvoicedLater):
        ask(home, booking)
    clock.move_to(NOW + 11 * DAY)  # 5 December
    made = ask(home, booking)
    assert made is not None
    assert made.gross_cents == 333


def test_what_is_taxed_elsewhere_or_costs_nothing_has_no_invoice(home: House, clock: Any) -> None:
    give_trial_days(home)
    trial = book_for_money(home)
    buy(home, product(home))
    by_pass = book_for_money(home, "Platz 2")
    clock.move_to(NOW + 2 * DAY)
    for booking in (trial, by_pass):
        with pytest.raises(NothingToInvoice):
            ask(home, booking)
    assert len(invoices(home)) == 1  # that of the pass


def test_invoice_is_cancelled_when_hosts_call_the_visit_off_afterwards(home: House, clock: Any) -> None:
    people.add(home.app, "host@example.org", "Host")
    buy(home, product(home, scope="district"))
    booking = book_for_money(home)
    clock.move_to(NOW + 2 * DAY)
    ask(home, booking)
    clock.move_to(NOW)
    with home.here("host@example.org") as (host, hub, setup), transaction():
        fresh = db.session.get_one(Booking, booking.id)
        actions.cancel_by_host(booked=[Booked(fresh, setup.by_id[fresh.space_id])], host=host, hub=hub, reason="Fest")
    *_before, visit, back = documents(home)
    assert (back.kind, back.cancels, back.totals.vat_cents) == ("cancellation", visit.number, -visit.totals.vat_cents)
    assert back.is_redemption
