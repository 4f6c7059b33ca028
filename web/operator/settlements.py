"""What operators owe one another for visits with passes: month by month, with a list as a file."""

from typing import Any

from flask import Response as FileResponse
from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug import Response

from core.access import OPERATOR, access
from core.errors import DomainError
from core.refusals import when_refused
from payments.invoices.tables import Cents, Spreadsheet, csv_file
from payments.passes import settlement_actions, settlement_queries, words
from payments.passes.settlement_queries import Settled
from web.downloads import CSV, download
from web.operator.frame import blueprint, operator_of_page, operator_page

ONE = "/settlements/<int:settlement_id>"


def _back(operator: str, **_of_the_settlement: Any) -> str:
    return url_for("operator.settlements", operator=operator)


@blueprint.get("/settlements")
@access(OPERATOR)
def settlements(operator: str) -> str:
    return _page(operator, None)


@blueprint.get(f"{ONE}/visits.csv")
@access(OPERATOR)
def settlement_file(operator: str, settlement_id: int) -> FileResponse:
    """The visits behind it: day, hub, value; nothing says whose they were."""
    found = _settled(operator, settlement_id)
    head = (_("Day"), _("Hub"), _("Value"), _("Pass sold by"), _("Used at"))
    rows = [
        (line.used_on, line.hub, Cents(line.value_cents), found.seller.legal_name, found.host.legal_name)
        for line in settlement_queries.uses_of(found.row)
    ]
    name = f"passes-{found.row.month:%Y-%m}-{found.seller.slug}-{found.host.slug}.csv"
    return download(csv_file(Spreadsheet(_("Settlement"), head, rows)), CSV, name)


@blueprint.post(f"{ONE}/payment")
@access(OPERATOR, come_back=_back)
@when_refused(lambda error, operator, settlement_id: _page(operator, error))
def note_settlement(operator: str, settlement_id: int) -> Response:
    """Whoever gets the money notes it."""
    found = _settled(operator, settlement_id)
    if found.host.slug != operator:
        abort(404)
    settlement_actions.note_paid(settlement=found.row)
    flash(_("Noted: this settlement is paid."), "success")
    return redirect(_back(operator), 303)


def _settled(operator: str, settlement_id: int) -> Settled:
    own = settlement_queries.settlements_of(operator_of_page(operator).id)
    return next((one for one in own if one.row.id == settlement_id), None) or abort(404)


def _page(operator: str, error: DomainError | None) -> str:
    found = operator_of_page(operator)
    own = settlement_queries.settlements_of(found.id)
    return operator_page("operator/settlements.html", found, settlements=own, error=error, words=words)
