"""Issuing invoices and cancelling them. Flushes and never commits.

The number is taken last: from then on whoever else issues one for this operator waits until this transaction has
ended, so no number is lost when it is undone, and none is given twice.
"""

import uuid
from collections.abc import Sequence

from sqlalchemy import insert, select

from core.clock import now, today
from core.db import db, insert_into
from core.formats import DEFAULT_ZONE
from core.identifiers import new_id
from hubs.operators.models import Operator
from payments.invoices import line_words, queries, rules, snapshots
from payments.invoices.checks import check
from payments.invoices.documents import InvoiceDocument, cancellation_of
from payments.invoices.drafting import UNNUMBERED, InvoiceDraft
from payments.invoices.errors import InvoiceCannotBeCancelled
from payments.invoices.models import Invoice, InvoiceLine, InvoiceReader, InvoiceSeries


def issue(*, drafts: Sequence[InvoiceDraft]) -> list[Invoice]:
    """The invoices of these drafts, numbered in their order within each operator's local year.

    WrongInvoice before a number is taken, when anything of a draft does not fit together.
    """
    for draft in drafts:
        check(draft.document)
    db.session.flush()
    made = {id(draft): _issue(draft) for draft in sorted(drafts, key=lambda one: one.operator_id)}
    return [made[id(draft)] for draft in drafts]


def cancel(*, invoice: Invoice, note: str) -> Invoice:
    """The invoice that takes this one back whole; the one that is there already when it was cancelled before, also by
    somebody at the same moment. `note` says why, in the invoice's language. InvoiceCannotBeCancelled."""
    if invoice.kind == "cancellation":
        raise InvoiceCannotBeCancelled
    _wait_for_others(invoice)
    there = queries.cancellation_of(invoice.id)
    if there is not None:
        return there
    document = snapshots.from_json(invoice.document)
    back = cancellation_of(document, UNNUMBERED, today(DEFAULT_ZONE), note)
    draft = InvoiceDraft(
        invoice.operator_id,
        back,
        _fees_of(invoice),
        tuple(queries.readers(invoice.id)),
        company_id=invoice.company_id,
        cancels_id=invoice.id,
    )
    return issue(drafts=[draft])[0]


def cancel_for(*, invoice: Invoice, reason: str) -> Invoice:
    """`cancel`, for the reason that somebody gives."""
    locale = line_words.language(str(invoice.document["locale"]))
    return cancel(invoice=invoice, note=line_words.REASON[locale].format(reason=reason))


def next_number(operator_id: int, year: int) -> int:
    """The next number of the operator's year; its row stays locked until the transaction ends."""
    series = insert_into(InvoiceSeries).values(operator_id=operator_id, year=year, last=1)
    taken = series.on_conflict_do_update(
        index_elements=["operator_id", "year"], set_={"last": InvoiceSeries.last + 1}
    ).returning(InvoiceSeries.last)
    return db.session.scalars(taken, execution_options={"synchronize_session": False}).one()


def _issue(draft: InvoiceDraft) -> Invoice:
    prefix = db.session.scalars(select(Operator.prefix).where(Operator.id == draft.operator_id)).one()
    year = draft.document.issued_on.year
    number = next_number(draft.operator_id, year)
    document = draft.numbered(rules.label(prefix, year, number))
    check(document)
    invoice = _row(draft, document, year, number)
    db.session.add(invoice)
    db.session.flush()
    db.session.connection().execute(insert(InvoiceLine), _lines(invoice, draft, document))
    readers = [{"invoice_id": invoice.id, "member_id": reader} for reader in draft.readers]
    if readers:
        db.session.connection().execute(insert(InvoiceReader), readers)
    return invoice


def _row(draft: InvoiceDraft, document: InvoiceDocument, year: int, number: int) -> Invoice:
    return Invoice(
        id=new_id(),
        operator_id=draft.operator_id,
        year=year,
        number=number,
        label=document.number,
        kind=document.kind,
        issued_on=document.issued_on,
        keep_until=rules.keep_until(document.issued_on),
        company_id=draft.company_id,
        document=snapshots.to_json(document),
        net_cents=document.totals.net_cents,
        vat_cents=document.totals.vat_cents,
        gross_cents=document.totals.gross_cents,
        cancels_id=draft.cancels_id,
        issued_at=now(),
    )


def _lines(invoice: Invoice, draft: InvoiceDraft, document: InvoiceDocument) -> list[dict[str, object]]:
    return [
        {
            "invoice_id": invoice.id,
            "position": position,
            "text": line.text,
            "quantity": line.quantity,
            "amount_cents": line.gross_cents,
            "vat_treatment": line.vat.treatment,
            "vat_rate": line.vat.rate,
            "fee_id": fee_id,
        }
        for position, (line, fee_id) in enumerate(zip(document.lines, draft.fee_ids, strict=True), start=1)
    ]


def _wait_for_others(invoice: Invoice) -> None:
    """Of two that cancel it at once the second waits here, and then sees what the first one has made."""
    db.session.scalars(select(Invoice.id).where(Invoice.id == invoice.id).with_for_update()).one()


def _fees_of(invoice: Invoice) -> tuple[uuid.UUID | None, ...]:
    query = select(InvoiceLine.fee_id).where(InvoiceLine.invoice_id == invoice.id).order_by(InvoiceLine.position)
    return tuple(db.session.scalars(query))
