"""What was paid and invoiced, as the database has it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from bookings.cover import Choice
from bookings.models import Booking
from core.db import db
from core.transactions import transaction
from payments import payment_actions, queries
from payments.invoices import snapshots
from payments.invoices.documents import InvoiceDocument
from payments.invoices.drafting import UNNUMBERED, InvoiceDraft
from payments.invoices.models import Invoice
from tests.support.house import House
from tests.support.invoices import invoice as an_invoice
from tests.support.money import book_for_money

ADDRESS = "Industriestraße 14a\n31785 Hameln"


def pay(home: House, booking: Booking, way: str = "on_site") -> None:
    """Somebody has seen all the money that is due."""
    with home.app.app_context(), transaction():
        found = queries.account_of_booking(booking.id)
        assert found is not None
        payment_actions.note(account=found, way=way, cents=found.due_cents, by=None)


def paid_booking(home: House, **values: Any) -> Booking:
    booking = book_for_money(home, choice=values.pop("choice", Choice(way="on_site")), **values)
    pay(home, booking)
    return booking


def invoices(home: House) -> list[Invoice]:
    """All of them, in the order of their numbers."""
    with home.app.app_context():
        return list(db.session.scalars(select(Invoice).order_by(Invoice.operator_id, Invoice.year, Invoice.number)))


def documents(home: House) -> list[InvoiceDocument]:
    return [snapshots.from_json(one.document) for one in invoices(home)]


def draft(operator_id: int, readers: Sequence[int] = (), **changed: Any) -> InvoiceDraft:
    """147.00 € to a business; nothing was booked for it."""
    document = an_invoice(**{"number": UNNUMBERED, **changed})
    return InvoiceDraft(operator_id, document, (None,) * len(document.lines), tuple(readers))
