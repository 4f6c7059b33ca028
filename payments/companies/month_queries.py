"""What an employer sees of a month: how many days each person used, and for which cost centre.

Nothing here, nor in what these statements ask for, says where, when or for what: whose day it was is read from its fee,
never from its booking.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select

from core.db import db
from members.models import Member
from payments.companies import queries, rules
from payments.companies.models import CompanyMember, Contingent, ContingentUse
from payments.companies.queries import IS_IN, CompanyDays
from payments.models import Fee


class PersonsDays(NamedTuple):
    """The days that somebody has used for a cost centre. `person_id` is the row of the company; None once they have
    left. `name` is empty when the account is gone, or the fee no longer says whose it was."""

    person_id: int | None
    name: str
    cost_centre: str
    days: int


class CompanyMonth(NamedTuple):
    """A company's month with its days, and who used them: people in the order of their names, then who has left."""

    month: date
    days: CompanyDays
    lines: Sequence[PersonsDays]


def month_of(company_id: int, month: date) -> CompanyMonth | None:
    """The month (its first day) of a company; None when there is no such company. Three queries."""
    days = queries.days_of(company_id, month)
    if days is None:
        return None
    people, uses = _people(company_id), _uses(company_id, month)
    end = rules.month_after(month)
    lines = [
        PersonsDays(row.id if row else None, name, centre, count)
        for member_id, name, centre, count in uses
        for row in [people.get(member_id, (None, ""))[0]]
    ]
    have_used = {member_id for member_id, *_rest in uses}
    lines += [
        PersonsDays(row.id, name, row.cost_centre, 0)
        for member_id, (row, name) in people.items()
        if member_id not in have_used and rules.has_begun(row.joined_at, end)
    ]
    order = sorted(lines, key=lambda line: (line.person_id is None, line.name.casefold(), line.cost_centre))
    return CompanyMonth(month, days, order)


def months_of(company_id: int, today: date) -> list[date]:
    """The first days of the months that can be looked at, the latest first: this one, all since the company's first
    contingent, and those to come of which days are used."""
    first = db.session.scalar(select(func.min(Contingent.valid_from)).where(Contingent.company_id == company_id))
    used = select(func.max(ContingentUse.month)).join(Contingent, Contingent.id == ContingentUse.contingent_id)
    last = db.session.scalar(used.where(Contingent.company_id == company_id, ContingentUse.given_back_at.is_(None)))
    this = rules.month_of(today)
    months, earliest = [max(this, last or this)], min(this, first or this)
    while months[-1] > earliest:
        months.append(rules.month_before(months[-1]))
    return months


def _people(company_id: int) -> dict[int | None, tuple[CompanyMember, str]]:
    """By member, whose days the company pays for, and what they are called."""
    query = select(CompanyMember, Member.name).join(Member, Member.id == CompanyMember.member_id)
    query = query.where(CompanyMember.company_id == company_id, CompanyMember.role == "person", IS_IN)
    return {row.member_id: (row, name) for row, name in db.session.execute(query)}


def _uses(company_id: int, month: date) -> Sequence[tuple[int | None, str, str, int]]:
    """(member, name, cost centre, days)."""
    query: Any = (
        select(Fee.member_id, func.coalesce(Member.name, ""), ContingentUse.cost_centre, func.count())
        .select_from(ContingentUse)
        .join(Contingent, Contingent.id == ContingentUse.contingent_id)
        .outerjoin(Fee, (Fee.booking_id == ContingentUse.booking_id) & Fee.superseded_at.is_(None))
        .outerjoin(Member, Member.id == Fee.member_id)
        .where(Contingent.company_id == company_id, ContingentUse.month == month)
        .where(ContingentUse.given_back_at.is_(None))
        .group_by(Fee.member_id, Member.name, ContingentUse.cost_centre)
    )
    return [tuple(row) for row in db.session.execute(query)]
