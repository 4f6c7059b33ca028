"""Invoices are numbered without gaps, stay as they were issued, and are taken back once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError

from core.db import constraint_of, db
from core.transactions import transact, transaction
from payments.invoices import file_actions, frozen, issuing_actions, queries
from payments.invoices.checks import WrongInvoice
from payments.invoices.documents import RateTotal
from payments.invoices.errors import InvoiceCannotBeCancelled
from payments.invoices.models import Invoice, InvoiceSeries
from tests.support import people
from tests.support.at_once import at_once
from tests.support.house import NOW, House
from tests.support.invoiced import draft, invoices
from tests.support.invoices import invoice as an_invoice
from tests.support.money import operator_of, paid_house

THREADS, ALL = 16, 500


class Undone(RuntimeError):
    """Something after the invoice went wrong."""


@pytest.fixture
def home(app: Flask) -> Iterator[House]:
    with time_machine.travel(NOW, tick=True):
        people.add(app, "anna@example.org", "Anna")
        yield paid_house(app)


@pytest.fixture
def operator_id(home: House) -> int:
    with home.app.app_context():
        return operator_of(home).id


def issued(home: House, operator_id: int, **changed: object) -> Invoice:
    with home.app.app_context():
        return transact(lambda: issuing_actions.issue(drafts=[draft(operator_id, **changed)])[0])


def issue_or_fail(home: House, operator_id: int, number: int) -> bool:
    """Every fifth one is undone after it had its number."""

    def work() -> None:
        issuing_actions.issue(drafts=[draft(operator_id)])
        if number % 5 == 0:
            raise Undone

    with home.app.app_context():
        try:
            transact(work)
        except Undone:
            return False
    return True


def test_number_is_the_operators_own_of_the_year(home: House, operator_id: int) -> None:
    other = paid_house(home.app, slug="anders")
    with home.app.app_context():
        other_id = operator_of(other).id
        prefix = operator_of(home).prefix
    first, second = issued(home, operator_id), issued(home, operator_id)
    assert (first.number, second.number) == (1, 2)
    assert first.label == f"{prefix}-2026-0001"
    assert first.document["number"] == first.label
    assert first.keep_until == date(2034, 12, 31)
    if other_id != operator_id:
        assert issued(home, other_id).number == 1


@pytest.mark.serial
def test_five_hundred_at_once_have_no_gap_and_no_number_twice(home: House, operator_id: int) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        done = list(pool.map(lambda number: issue_or_fail(home, operator_id, number), range(ALL)))
    assert sum(done) == ALL * 4 // 5
    assert [one.number for one in invoices(home)] == list(range(1, sum(done) + 1))


@pytest.mark.only_on("postgresql")
@pytest.mark.serial
def test_numbers_that_are_read_and_raised_are_given_twice(
    home: House, operator_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the usual way, of which the database refuses the doubles."""

    def read_and_raise(operator_id: int, year: int) -> int:
        key = (InvoiceSeries.operator_id == operator_id, InvoiceSeries.year == year)
        last = db.session.scalar(select(InvoiceSeries.last).where(*key)) or 0
        if last:
            db.session.execute(update(InvoiceSeries).where(*key).values(last=last + 1))
        else:
            db.session.execute(insert(InvoiceSeries).values(operator_id=operator_id, year=year, last=1))
        return last + 1

    monkeypatch.setattr(issuing_actions, "next_number", read_and_raise)

    def tried(number: int) -> bool:
        try:
            return issue_or_fail(home, operator_id, number)
        except IntegrityError:
            return False

    with ThreadPoolExecutor(THREADS) as pool:
        done = list(pool.map(tried, range(100)))
    assert sum(done) < 80


@pytest.mark.parametrize(
    ("moment", "year", "day"),
    [
        (datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC), 2026, date(2026, 12, 31)),
        (datetime(2026, 12, 31, 23, 0, 0, tzinfo=UTC), 2027, date(2027, 1, 1)),
    ],
    ids=["23:59:59 in Berlin", "midnight in Berlin"],
)
def test_series_of_the_cancellation_is_that_of_the_local_day(
    home: House, operator_id: int, moment: datetime, year: int, day: date
) -> None:
    first = issued(home, operator_id)
    with time_machine.travel(moment, tick=False), home.app.app_context():
        back = transact(lambda: issuing_actions.cancel(invoice=db.session.get_one(Invoice, first.id), note=""))
    assert (back.year, back.issued_on) == (year, day)
    assert back.number == (2 if year == 2026 else 1)
    assert issued(home, operator_id).number == (3 if year == 2026 else 2)


