"""Companies of an operator: made, changed, ended, and how many days a month they pay for. Flushes and never commits."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import select, update

from core.clock import today
from core.db import db
from core.formats import DEFAULT_ZONE
from core.mailboxes import clean_email
from core.text import lines, one_line
from hubs.operators.models import Operator
from payments.companies import rules
from payments.companies.errors import CompanyNameTaken, ContingentBelowUsed
from payments.companies.models import Company, Contingent, ContingentUse
from payments.companies.rules import CompanyValues

QUIETLY = {"synchronize_session": False}


def create_company(*, operator: Operator, values: CompanyValues, size: int) -> Company:
    """A company that pays for so many days of each month from this one on. InvalidSetup, CompanyNameTaken."""
    rules.check_company(values)
    rules.check_size(size)
    _check_name(operator.id, values.name, None)
    company = Company(operator_id=operator.id)
    _assign(company, values)
    db.session.add(company)
    db.session.flush()
    db.session.add(Contingent(company_id=company.id, size=size, valid_from=rules.month_of(today(DEFAULT_ZONE))))
    db.session.flush()
    return company


def change_company(*, company: Company, values: CompanyValues) -> None:
    """How the next invoices name it; those that were issued stay as they are. InvalidSetup, CompanyNameTaken."""
    rules.check_company(values)
    _check_name(company.operator_id, values.name, company.id)
    _assign(company, values)
    db.session.flush()


def set_active(*, company: Company, is_active: bool) -> None:
    """Whether it pays for new bookings. What is booked already stays paid for, and is on its invoice."""
    company.is_active = is_active
    db.session.flush()


def set_contingent(*, company: Company, size: int, month: date) -> None:
    """So many days of each month from this one (its first day) on; earlier months keep theirs, and what was planned for
    later ones no longer holds. InvalidSetup; ContingentBelowUsed where more days are used already.

    Days that are used go over to the new contingent, numbered anew: a number is only as high as its contingent.
    """
    rules.check_size(size)
    rules.check_month(month, today(DEFAULT_ZONE))
    there = _lock(company)
    uses = _uses_from([one.id for one in there], month)
    _check_used(size, [use for use in uses if use.given_back_at is None])
    # Until the old ones are gone it begins a day earlier: two of one company cannot begin on the same day.
    new = Contingent(company_id=company.id, size=size, valid_from=month - timedelta(days=1))
    db.session.add(new)
    db.session.flush()
    _take_over(uses, new)
    for old in there:
        if old.valid_from >= month:
            db.session.delete(old)
        elif old.valid_until is None or old.valid_until >= month:
            old.valid_until = rules.month_before(month)
    db.session.flush()
    new.valid_from = month
    db.session.flush()


def _lock(company: Company) -> Sequence[Contingent]:
    """Its contingents, the earliest first. Whoever wants to use a day of one waits (`use_actions.use`)."""
    db.session.scalars(select(Company.id).where(Company.id == company.id).with_for_update()).one()
    query = select(Contingent).where(Contingent.company_id == company.id).order_by(Contingent.id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _uses_from(contingent_ids: Sequence[int], month: date) -> list[ContingentUse]:
    """By month; those that hold before those that were given back."""
    query = select(ContingentUse).where(ContingentUse.contingent_id.in_(contingent_ids), ContingentUse.month >= month)
    order = (ContingentUse.month, ContingentUse.given_back_at.is_not(None), ContingentUse.slot, ContingentUse.id)
    return list(db.session.scalars(query.order_by(*order)))


def _check_used(size: int, uses: Sequence[ContingentUse]) -> None:
    for month, of_month in groupby(uses, key=lambda use: use.month):
        used = len(list(of_month))
        if used > size:
            raise ContingentBelowUsed(used=used, month=month)


def _take_over(uses: Sequence[ContingentUse], new: Contingent) -> None:
    """Those that were given back have no number of their own any more: each gets the first."""
    for _month, of_month in groupby(uses, key=lambda use: use.month):
        for number, use in enumerate(of_month, start=1):
            values = {"contingent_id": new.id, "contingent_size": new.size}
            values["slot"] = number if use.given_back_at is None else 1
            taken = update(ContingentUse).where(ContingentUse.id == use.id).values(**values)
            db.session.execute(taken, execution_options=QUIETLY)
            db.session.expire(use)


def _check_name(operator_id: int, name: str, own_id: int | None) -> None:
    there = select(Company.id).where(Company.operator_id == operator_id, Company.name == one_line(name))
    if db.session.scalars(there).first() not in {None, own_id}:
        raise CompanyNameTaken


def _assign(company: Company, values: CompanyValues) -> None:
    company.name, company.address = one_line(values.name), lines(values.address)
    company.email = clean_email(values.email)
    company.vat_id = "".join(values.vat_id.split()).upper() or None
