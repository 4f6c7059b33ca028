"""How long invoices are kept, and what of fees ends with an account: an invoice keeps its snapshot, and nothing else
says who bought it."""

from datetime import datetime

from flask import Flask
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, String, and_, cast, select
from sqlalchemy.orm import aliased

from core import retention
from core.clock import local
from core.formats import DEFAULT_ZONE
from core.retention import deleting, emptying, months_before
from core.settings import Settings
from members import signals
from payments.invoices import erasing_actions
from payments.invoices.models import Invoice
from payments.invoices.rules import KEPT_YEARS
from payments.models import Fee, Payment
from payments.rules import OWED


def install(app: Flask) -> None:
    settings: Settings = app.extensions["settings"]
    months = settings.retention_bookings_months
    retention.register(
        app,
        deleting(
            "invoices",
            lambda: _("Invoices are deleted %(years)s years after the end of their year.", years=KEPT_YEARS),
            Invoice,
            _is_over,
        ),
        emptying(
            "fees",
            lambda: _("Fees no longer show whose they were after %(months)s months; invoices do.", months=months),
            Fee,
            lambda moment: _is_settled(months_before(moment, months)),
            {"member_id": None, "buyer": {}},
        ),
    )
    signals.erasing.connect(erasing_actions.let_go)


def _is_over(moment: datetime) -> ColumnElement[bool]:
    """One that is cancelled goes after its cancellation, which points to it and may be of a later year."""
    other = aliased(Invoice)
    is_named = select(other.id).where(other.cancels_id == Invoice.id).exists()
    return and_(Invoice.keep_until < local(moment, DEFAULT_ZONE).date(), ~is_named)


def _is_settled(limit: datetime) -> ColumnElement[bool]:
    """Long past, and somebody is named. Who still owes something is not forgotten by that."""
    names_somebody = Fee.member_id.is_not(None) | (cast(Fee.buyer, String) != "{}")
    is_paid = select(Payment.id).where(Payment.fee_id == Fee.id, Payment.status == "paid").exists()
    is_open = and_(Fee.superseded_at.is_(None), Fee.covered_by.in_(OWED), Fee.gross_cents > 0, ~is_paid)
    return and_(Fee.service_on < limit.date(), names_somebody, ~is_open)
