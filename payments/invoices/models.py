"""Invoices. Once issued nothing of one is changed or deleted before its `keep_until`: triggers named `invoice_frozen`
(`payments.invoices.frozen`) refuse it. Who may open one stands apart, so that it can end with an account."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, BigId, UtcDateTime, where
from core.identifiers import new_id

INVOICE_KINDS = ("invoice", "small", "cancellation", "collective")


class InvoiceSeries(Base):
    """The last number that an operator has given in a year. Its row is taken last in the invoice's transaction: others
    wait until that has ended, so no number is lost and none is given twice."""

    __tablename__ = "invoice_series"
    __table_args__ = (CheckConstraint("last >= 1", name="last"),)

    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Invoice(Base):
    """An invoice, a small one (up to 250 €), a monthly one for a company, or the cancellation of another
    (`cancels_id`), with the `document` as it was issued (`payments.invoices.documents`). `label` is its number in
    words: prefix, year, number."""

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("operator_id", "year", "number"),
        UniqueConstraint("cancels_id"),
        CheckConstraint("net_cents + vat_cents = gross_cents", name="sum"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint(f"kind in {INVOICE_KINDS}", name="known_kind"),
        CheckConstraint("(kind = 'cancellation') = (cancels_id is not null)", name="cancels"),
        Index("uq_invoice_label", "operator_id", "label", unique=True),
        Index("ix_invoice_operator_issued", "operator_id", "issued_on"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=new_id)
    operator_id: Mapped[int] = mapped_column(ForeignKey("operator.id"))
    year: Mapped[int]
    number: Mapped[int]
    label: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(12))
    issued_on: Mapped[date]
    keep_until: Mapped[date]
    company_id: Mapped[int | None] = mapped_column(ForeignKey("company.id"), index=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    net_cents: Mapped[int]
    vat_cents: Mapped[int]
    gross_cents: Mapped[int]
    cancels_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("invoice.id"))
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class InvoiceLine(Base):
    """A line of an invoice; `fee_id` is what it charges for, `amount_cents` gross, negative in a cancellation."""

    __tablename__ = "invoice_line"
    __table_args__ = (
        UniqueConstraint("invoice_id", "position"),
        Index("ix_invoice_line_fee", "fee_id", **where("fee_id is not null")),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    invoice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("invoice.id", ondelete="CASCADE"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int] = mapped_column(default=1)
    amount_cents: Mapped[int]
    vat_treatment: Mapped[str] = mapped_column(String(10))
    vat_rate: Mapped[int]
    fee_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("fee.id"))


class InvoiceFile(Base):
    """The PDF of an invoice as it was first made; from then on these bytes are the invoice."""

    __tablename__ = "invoice_file"

    invoice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("invoice.id", ondelete="CASCADE"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class InvoiceReader(Base):
    """A member to whom an invoice was sent, who may open it as long as the account lives."""

    __tablename__ = "invoice_reader"

    invoice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("invoice.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True, index=True)
