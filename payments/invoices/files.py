"""The PDF of an invoice, made in a process of its own: typst takes its time and memory. For businesses it carries the
e-invoice. The same invoice gives the same bytes, so it does not matter who makes them first."""

from typing import Any

from core import sandbox
from core.transactions import assert_outside
from payments.invoices import pdf, snapshots, zugferd
from payments.invoices.documents import InvoiceDocument
from payments.transfers.errors import NoGiroCode
from payments.transfers.girocode import girocode


def make(document: dict[str, Any]) -> bytes:
    """The PDF of what the database keeps of an invoice. sandbox.Full, sandbox.Died. Never inside a transaction."""
    assert_outside()
    return sandbox.run("payments.invoices.files:answer", {"document": document}).content


def answer(_content: bytes, head: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """The inside of `make`."""
    return {}, rendered(snapshots.from_json(head["document"]))


def rendered(document: InvoiceDocument) -> bytes:
    """The PDF, with the e-invoice in it wherever the invoice is fit for one: buyer and addresses are named."""
    code = _code(document)
    if is_for_programs(document):
        return zugferd.e_invoice(document, girocode=code)
    return pdf.render(document, girocode=code)


def is_for_programs(document: InvoiceDocument) -> bool:
    """Whether it can be an e-invoice (EN 16931)."""
    return bool(document.buyer and document.buyer.address and document.seller.address)


def _code(document: InvoiceDocument) -> str:
    terms, seller = document.payment, document.seller
    if terms is None or not terms.due_cents or not terms.reference or not seller.iban:
        return ""
    try:
        return girocode(seller.name, seller.iban, terms.due_cents, terms.reference, seller.bic).svg("GiroCode")
    except NoGiroCode:
        return ""
