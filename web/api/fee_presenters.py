"""What a booking costs, as plain dicts for JSON; `web.api.booking_schemas` describes them."""

from typing import Any

from bookings.models import Booking
from hubs.operators.rules import Vat
from hubs.operators.words import vat_note
from hubs.setup import Setup
from payments.money import net_of
from payments.queries import Account
from payments.ways import ways_to_pay
from web.site.payment_links import payment_url


def money_of(booking: Booking, status: str, setup: Setup, account: Account | None) -> dict[str, Any]:
    """`fee`, and `checkout_url` where what is due can be paid online."""
    due = account.due_cents if account else 0
    found: dict[str, Any] = {"fee": _fee(booking, setup, account)}
    if account and due and status != "expired" and "online" in ways_to_pay(setup.operator, due):
        found["checkout_url"] = payment_url(account.fee.id)
    return found


def _fee(booking: Booking, setup: Setup, account: Account | None) -> dict[str, Any]:
    gross = booking.price_cents
    fee = account.fee if account else None
    vat = (
        Vat(fee.vat_treatment, fee.vat_rate, fee.vat_reason)
        if fee
        else setup.vat("space", setup.day_of(booking.starts_at))
    )
    net = net_of(gross, vat.rate)
    return {
        "gross_cents": gross,
        "net_cents": net,
        "vat_cents": gross - net,
        **({"vat_percent": vat.rate} if vat.rate else {"vat_note": vat_note(vat)}),
        "covered_by": fee.covered_by if fee else _covered_by_nothing(gross),
        "due_cents": account.due_cents if account else 0,
    }


def _covered_by_nothing(gross: int) -> str:
    """Nothing is owed: it is free of charge, or was called off, or was booked before money was taken here."""
    return "none" if gross else "free"
