"""A company of the hub's operator, with its manager and people who have accepted; as the actions make it."""

import re
from collections.abc import Sequence
from datetime import date

from flask import Flask
from sqlalchemy import select

from bookings.cover import Choice
from core.db import db
from core.outbox import OutboxMail
from core.transactions import transaction
from payments.companies import company_actions, month_queries, people_actions
from payments.companies.models import Company, CompanyMember, ContingentUse
from payments.companies.month_queries import CompanyMonth
from payments.companies.rules import CompanyValues
from tests.support.house import House
from tests.support.money import member, operator_of

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
BOSS, ANNA = "boss@example.org", "anna@example.org"
VALUES = CompanyValues(name="Hofladen GmbH", address="Weg 1\n31785 Hameln", email="lohn@example.org")
FOR_EMPLOYER = Choice(for_employer=True)


def company(home: House, size: int = 20, *, people: Sequence[str] = (ANNA,), managers: Sequence[str] = (BOSS,)) -> int:
    """The id of a company with managers and people, whose accounts must be there; cost centre 4711."""
    with home.app.app_context(), transaction():
        made = company_actions.create_company(operator=operator_of(home), values=VALUES, size=size)
    for role, emails in (("manager", managers), ("person", people)):
        for email in emails:
            join(home, made.id, email, role=role)
    return made.id


def join(home: House, company_id: int, email: str, *, role: str = "person", cost_centre: str = "4711") -> int:
    """Somebody is invited and accepts; the id of the company's row."""
    secret = invite(home, company_id, email, role=role, cost_centre=cost_centre)
    with home.app.app_context(), transaction():
        return people_actions.accept(secret=secret, member=member(email)).row.id


def invite(home: House, company_id: int, email: str, *, role: str = "person", cost_centre: str = "4711") -> str:
    """The secret of the link that is mailed."""
    with home.app.app_context(), transaction():
        by = member(BOSS)
        of = db.session.get_one(Company, company_id)
        wish = {"role": role, "cost_centre": cost_centre, "inviter": by, "locale": "de"}
        people_actions.invite(company=of, emails=[email], **wish)  # type: ignore[arg-type]
    return last_secret(home.app)


def last_secret(app: Flask) -> str:
    """Of the last invitation that was mailed."""
    with app.app_context():
        query = select(OutboxMail).where(OutboxMail.template == "company-invitation").order_by(OutboxMail.id.desc())
        row = db.session.scalars(query).first()
        assert row is not None
        return str(row.context["secret"])


def row_of(home: House, email: str, role: str = "person") -> CompanyMember:
    with home.app.app_context():
        mine = select(CompanyMember).where(CompanyMember.member_id == member(email).id, CompanyMember.role == role)
        return db.session.scalars(mine.order_by(CompanyMember.id.desc())).first()  # type: ignore[return-value]


def month(home: House, company_id: int, first: date = NOVEMBER) -> CompanyMonth:
    with home.app.app_context():
        found = month_queries.month_of(company_id, first)
        assert found is not None
        return found


def lines(home: House, company_id: int, first: date = NOVEMBER) -> list[tuple[str, str, int]]:
    """(name, cost centre, days)."""
    return [(one.name, one.cost_centre, one.days) for one in month(home, company_id, first).lines]


def slots(home: House, first: date = NOVEMBER) -> list[tuple[int, int]]:
    """(number, contingent's size) of the days that are used and not given back."""
    with home.app.app_context():
        used = select(ContingentUse).where(ContingentUse.month == first, ContingentUse.given_back_at.is_(None))
        return [(one.slot, one.contingent_size) for one in db.session.scalars(used.order_by(ContingentUse.slot))]


def templates(app: Flask, to: str) -> list[str]:
    """The mails about companies that somebody got, oldest first."""
    with app.app_context():
        rows = select(OutboxMail.template).where(OutboxMail.recipient == to).order_by(OutboxMail.id)
        return [one for one in db.session.scalars(rows) if re.match("company-", one)]
