"""Invoices' work that comes round by itself."""

import logging
import uuid

from core import sandbox
from core.sandbox_places import Full
from core.transactions import reading, transact
from payments.invoices import collective_actions, file_actions, files, queries

FILES_EVERY_SECONDS, FILES_LEASE_SECONDS = 30, 300
AT_ONCE = 20

log = logging.getLogger(__name__)


def make_files() -> int:
    """Make and keep the PDFs that are missing; how many. One that cannot be made does not keep the others waiting."""
    with reading():
        due = list(queries.without_file(AT_ONCE))
    return sum(_make(key) for key in due)


def _make(invoice_id: uuid.UUID) -> int:
    with reading():
        invoice = queries.invoice(invoice_id)
        document = invoice.document if invoice else None
    if document is None:
        return 0
    try:
        content = files.make(document)
    except Full:
        return 0
    except sandbox.Died:
        log.exception("an invoice's PDF cannot be made", extra={"invoice": str(invoice_id)})
        return 0
    transact(lambda: file_actions.keep(invoice_id=invoice_id, content=content))
    return 1


def bill_companies() -> int:
    """The invoices of the month that is over; how many."""
    return transact(collective_actions.issue_last_month)
