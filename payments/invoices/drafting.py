"""What stands on the invoice for a fee, without its number, which is given last. Only reads."""

import uuid
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from bookings.models import Booking
from bookings.rules import CALLED_OFF
from core.clock import local, today
from core.db import db
from core.formats import DEFAULT_ZONE
from hubs.models import Hub, Space
from hubs.operators.models import Operator
from hubs.operators.rules import Vat
from members.models import Member
from payments.confided import room_use, whole_month
from payments.invoices import line_words, rules
from payments.invoices.documents import InvoiceDocument, Line, Party, PaymentTerms, kind_for, totals_of
from payments.models import Fee
from payments.passes import queries as pass_queries
from payments.passes.models import Pass
from payments.passes.queries import Redeemed
from payments.queries import Account

UNNUMBERED = "0"
"""Stands for the number until it is known, so that an invoice can be checked before one is spent on it."""


@dataclass(frozen=True)
class InvoiceDraft:
    """An invoice that is to be issued by an operator (`document.number` is UNNUMBERED), the fees behind its lines in
    their order, and who may open it."""

    operator_id: int
    document: InvoiceDocument
    fee_ids: tuple[uuid.UUID | None, ...]
    readers: tuple[int, ...] = ()
    company_id: int | None = None
    cancels_id: uuid.UUID | None = None

    def numbered(self, number: str) -> InvoiceDocument:
        return replace(self.document, number=number)


def of_account(account: Account, note: str = "") -> InvoiceDraft:
    """The invoice of what is owed there and of what was paid of it; or of a visit that a multi-purpose voucher has
    paid."""
    fee = account.fee
    operator = db.session.get_one(Operator, fee.operator_id)
    locale = _locale(fee)
    redeemed = redeemed_by(fee)
    cents = redeemed.value_cents if redeemed else fee.gross_cents
    kind = kind_for(cents, is_business=fee.is_business)
    text, first, last = _service(fee, locale)
    lines = (Line(text, 1, cents, Vat(fee.vat_treatment, fee.vat_rate, fee.vat_reason)),)
    document = InvoiceDocument(
        number=UNNUMBERED,
        kind=kind,
        issued_on=today(DEFAULT_ZONE),
        service_from=first,
        service_to=last,
        seller=seller(operator),
        buyer=rules.party(fee.buyer, is_business=fee.is_business, is_small=kind == "small"),
        lines=lines,
        totals=totals_of(lines),
        locale=locale,
        buyer_reference=str(fee.buyer.get("reference") or ""),
        note=note,
        payment=PaymentTerms(0, way="pass") if redeemed else _terms(account),
        is_redemption=redeemed is not None,
    )
    return InvoiceDraft(fee.operator_id, document, (fee.id,), (fee.member_id,) if fee.member_id is not None else ())


def redeemed_by(fee: Fee) -> Redeemed | None:
    """The visit with a multi-purpose voucher that the fee is about: it is taxed by what it is worth, and paid."""
    return pass_queries.redeemed_by(fee.id, fee.booking_id) if fee.covered_by == "pass" else None


def charged_cents(fee: Fee) -> int:
    """What the invoice of the fee is over, gross."""
    redeemed = redeemed_by(fee)
    return redeemed.value_cents if redeemed else fee.gross_cents


def seller(operator: Operator) -> Party:
    """An operator as its invoices name it today."""
    return Party(
        operator.legal_name,
        rules.lines_of(operator.address),
        email=operator.email or "",
        phone=operator.phone or "",
        vat_id=operator.vat_id or "",
        tax_number=operator.tax_number or "",
        register_entry=operator.register_entry or "",
        iban="".join((operator.iban or "").split()),
        bic=operator.bic or "",
    )


def _locale(fee: Fee) -> str:
    member = db.session.get(Member, fee.member_id) if fee.member_id is not None else None
    return line_words.language(member.locale if member else "de")


def _service(fee: Fee, locale: str) -> tuple[str, date, date]:
    """What was bought, and from when until when it is had."""
    if fee.pass_id is not None:
        bought = db.session.get_one(Pass, fee.pass_id)
        return line_words.of_pass(bought.kind, bought.size, locale), bought.valid_from, bought.valid_until
    if fee.is_confidential:
        return room_use(fee.service_on, locale), *whole_month(fee.service_on)
    query = select(Space.name, Hub.name, Hub.time_zone, Booking.status, Booking.starts_at, Booking.ends_at)
    query = query.select_from(Booking).join(Space, Space.id == Booking.space_id).join(Hub, Hub.id == Booking.hub_id)
    place, hub, zone, status, starts_at, ends_at = db.session.execute(query.where(Booking.id == fee.booking_id)).one()
    text = line_words.of_booking(place, hub, locale, is_called_off=status in CALLED_OFF)
    return text, fee.service_on, max(fee.service_on, _last_day(starts_at, ends_at, zone))


def _last_day(starts_at: datetime, ends_at: datetime, zone: str) -> date:
    """What ends at midnight belongs to the day before."""
    return local(max(starts_at, ends_at - timedelta(seconds=1)), zone).date()


def _terms(account: Account) -> PaymentTerms:
    fee, due = account.fee, account.due_cents
    paid = [one for one in account.payments if one.money.kept_cents > 0 and one.paid_at is not None]
    last = max(paid, key=lambda one: (one.paid_at, one.id), default=None)
    if due:
        due_on = today(DEFAULT_ZONE) + timedelta(days=rules.DAYS_TO_PAY)
        return PaymentTerms(due, due_on, way=fee.covered_by, reference=fee.reference or "")
    paid_on = local(last.paid_at, DEFAULT_ZONE).date() if last and last.paid_at else None
    return PaymentTerms(0, paid_on=paid_on, way=last.way if last else "")
