"""The mails about money, queued in the transaction of the action. Each once for what happened; amounts in cents."""

from datetime import datetime
from typing import Any

from bookings import confiding
from bookings.models import Booking
from core import outbox
from core.db import db
from hubs.models import Hub, Space
from members.models import Member
from members.queries import admins
from payments import rules
from payments.confided import room_use
from payments.models import Fee, Payment, Refund
from payments.queries import Account
from payments.terms.queries import language_of_consent


def paid(payment: Payment, account: Account, booking: Booking | None) -> None:
    """The money is here, and the place, or the pass, is theirs. `code`: what a withdrawal asks for, if one can."""
    fee = account.fee
    may = rules.can_withdraw(fee.gross_cents, fee.covered_by, is_business=fee.is_business)
    more = {"code": str(fee.booking_id or fee.pass_id or "") if may else ""}
    if fee.consent_text and fee.booking_id:
        more["consent"] = fee.consent_text
        more["consent_lang"] = language_of_consent(fee.operator_id, fee.consent_text)
    _tell("payment-received", f"paid:{payment.id.hex}", fee, payment.amount_cents, booking, more)


def payment_on_its_way(payment: Payment, account: Account | None, booking: Booking | None) -> None:
    """A delayed method was used: the place is theirs, the money takes days."""
    if account is not None:
        _tell("payment-on-its-way", f"on-its-way:{payment.id.hex}", account.fee, payment.amount_cents, booking)


def payment_failed(payment: Payment, account: Account | None, booking: Booking | None) -> None:
    fee = account.fee if account is not None else db.session.get_one(Fee, payment.fee_id)
    _tell("payment-failed", f"failed:{payment.id.hex}", fee, payment.amount_cents, booking)


def paid_too_late(payment: Payment) -> None:
    """What was paid for is not to be had any more, or is paid already: all of it goes back."""
    fee = db.session.get_one(Fee, payment.fee_id)
    _tell("payment-returned", f"returned:{payment.id.hex}", fee, payment.amount_cents, _booking_of(fee))


def refunded(refund: Refund, payment: Payment) -> None:
    fee = db.session.get_one(Fee, payment.fee_id)
    _tell("refund-sent", f"refunded:{refund.id.hex}", fee, refund.amount_cents, _booking_of(fee))


def refund_failed(refund: Refund, payment: Payment) -> None:
    fee = db.session.get_one(Fee, payment.fee_id)
    _tell("refund-failed", f"refund-failed:{refund.id.hex}", fee, refund.amount_cents, _booking_of(fee))


def please_pay(account: Account, number: int, booking: Booking | None, how: dict[str, str]) -> None:
    """A friendly reminder that something is still open; the first or the second. `how`: iban, recipient, reference,
    where one pays by transfer."""
    key = f"please-pay:{account.fee.id.hex}:{number}"
    _tell("payment-reminder", key, account.fee, account.due_cents, booking, {**how, "number": number})


def _booking_of(fee: Fee) -> Booking | None:
    return db.session.get(Booking, fee.booking_id) if fee.booking_id else None


def _tell(
    template: str, key: str, fee: Fee, cents: int, booking: Booking | None, more: dict[str, Any] | None = None
) -> None:
    """To the member of the fee, while there is one."""
    member = db.session.get(Member, fee.member_id) if fee.member_id is not None else None
    if member is None:
        return
    context = {"name": member.name, "cents": cents, "fee_id": str(fee.id), **_about(booking), **(more or {})}
    if booking is None and fee.is_confidential:
        template, context["what"] = "payment-news", room_use(fee.service_on, member.locale)
    outbox.queue_once(key, to=member.email, locale=member.locale, template=template, **context)


def _about(booking: Booking | None) -> dict[str, str]:
    """Where and when, or nothing for a pass."""
    if booking is None:
        return {"booking_id": "", "hub": "", "space": "", "starts_at": "", "ends_at": "", "zone": "", "reply_to": ""}
    hub, space = db.session.get_one(Hub, booking.hub_id), db.session.get_one(Space, booking.space_id)
    return {
        "booking_id": str(booking.id),
        "hub": hub.name,
        "space": confiding.place_name(booking, space),
        "starts_at": booking.starts_at.isoformat(),
        "ends_at": booking.ends_at.isoformat(),
        "zone": hub.time_zone,
        "reply_to": hub.email or "",
    }


def differences(items: list[dict[str, str]], day: datetime) -> None:
    """What does not agree, new since the last mail, to all admins."""
    for admin in admins():
        key = f"differences:{day:%Y-%m-%d}:{admin.id}"
        outbox.queue_once(key, to=admin.email, locale=admin.locale, template="payment-differences", items=items)
