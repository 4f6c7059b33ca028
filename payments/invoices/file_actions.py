"""Keeping the PDF of an invoice. Flushes and never commits."""

import hashlib
import uuid

from core.clock import now
from core.db import db, insert_into
from payments.invoices.models import InvoiceFile


def keep(*, invoice_id: uuid.UUID, content: bytes) -> None:
    """From now on these bytes are the invoice; those that are kept already stay."""
    row = {
        "invoice_id": invoice_id,
        "content": content,
        "sha256": hashlib.sha256(content).hexdigest(),
        "made_at": now(),
    }
    db.session.execute(insert_into(InvoiceFile).values(row).on_conflict_do_nothing())
