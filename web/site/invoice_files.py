"""The PDF of an invoice as an answer; for pages of members and of operators."""

import uuid
from collections.abc import Callable

from flask import Response, abort

from core import sandbox
from core.transactions import reading
from payments.invoices import files, queries
from payments.invoices.models import Invoice


def answer(find: Callable[[], Invoice | None]) -> Response:
    """The bytes that are kept, else the same, made now. For a view in steps: `find` reads inside a step; None is 404.

    A GET writes nothing: the job keeps the bytes.
    """
    with reading():
        invoice = find()
        found = (invoice.label, invoice.document, _kept(invoice.id)) if invoice else None
    if found is None:
        abort(404)
    label, document, kept = found
    return pdf(label, kept if kept is not None else _made(document))


def pdf(label: str, content: bytes) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{label}.pdf"'}
    return Response(content, content_type="application/pdf", headers=headers)


def _kept(invoice_id: uuid.UUID) -> bytes | None:
    return queries.file_of(invoice_id)


def _made(document: dict[str, object]) -> bytes:
    try:
        return files.make(document)
    except sandbox.Died:
        abort(503)
