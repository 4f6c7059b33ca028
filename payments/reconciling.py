"""Whether our own books agree: each question is one statement, and says what it found.

Nothing is put right here: what is found is listed for people (`payments.difference_actions`).
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Select, case, func, select
from sqlalchemy.orm import aliased

from bookings.models import Booking
from bookings.rules import COUNTING
from core.clock import now
from core.db import db
from payments.companies.models import ContingentUse
from payments.invoices.models import Invoice, InvoiceLine
from payments.invoices.rules import missing
from payments.models import Dispute, Fee, Payment, StripeEvent
from payments.passes.models import PassUse

SLOW = timedelta(hours=1)
KINDS = frozenset(
    (
        *("booked-not-paid", "paid-not-booked", "invoice-missing", "invoiced-twice", "invoice-sum"),
        *("too-many-uses", "payment-hangs", "event-waits"),
    )
)
"""Of all that is found here."""
BUYERS_TIME = timedelta(days=30)
"""For which an invoice may wait for the name and the address of whoever it is for, after the day it is about."""


class Disagreement(NamedTuple):
    """Something that does not agree; see `payments.models.Difference`."""

    kind: str
    about: str
    expected: str
    found: str
    operator_id: int | None = None


def all_found() -> list[Disagreement]:
    """All that does not agree in our own books."""
    return [found for question in QUESTIONS for found in question()]


def _kept() -> Select[UUID, int]:
    """What operators have of each chain of fees, in cents; what a bank has taken back does not count."""
    lost = select(Dispute.payment_id).where(Dispute.status == "lost")
    cents = func.coalesce(func.sum(Payment.amount_cents - Payment.refunded_cents), 0).cast(Integer).label("kept")
    query = select(Fee.root_id, cents).join(Payment, Payment.fee_id == Fee.id)
    return query.where(Payment.status == "paid", Payment.id.not_in(lost)).group_by(Fee.root_id)


def booked_not_paid() -> Iterator[Disagreement]:
    """I1: who has a place that was to be paid online has paid, or the money is on its way."""
    live = select(Payment.id).where(Payment.fee_id == Fee.id, Payment.is_live(), Payment.status != "open")
    kept = _kept().subquery()
    query = (
        select(Fee.id, Fee.gross_cents, Fee.operator_id, func.coalesce(kept.c.kept, 0))
        .join(Booking, Booking.id == Fee.booking_id)
        .outerjoin(kept, kept.c.root_id == Fee.root_id)
        .where(Fee.covered_by == "online", Fee.superseded_at.is_(None), Booking.status.in_(COUNTING | {"checked_in"}))
        .where(~live.exists(), func.coalesce(kept.c.kept, 0) < Fee.gross_cents)
    )
    for key, gross, operator_id, cents in db.session.execute(query):
        yield Disagreement("booked-not-paid", str(key), str(gross), str(cents), operator_id)


def paid_not_booked() -> Iterator[Disagreement]:
    """I2: nobody's money is kept for what they do not have, nor more than it costs."""
    kept, current, any_fee = _kept().subquery(), aliased(Fee), aliased(Fee)
    query = (
        select(kept.c.root_id, kept.c.kept, current.gross_cents, any_fee.operator_id)
        .join(any_fee, any_fee.id == kept.c.root_id)
        .outerjoin(current, (current.root_id == kept.c.root_id) & current.superseded_at.is_(None))
        .where(kept.c.kept > func.coalesce(current.gross_cents, 0))
    )
    for root, cents, gross, operator_id in db.session.execute(query):
        yield Disagreement("paid-not-booked", str(root), str(gross or 0), str(cents), operator_id)


def invoiced_once() -> Iterator[Disagreement]:
    """I4: each fee that is paid stands on exactly one invoice that was not cancelled. One whose buyer has still to say
    an address has some weeks for it."""
    cancelled = select(Invoice.cancels_id).where(Invoice.cancels_id.is_not(None))
    valid = (
        select(func.count())
        .select_from(InvoiceLine)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(InvoiceLine.fee_id == Fee.id, Invoice.kind != "cancellation", Invoice.id.not_in(cancelled))
        .scalar_subquery()
    )
    kept = _kept().subquery()
    query = (
        select(Fee.id, Fee.operator_id, valid, Fee.buyer, Fee.gross_cents, Fee.is_business, Fee.service_on)
        .join(kept, kept.c.root_id == Fee.root_id)
        .where(Fee.superseded_at.is_(None), kept.c.kept >= Fee.gross_cents, Fee.gross_cents > 0, valid != 1)
    )
    since = (now() - BUYERS_TIME).date()
    for key, operator_id, count, buyer, cents, is_business, service_on in db.session.execute(query):
        if count == 0 and service_on >= since and missing(buyer, cents, is_business=is_business):
            continue
        kind = "invoice-missing" if count == 0 else "invoiced-twice"
        yield Disagreement(kind, str(key), "1", str(count), operator_id)


def invoices_add_up() -> Iterator[Disagreement]:
    """I5: the lines of an invoice are its sum."""
    lines = func.coalesce(func.sum(InvoiceLine.amount_cents), 0).cast(Integer)
    query = select(Invoice.id, Invoice.gross_cents, Invoice.operator_id, lines).outerjoin(
        InvoiceLine, InvoiceLine.invoice_id == Invoice.id
    )
    query = query.group_by(Invoice.id, Invoice.gross_cents, Invoice.operator_id).having(lines != Invoice.gross_cents)
    for key, gross, operator_id, found in db.session.execute(query):
        yield Disagreement("invoice-sum", str(key), str(gross), str(found), operator_id)


def uses_fit() -> Iterator[Disagreement]:
    """I6: no pass and no contingent has more uses than it holds."""
    for model, key, size, per in (
        (PassUse, PassUse.pass_id, PassUse.pass_size, (PassUse.pass_id,)),
        (
            ContingentUse,
            ContingentUse.contingent_id,
            ContingentUse.contingent_size,
            (ContingentUse.contingent_id, ContingentUse.month),
        ),
    ):
        count = func.sum(case((model.given_back_at.is_(None), 1), else_=0)).cast(Integer)
        query = (
            select(key, func.max(size), count).where(size.is_not(None)).group_by(*per).having(count > func.max(size))
        )
        for about, most, found in db.session.execute(query):
            yield Disagreement("too-many-uses", str(about), str(most), str(found))


def nothing_hangs() -> Iterator[Disagreement]:
    """I7, I8: no payment is open long after nobody can pay it, and no event waits."""
    late = now() - SLOW
    query = select(Payment.id, Fee.operator_id).join(Fee, Fee.id == Payment.fee_id)
    for key, operator_id in db.session.execute(
        query.where(Payment.way == "online", Payment.status == "open", Payment.session_expires_at < late)
    ):
        yield Disagreement("payment-hangs", str(key), "", "", operator_id)
    waiting = select(StripeEvent.id, StripeEvent.error).where(StripeEvent.applied_at.is_(None))
    for event, error in db.session.execute(waiting.where(StripeEvent.received_at < late)):
        yield Disagreement("event-waits", event, "", error)


QUESTIONS: tuple[Callable[[], Iterator[Disagreement]], ...] = (
    booked_not_paid,
    paid_not_booked,
    invoiced_once,
    invoices_add_up,
    uses_fit,
    nothing_hangs,
)
