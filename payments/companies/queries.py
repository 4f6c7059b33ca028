"""Companies, their people, and what employers pay for. What they see of a month: `month_queries`."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select

from core.db import db
from core.tokens import digest
from hubs.operators.models import Operator
from members.models import Member
from payments.companies.models import Company, CompanyMember, Contingent, ContingentUse

IS_IN = and_(CompanyMember.joined_at.is_not(None), CompanyMember.left_at.is_(None))
"""A condition on CompanyMember: has accepted, and is still there."""


class Allowance(NamedTuple):
    """The days of a month that an employer pays for, with how many are left; `month` is its first day."""

    contingent_id: int
    size: int
    left: int
    month: date
    company: str
    cost_centre: str


def allowances(member_id: int, operator_id: int, months: Collection[date]) -> dict[date, Allowance]:
    """What the member's employers pay for at the operator in these months (their first days); the first with days left
    of several. One query."""
    month_of_use = ContingentUse.month
    used = (
        select(ContingentUse.contingent_id, month_of_use, func.count().label("days"))
        .where(ContingentUse.given_back_at.is_(None), month_of_use.in_(months))
        .group_by(ContingentUse.contingent_id, month_of_use)
        .subquery()
    )
    query = (
        select(Contingent, Company.name, CompanyMember.cost_centre, used.c.month, used.c.days)
        .join(Company, Company.id == Contingent.company_id)
        .join(CompanyMember, CompanyMember.company_id == Company.id)
        .outerjoin(used, used.c.contingent_id == Contingent.id)
        .where(
            CompanyMember.member_id == member_id,
            CompanyMember.role == "person",
            IS_IN,
            Company.operator_id == operator_id,
            Company.is_active,
            Contingent.valid_from <= max(months),
            or_(Contingent.valid_until.is_(None), Contingent.valid_until >= min(months)),
        )
        .order_by(Company.id, Contingent.valid_from)
    )
    rows = db.session.execute(query).all()
    return {month: found for month in months if (found := _of_month(rows, month))}


def _of_month(rows: Collection[Any], month: date) -> Allowance | None:
    taken = {contingent.id: days for contingent, _name, _centre, of, days in rows if of == month}
    found = [
        Allowance(one.id, one.size, one.size - taken.get(one.id, 0), month, company, centre)
        for one, company, centre, *_used in rows
        if one.holds_in(month)
    ]
    return next((one for one in found if one.left > 0), found[0] if found else None)


class CompanyPerson(NamedTuple):
    """Somebody of a company, or invited to it (without `member`)."""

    row: CompanyMember
    member: Member | None

    @property
    def shown(self) -> str:
        """The name, or the address to which the invitation went."""
        return self.member.name if self.member else self.row.email or ""


class CompanyDays(NamedTuple):
    """A company with the days of a month that it pays for, and how many of them are used."""

    company: Company
    size: int | None
    used: int

    @property
    def left(self) -> int:
        return max(0, (self.size or 0) - self.used)


class Employer(NamedTuple):
    """A company that pays for a member, or that they manage: `row` says which."""

    row: CompanyMember
    company: Company
    operator: Operator
    size: int | None
    used: int

    @property
    def left(self) -> int:
        return max(0, (self.size or 0) - self.used)


class CompanyInvitation(NamedTuple):
    """An invitation, answered or not, with who invites."""

    row: CompanyMember
    company: Company
    operator: Operator


def company(company_id: int) -> Company | None:
    return db.session.get(Company, company_id)


def companies_of(operator_id: int, month: date) -> list[CompanyDays]:
    """The operator's companies with the days of a month (its first day): those that are active first, by name. One
    query."""
    query = select(Company, *_days_in(month)).where(Company.operator_id == operator_id)
    rows = db.session.execute(query.order_by(Company.is_active.desc(), Company.name, Company.id))
    return [CompanyDays(*row) for row in rows]


def days_of(company_id: int, month: date) -> CompanyDays | None:
    """A company with the days of a month."""
    row = db.session.execute(select(Company, *_days_in(month)).where(Company.id == company_id)).first()
    return CompanyDays(*row) if row else None


def contingents_of(company_id: int) -> list[Contingent]:
    """The earliest first."""
    query = select(Contingent).where(Contingent.company_id == company_id)
    return list(db.session.scalars(query.order_by(Contingent.valid_from)))


def employers_of(member_id: int, month: date) -> list[Employer]:
    """The companies to which the member belongs, as person or manager, with the days of a month. One query."""
    query = select(CompanyMember, Company, Operator, *_days_in(month))
    query = query.join(Company, Company.id == CompanyMember.company_id)
    query = query.join(Operator, Operator.id == Company.operator_id)
    rows = db.session.execute(
        query.where(CompanyMember.member_id == member_id, IS_IN).order_by(Company.name, Company.id, CompanyMember.role)
    )
    return [Employer(*row) for row in rows]


def is_paid_for(member_id: int) -> bool:
    """Whether some company pays for days of the member."""
    query = select(CompanyMember.id).join(Company, Company.id == CompanyMember.company_id)
    person = (CompanyMember.member_id == member_id, CompanyMember.role == "person", IS_IN, Company.is_active)
    return db.session.scalar(query.where(*person).limit(1)) is not None


def managed_by(member_id: int) -> list[Company]:
    """The companies that the member manages, by name."""
    query = select(Company).join(CompanyMember, CompanyMember.company_id == Company.id)
    mine = (CompanyMember.member_id == member_id, CompanyMember.role == "manager", IS_IN)
    return list(db.session.scalars(query.where(*mine).order_by(Company.name, Company.id)))


def is_manager(member_id: int, company_id: int) -> bool:
    """The answer to `members.managing`."""
    found = select(CompanyMember.id).where(CompanyMember.company_id == company_id, IS_IN)
    return (
        db.session.scalar(found.where(CompanyMember.member_id == member_id, CompanyMember.role == "manager"))
        is not None
    )


def people_of(company_id: int) -> list[CompanyPerson]:
    """Who is there and who is invited, by role and name; those who have declined too, not those who have left."""
    here = or_(CompanyMember.left_at.is_(None), CompanyMember.joined_at.is_(None))
    found = _people(and_(CompanyMember.company_id == company_id, here))
    return sorted(found, key=lambda one: (one.row.role, one.shown.casefold(), one.row.id))


def person(company_id: int, person_id: int) -> CompanyPerson | None:
    """One of `people_of`."""
    here = or_(CompanyMember.left_at.is_(None), CompanyMember.joined_at.is_(None))
    of_company = and_(CompanyMember.company_id == company_id, CompanyMember.id == person_id, here)
    return next(iter(_people(of_company)), None)


def managers_of(company_id: int) -> list[Member]:
    """Who gets its mails: managers who can log in."""
    of_company = and_(CompanyMember.company_id == company_id, CompanyMember.role == "manager", IS_IN)
    return [one.member for one in _people(of_company) if one.member is not None and one.member.is_active]


def members_by_email(emails: Collection[str]) -> dict[str, Member]:
    """The accounts that have these addresses."""
    return {one.email: one for one in db.session.scalars(select(Member).where(Member.email.in_(emails)))}


def invitation_by(secret: str) -> CompanyInvitation | None:
    """The invitation with this link, also when it was answered."""
    query = select(CompanyMember, Company, Operator).join(Company, Company.id == CompanyMember.company_id)
    query = query.join(Operator, Operator.id == Company.operator_id)
    row = db.session.execute(query.where(CompanyMember.digest == digest(secret))).first()
    return CompanyInvitation(*row) if row else None


def _people(which: ColumnElement[bool]) -> list[CompanyPerson]:
    query = select(CompanyMember, Member).outerjoin(Member, Member.id == CompanyMember.member_id)
    return [CompanyPerson(*row) for row in db.session.execute(query.where(which).order_by(CompanyMember.id))]


def _days_in(month: date) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Of the company of the row: how many days it pays for in the month, and how many are used."""
    of_company = Contingent.company_id == Company.id
    holds = (Contingent.valid_from <= month, or_(Contingent.valid_until.is_(None), Contingent.valid_until >= month))
    size = select(Contingent.size).where(of_company, *holds).correlate(Company).scalar_subquery()
    used = (
        select(func.count()).select_from(ContingentUse).join(Contingent, Contingent.id == ContingentUse.contingent_id)
    )
    used = used.where(of_company, ContingentUse.month == month, ContingentUse.given_back_at.is_(None))
    return size, used.correlate(Company).scalar_subquery()
