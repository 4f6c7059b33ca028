"""The PDF of an invoice as an answer; for pages of members and of operators."""

from typing import Any, NamedTuple

from flask import Response, abort

from core import sandbox
from payments.invoices import files, queries
from payments.invoices.models import Invoice


class KeptInvoice(NamedTuple):
    """An invoice outside of its step: its number, what stands on it, and the bytes, if they are kept already."""

    label: str
    document: dict[str, Any]
    content: bytes | None


def kept(invoice: Invoice | None) -> KeptInvoice | None:
    """To be called inside a step."""
    return KeptInvoice(invoice.label, invoice.document, queries.file_of(invoice.id)) if invoice else None


def answer(found: KeptInvoice | None) -> Response:
    """The bytes that are kept, else the same, made now, between two steps; None is 404.

    A GET writes nothing: the job keeps the bytes.
    """
    if found is None:
        abort(404)
    content = found.content if found.content is not None else _made(found.document)
    headers = {"Content-Disposition": f'inline; filename="{found.label}.pdf"'}
    return Response(content, content_type="application/pdf", headers=headers)


def _made(document: dict[str, Any]) -> bytes:
    try:
        return files.make(document)
    except sandbox.Died:
        abort(503)
