"""An operator's invoices: the list of a month, one of them, cancelling it, and files for whoever keeps the books."""

import calendar
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug import Response as AnyResponse

from core.access import OPERATOR, access
from core.clock import local, now, today
from core.errors import DomainError
from core.formats import DEFAULT_ZONE, locale_code
from core.in_steps import in_steps
from core.refusals import when_refused
from core.transactions import reading
from hubs.operators.models import Operator
from payments.invoices import datev, issuing_actions, queries, snapshots, tables
from payments.invoices.documents import InvoiceDocument
from payments.invoices.kind_words import KINDS
from payments.invoices.queries import Listed
from payments.takings.redemption_queries import redeemed_months, redemptions
from web.downloads import CSV, XLSX, download
from web.operator.frame import blueprint, operator_of_page, operator_page
from web.operator.invoice_forms import CancelForm, MonthForm
from web.site import invoice_files


@blueprint.get("/invoices")
@access(OPERATOR)
def invoices(operator: str) -> str:
    found = operator_of_page(operator)
    form, listed = _month(found)
    valid = sum(one.invoice.gross_cents for one in listed)
    more = {"listed": listed, "sum_cents": valid, "kinds": KINDS, "has_datev": _has_datev(found)}
    return operator_page("operator/invoices.html", found, form=form, **more)


@blueprint.get("/invoices.csv")
@access(OPERATOR)
def invoices_csv(operator: str) -> Response:
    found = operator_of_page(operator)
    form, listed = _month(found)
    content = tables.csv_file(tables.invoice_sheet(_documents(listed), locale_code()))
    return download(content, CSV, f"{found.slug}-{form.month.data}.csv")


@blueprint.get("/invoices.xlsx")
@access(OPERATOR)
def invoices_xlsx(operator: str) -> Response:
    found = operator_of_page(operator)
    form, listed = _month(found)
    sheet = tables.invoice_sheet(_documents(listed), locale_code())
    return download(tables.xlsx_file(sheet, today(DEFAULT_ZONE)), XLSX, f"{found.slug}-{form.month.data}.xlsx")


@blueprint.get("/invoices/datev")
@access(OPERATOR)
def invoices_datev(operator: str) -> AnyResponse:
    """For whoever has entered the numbers that DATEV knows the operator by; others are led there."""
    found = operator_of_page(operator)
    if not (found.datev_consultant and found.datev_client):
        flash(_("Please enter the DATEV consultant and client numbers first. Your tax adviser knows them."), "info")
        return redirect(url_for("operator.details", operator=operator), 303)
    form, listed = _month(found, redeemed_months(found.id))
    first = form.first
    batch = datev.DatevBatch(
        int(found.datev_consultant),
        int(found.datev_client),
        first.replace(month=1),
        first,
        _end(first),
        local(now(), DEFAULT_ZONE),
    )
    redeemed = redemptions(found.id, batch.first, batch.last)
    return download(
        datev.extf_file(_documents(listed), batch, redeemed), "text/csv; charset=windows-1252", datev.file_name(batch)
    )


@blueprint.get("/invoices/<uuid:invoice_id>")
@access(OPERATOR)
def invoice(operator: str, invoice_id: UUID) -> str:
    return _invoice_page(operator, invoice_id, CancelForm(formdata=None))


@blueprint.get("/invoices/<uuid:invoice_id>.pdf")
@access(OPERATOR)
@in_steps
def invoice_pdf(operator: str, invoice_id: UUID) -> Response:
    """Another operator's invoice does not exist (404)."""
    with reading():
        listed = queries.of_operator(operator_of_page(operator).id, invoice_id)
        found = invoice_files.kept(listed.invoice if listed else None)
    return invoice_files.answer(found)


@blueprint.post("/invoices/<uuid:invoice_id>/cancellation")
@access(
    OPERATOR,
    come_back=lambda operator, invoice_id: url_for("operator.invoice", operator=operator, invoice_id=invoice_id),
)
def cancel_invoice(operator: str, invoice_id: UUID) -> Any:
    """A second time leads to the cancellation that is there already."""
    _listed(operator, invoice_id)
    form = CancelForm()
    if not form.validate_on_submit():
        return _invoice_page(operator, invoice_id, form), 422
    return _cancel(operator, invoice_id, form)


@when_refused(lambda error, operator, invoice_id, form: _invoice_page(operator, invoice_id, form, error))
def _cancel(operator: str, invoice_id: UUID, form: CancelForm) -> AnyResponse:
    invoice = _listed(operator, invoice_id).invoice
    back = issuing_actions.cancel_for(invoice=invoice, reason=form.reason.data)
    flash(_("Cancelled by %(number)s.", number=back.label), "success")
    return redirect(url_for("operator.invoice", operator=operator, invoice_id=back.id), 303)


def _invoice_page(operator: str, invoice_id: UUID, form: CancelForm, error: DomainError | None = None) -> str:
    found, listed = operator_of_page(operator), _listed(operator, invoice_id)
    document = snapshots.from_json(listed.invoice.document)
    return operator_page(
        "operator/invoice.html", found, listed=listed, document=document, form=form, error=error, kinds=KINDS
    )


def _listed(operator: str, invoice_id: UUID) -> Listed:
    return queries.of_operator(operator_of_page(operator).id, invoice_id) or abort(404)


def _month(operator: Operator, more: Iterable[date] = ()) -> tuple[MonthForm, list[Listed]]:
    """The month that is asked for, else the latest that has invoices, or is one of the others; without any this one."""
    months = sorted({*queries.months(operator.id), *more}, reverse=True) or [today(DEFAULT_ZONE).replace(day=1)]
    form = MonthForm.asked(request.args, months)
    return form, queries.issued_between(operator.id, form.first, _end(form.first))


def _end(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _documents(listed: Sequence[Listed]) -> list[InvoiceDocument]:
    return [snapshots.from_json(one.invoice.document) for one in listed]


def _has_datev(operator: Operator) -> bool:
    return bool(operator.datev_consultant and operator.datev_client)
