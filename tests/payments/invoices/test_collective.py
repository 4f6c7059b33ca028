"""A company's monthly invoice: days by cost centre, and nothing of who was where and when."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from flask import Flask

from bookings.cover import Choice
from core.db import db
from core.transactions import transact, transaction
from payments.companies.models import Company, CompanyMember, Contingent
from payments.invoices import collective_actions, issuing_actions, jobs, queries, snapshots
from payments.invoices.errors import AlreadyInvoiced
from payments.invoices.models import Invoice
from tests.support import people
from tests.support.booking import cancel
from tests.support.house import NOW, House, at
from tests.support.invoiced import ADDRESS, invoices
from tests.support.money import book_for_money, operator_of, paid_house

NOVEMBER = date(2026, 11, 1)
FOR_EMPLOYER = Choice(for_employer=True)
ANNA, BERT, BOSS = "anna@example.org", "bert@example.org", "boss@example.org"


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=True) as clock:
        yield clock


@pytest.fixture
def home(app: Flask, clock: Any) -> House:
    ids = {email: people.add(app, email, email.partition("@")[0].title()) for email in (ANNA, BERT, BOSS)}
    made = paid_house(app)
    with app.app_context(), transaction():
        company = Company(operator_id=operator_of(made).id, name="Hofladen GmbH", address=ADDRESS, email=BOSS)
        db.session.add(company)
        db.session.flush()
        db.session.add(Contingent(company_id=company.id, size=20, valid_from=NOVEMBER))
        roles = ((ANNA, "person", "4711"), (BERT, "person", "4712"), (BOSS, "manager", ""))
        for email, role, centre in roles:
            of = {"company_id": company.id, "member_id": ids[email], "joined_at": NOW}
            db.session.add(CompanyMember(role=role, cost_centre=centre, **of))
    return made


def use(home: House, day: str, who: str = ANNA, name: str = "Platz 1") -> Any:
    return book_for_money(home, name, at(day, "9:00"), at(day, "11:00"), who, FOR_EMPLOYER)


def company_id(home: House) -> int:
    with home.app.app_context():
        return db.session.query(Company.id).scalar()  # type: ignore[no-any-return]


def test_month_is_one_invoice_of_days_by_cost_centre(home: House, clock: Any) -> None:
    use(home, "2026-11-25")
    use(home, "2026-11-26")
    use(home, "2026-11-26", BERT, "Platz 2")
    cancel(home, use(home, "2026-11-27"))
    assert invoices(home) == []
    clock.move_to(at("2026-12-01", "5:15"))
    with home.app.app_context():
        assert jobs.bill_companies() == 1
        assert jobs.bill_companies() == 0
    [invoice] = invoices(home)
    document = snapshots.from_json(invoice.document)
    assert [(line.cost_centre, line.quantity, line.gross_cents) for line in document.lines] == [
        ("4711", 2, 1200),
        ("4712", 1, 600),
    ]
    assert (document.service_from, document.service_to) == (NOVEMBER, date(2026, 11, 30))
    said = json.dumps(invoice.document)
    for secret in ("Anna", "Bert", "Platz", "2026-11-25", "2026-11-26"):
        assert secret not in said
    with home.app.app_context():
        boss, anna = people_ids(home)
        assert queries.readable(invoice.id, boss) is not None
        assert queries.readable(invoice.id, anna) is None


def people_ids(home: House) -> tuple[int, int]:
    return people.member(home.app, BOSS).id, people.member(home.app, ANNA).id


def test_month_is_invoiced_again_only_after_it_was_cancelled_and_by_people(home: House, clock: Any) -> None:
    use(home, "2026-11-25")
    clock.move_to(at("2026-12-01", "5:15"))
    key = company_id(home)
    with home.app.app_context():
        [first] = transact(lambda: collective_actions.issue_collective(company_id=key, month=NOVEMBER))
        with pytest.raises(AlreadyInvoiced), transaction():
            collective_actions.issue_collective(company_id=key, month=NOVEMBER)
        transact(lambda: issuing_actions.cancel(invoice=db.session.get_one(Invoice, first.id), note=""))
        assert jobs.bill_companies() == 0
        assert len(transact(lambda: collective_actions.issue_collective(company_id=key, month=NOVEMBER))) == 1
    assert [one.gross_cents for one in invoices(home)] == [600, -600, 600]


def test_month_without_days_has_no_invoice(home: House) -> None:
    key = company_id(home)
    with home.app.app_context():
        assert transact(lambda: collective_actions.issue_collective(company_id=key, month=NOVEMBER)) == []