def test_cancellation_is_the_mirror_and_the_original_stays(home: House, operator_id: int) -> None:
    first = issued(home, operator_id)
    with home.app.app_context():
        transact(lambda: file_actions.keep(invoice_id=first.id, content=b"%PDF as it was"))
        back = transact(lambda: issuing_actions.cancel_for(invoice=db.session.get_one(Invoice, first.id), reason="x"))
    assert (back.kind, back.cancels_id, back.gross_cents) == ("cancellation", first.id, -14700)
    assert (back.document["cancels"], back.document["note"]) == (first.label, "Grund: x")
    with home.app.app_context():
        transact(lambda: file_actions.keep(invoice_id=first.id, content=b"%PDF anew"))
        assert queries.file_of(first.id) == b"%PDF as it was"
        assert list(queries.without_file(9)) == [back.id]
    again = invoices(home)[0]
    assert (again.document, again.gross_cents) == (first.document, 14700)
    with home.app.app_context(), pytest.raises(InvoiceCannotBeCancelled), transaction():
        issuing_actions.cancel(invoice=db.session.get_one(Invoice, back.id), note="")


@pytest.mark.serial
def test_cancelled_twenty_times_at_once_is_one_cancellation(home: House, operator_id: int) -> None:
    first = issued(home, operator_id)

    def cancel() -> object:
        with home.app.app_context():
            return transact(lambda: issuing_actions.cancel(invoice=db.session.get_one(Invoice, first.id), note="").id)

    assert len(set(at_once([cancel] * 16 + [cancel] * 4))) == 1
    assert [one.kind for one in invoices(home)] == ["invoice", "cancellation"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE invoice SET gross_cents = gross_cents + 1, net_cents = net_cents + 1",
        "UPDATE invoice SET document = '{}'",
        "UPDATE invoice_line SET amount_cents = 1",
        "UPDATE invoice_file SET sha256 = 'x'",
        "DELETE FROM invoice_file",
        "DELETE FROM invoice_line",
        "DELETE FROM invoice",
    ],
)
def test_invoice_cannot_be_changed_in_sql(home: House, operator_id: int, statement: str) -> None:
    first = issued(home, operator_id)
    with home.app.app_context():
        transact(lambda: file_actions.keep(invoice_id=first.id, content=b"%PDF"))
        with pytest.raises(IntegrityError) as refused, transaction():
            db.session.execute(text(statement))
        assert (constraint_of(refused.value) or "").startswith(frozen.NAME)
    assert invoices(home)[0].document == first.document


def test_missing_trigger_is_found_and_an_invoice_can_be_changed_then(home: House, operator_id: int) -> None:
    issued(home, operator_id)
    with home.app.app_context():
        with transaction():
            assert frozen.whats_wrong(db.session.connection()) == []
            frozen.drop(db.session.connection())
            assert len(frozen.whats_wrong(db.session.connection())) == len(frozen.names())
            db.session.execute(text("UPDATE invoice_line SET amount_cents = 1"))
            frozen.create(db.session.connection())
        assert frozen.whats_wrong(db.session.connection()) == []


def test_wrong_cent_of_vat_takes_no_number(home: House, operator_id: int) -> None:
    right = an_invoice().totals
    rates = (replace(right.rates[0], vat_cents=right.rates[0].vat_cents + 50), *right.rates[1:])
    assert isinstance(rates[0], RateTotal)
    with home.app.app_context(), pytest.raises(WrongInvoice), transaction():
        issuing_actions.issue(drafts=[draft(operator_id, totals=replace(right, rates=rates))])
    assert issued(home, operator_id).number == 1


def test_invoices_of_several_operators_in_one_transaction_keep_their_order(home: House, operator_id: int) -> None:
    with home.app.app_context():
        made = transact(lambda: issuing_actions.issue(drafts=[draft(operator_id, kind="invoice") for _ in range(3)]))
        assert [one.number for one in made] == [1, 2, 3]
        assert queries.months(operator_id) == [date(2026, 11, 1)]
