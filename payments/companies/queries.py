"""What employers pay for."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select

from core.db import db
from payments.companies.models import Company, CompanyMember, Contingent, ContingentUse


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
            CompanyMember.joined_at.is_not(None),
            CompanyMember.left_at.is_(None),
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
        if one.valid_from <= month and (one.valid_until is None or month <= one.valid_until)
    ]
    return next((one for one in found if one.left > 0), found[0] if found else None)
