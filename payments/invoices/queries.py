"""Which invoices there are, for whom, and what stands on them."""

import uuid
from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import aliased

from core.db import db
from payments.companies.models import CompanyMember
from payments.invoices.documents import SMALL_LIMIT_CENTS
from payments.invoices.models import Invoice, InvoiceFile, InvoiceLine, InvoiceReader
from payments.models import Fee
from payments.rules import OWED


class Listed(NamedTuple):
    """An invoice in a list, and the number of the one that cancels it, if any."""

    invoice: Invoice
    cancelled_by: str | None


def _listed() -> Select[Invoice, str | None]:
    other = aliased(Invoice)
    return select(Invoice, other.label).outerjoin(other, other.cancels_id == Invoice.id)


def invoice(invoice_id: uuid.UUID) -> Invoice | None:
    return db.session.get(Invoice, invoice_id)


def of_operator(operator_id: int, invoice_id: uuid.UUID) -> Listed | None:
    """An invoice of this operator; None when it is another's, or there is none."""
    row = db.session.execute(_listed().where(Invoice.id == invoice_id, Invoice.operator_id == operator_id)).first()
    return Listed(*row) if row else None


def issued_between(operator_id: int, first: date, last: date) -> list[Listed]:
    """The operator's invoices of these days, in the order of their numbers."""
    query = _listed().where(Invoice.operator_id == operator_id, Invoice.issued_on.between(first, last))
    return [Listed(*row) for row in db.session.execute(query.order_by(Invoice.year, Invoice.number))]


def months(operator_id: int) -> list[date]:
    """The first days of the months in which the operator issued invoices, the latest first."""
    query = select(Invoice.issued_on).where(Invoice.operator_id == operator_id).distinct()
    return sorted({day.replace(day=1) for day in db.session.scalars(query)}, reverse=True)


def readable_by(member_id: int) -> list[Listed]:
    """All that the member may open, the latest first."""
    query = _listed().where(_may_read(member_id))
    rows = db.session.execute(query.order_by(Invoice.issued_at.desc(), Invoice.number.desc()))
    return [Listed(*row) for row in rows]


def readable(invoice_id: uuid.UUID, member_id: int) -> Invoice | None:
    """The invoice, if the member may open it: it was sent to them, or they manage the company that pays it."""
    return db.session.scalars(select(Invoice).where(Invoice.id == invoice_id, _may_read(member_id))).one_or_none()


def _may_read(member_id: int) -> ColumnElement[bool]:
    sent = select(InvoiceReader.invoice_id).where(InvoiceReader.member_id == member_id)
    managed = select(CompanyMember.company_id).where(
        CompanyMember.member_id == member_id,
        CompanyMember.role == "manager",
        CompanyMember.joined_at.is_not(None),
        CompanyMember.left_at.is_(None),
    )
    return or_(Invoice.id.in_(sent), and_(Invoice.company_id.is_not(None), Invoice.company_id.in_(managed)))


def of_company(company_id: int) -> list[Listed]:
    """The invoices of a company, the latest first."""
    query = _listed().where(Invoice.company_id == company_id)
    return [Listed(*row) for row in db.session.execute(query.order_by(Invoice.issued_at.desc(), Invoice.number.desc()))]


def valid_for_fees(fee_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Invoice]:
    """By fee, the invoice that charges for it and was not cancelled; two queries at most."""
    if not fee_ids:
        return {}
    cancelling = aliased(Invoice)
    query = (
        select(InvoiceLine.fee_id, Invoice)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .outerjoin(cancelling, cancelling.cancels_id == Invoice.id)
        .where(InvoiceLine.fee_id.in_(fee_ids), Invoice.kind != "cancellation", cancelling.id.is_(None))
    )
    return {fee_id: found for fee_id, found in db.session.execute(query) if fee_id is not None}


def cancellation_of(invoice_id: uuid.UUID) -> Invoice | None:
    return db.session.scalars(select(Invoice).where(Invoice.cancels_id == invoice_id)).one_or_none()


def file_of(invoice_id: uuid.UUID) -> bytes | None:
    """The PDF as it was first made; None while that was not done."""
    return db.session.scalars(select(InvoiceFile.content).where(InvoiceFile.invoice_id == invoice_id)).one_or_none()


def without_file(limit: int) -> Sequence[uuid.UUID]:
    """Invoices whose PDF is still to be made, the oldest first."""
    query = select(Invoice.id).outerjoin(InvoiceFile, InvoiceFile.invoice_id == Invoice.id)
    return db.session.scalars(
        query.where(InvoiceFile.invoice_id.is_(None)).order_by(Invoice.issued_at, Invoice.id).limit(limit)
    ).all()


def readers(invoice_id: uuid.UUID) -> list[int]:
    """The members who may open it."""
    query = select(InvoiceReader.member_id).where(InvoiceReader.invoice_id == invoice_id)
    return list(db.session.scalars(query.order_by(InvoiceReader.member_id)))


def of_booking(booking_id: uuid.UUID, member_id: int) -> list[Listed]:
    """The invoices of a booking that the member may open, in their order; also long after it."""
    lines = select(InvoiceLine.invoice_id).join(Fee, Fee.id == InvoiceLine.fee_id).where(Fee.booking_id == booking_id)
    query = _listed().where(Invoice.id.in_(lines), _may_read(member_id))
    return [Listed(*row) for row in db.session.execute(query.order_by(Invoice.issued_at, Invoice.number))]


def waiting_for_buyer(member_id: int) -> list[Fee]:
    """What the member owes or has paid and whose invoice may need a name and an address; no small ones of people."""
    needs = or_(Fee.is_business, Fee.gross_cents > SMALL_LIMIT_CENTS)
    query = select(Fee).where(Fee.member_id == member_id, Fee.superseded_at.is_(None), needs)
    query = query.where(Fee.covered_by.in_(OWED), Fee.gross_cents > 0).order_by(Fee.created_at, Fee.id)
    fees = list(db.session.scalars(query))
    done = valid_for_fees([fee.id for fee in fees])
    return [fee for fee in fees if fee.id not in done]


def has_any(member_id: int) -> bool:
    """Whether there is an invoice that the member may open."""
    return db.session.scalars(select(Invoice.id).where(_may_read(member_id)).limit(1)).first() is not None
