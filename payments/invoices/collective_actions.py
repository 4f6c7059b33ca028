"""The monthly invoice of a company: days used by cost centre, and nothing of who was where and when.

Flushes and never commits.
"""

import calendar
from datetime import date, timedelta

from sqlalchemy import select

from core.clock import today
from core.db import db
from core.formats import DEFAULT_ZONE
from hubs.operators.models import Operator
from hubs.operators.rules import Vat
from payments.companies import mails as company_mails
from payments.companies import queries as company_queries
from payments.companies.models import Company, Contingent, ContingentUse
from payments.invoices import drafting, issuing_actions, queries, rules
from payments.invoices.collective import DaysUsed, collective_lines
from payments.invoices.documents import InvoiceDocument, Line, Party, PaymentTerms, separately, totals_of
from payments.invoices.drafting import UNNUMBERED, InvoiceDraft
from payments.invoices.errors import AlreadyInvoiced
from payments.invoices.models import Invoice
from payments.models import Fee


def issue_collective(*, company_id: int, month: date) -> list[Invoice]:
    """The invoice of the days that a company used in a month (its first day): two where a part is outside VAT, none
    when none was used. Its managers get a mail. AlreadyInvoiced while one of that month was not cancelled."""
    company = db.session.scalars(select(Company).where(Company.id == company_id).with_for_update()).one()
    for there in queries.of_company(company_id):
        if there.invoice.kind == "collective" and there.cancelled_by is None and _month_of(there.invoice) == month:
            raise AlreadyInvoiced(number=there.invoice.label)
    lines = collective_lines(_used(company_id, month))
    made = issuing_actions.issue(drafts=[_draft(company, month, part) for part in separately(lines)])
    managers = company_queries.managers_of(company_id)
    for invoice in made:
        company_mails.invoiced(company, invoice.label, month, invoice.gross_cents, managers)
    return made


def issue_last_month() -> int:
    """The invoices of all companies for the month that is over, where there is none yet; how many. What was cancelled
    is left to people."""
    month = (today(DEFAULT_ZONE).replace(day=1) - timedelta(days=1)).replace(day=1)
    used = select(Contingent.company_id).join(ContingentUse, ContingentUse.contingent_id == Contingent.id)
    used = used.where(ContingentUse.month == month, ContingentUse.given_back_at.is_(None)).distinct()
    done = 0
    for company_id in sorted(db.session.scalars(used)):
        months = {_month_of(one.invoice) for one in queries.of_company(company_id) if one.invoice.kind == "collective"}
        if month not in months:
            done += len(issue_collective(company_id=company_id, month=month))
    return done


def _month_of(invoice: Invoice) -> date:
    return date.fromisoformat(invoice.document["service_from"])


def _used(company_id: int, month: date) -> list[DaysUsed]:
    """Each day at the price and the VAT of its booking."""
    query = (
        select(ContingentUse.cost_centre, ContingentUse.value_cents, Fee.vat_treatment, Fee.vat_rate, Fee.vat_reason)
        .join(Contingent, Contingent.id == ContingentUse.contingent_id)
        .join(Fee, (Fee.booking_id == ContingentUse.booking_id) & Fee.superseded_at.is_(None))
        .where(Contingent.company_id == company_id, ContingentUse.month == month)
        .where(ContingentUse.given_back_at.is_(None))
    )
    rows = db.session.execute(query)
    return [DaysUsed(centre, 1, cents, Vat(treatment, rate, why)) for centre, cents, treatment, rate, why in rows]


def _draft(company: Company, month: date, lines: tuple[Line, ...]) -> InvoiceDraft:
    totals, issued_on = totals_of(lines), today(DEFAULT_ZONE)
    document = InvoiceDocument(
        number=UNNUMBERED,
        kind="collective",
        issued_on=issued_on,
        service_from=month,
        service_to=month.replace(day=calendar.monthrange(month.year, month.month)[1]),
        seller=drafting.seller(db.session.get_one(Operator, company.operator_id)),
        buyer=Party(company.name, rules.lines_of(company.address), email=company.email, vat_id=company.vat_id or ""),
        lines=lines,
        totals=totals,
        payment=PaymentTerms(totals.gross_cents, issued_on + timedelta(days=rules.DAYS_TO_PAY)),
    )
    return InvoiceDraft(company.operator_id, document, (None,) * len(lines), company_id=company.id)
