"""How bookings begin where money is taken: confirmed, or held until it is paid online."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bookings import rules as booking_rules
from bookings.cover import NO_CHOICE, Choice, Cover, FreeOfCharge
from bookings.models import Booking
from bookings.slots import Move, Slot
from core.clock import now
from members.models import Member
from payments import moving, queries
from payments.quoting import PriceQuote, check_agreed, quotes_of
from payments.rules import paid_in_mails

SESSION = timedelta(minutes=31)
"""How long one may pay at Stripe: its least is 30 minutes, and clocks differ."""
SLACK = timedelta(minutes=5)
HOLD = SESSION + SLACK
"""The place waits longer than anybody can pay, so that who has paid has it."""
HOLD_AFTER_APPROVAL = timedelta(hours=48)
FREE = FreeOfCharge()


@dataclass(frozen=True)
class ChargingCovering:
    """Payments' answer to how bookings begin and go on; see `bookings.cover.Covering`."""

    def begin(self, slots: Sequence[Slot], member: Member | None, choice: Choice = NO_CHOICE) -> list[Cover]:
        if not slots[0].setup.tariffs:
            return FREE.begin(slots, member, choice)
        quotes = quotes_of(slots, member, choice)
        for quote in quotes:
            check_agreed(quote, choice)
        return [_begin(slot, quote, member) for slot, quote in zip(slots, quotes, strict=True)]

    def approve(self, bookings: Sequence[Booking]) -> list[Cover]:
        accounts = queries.accounts_of_bookings([booking.id for booking in bookings])
        return [_after_yes(booking, accounts.get(booking.id)) for booking in bookings]

    def move(self, moves: Sequence[Move], member: Member, choice: Choice = NO_CHOICE) -> list[Cover]:
        return moving.covers(moves, member, choice)


def _begin(slot: Slot, quote: PriceQuote, member: Member | None) -> Cover:
    basis = quote if quote.gross_cents else None
    paid_by = paid_in_mails(quote.covered_by)
    if member is not None and booking_rules.hosts_decide(slot.rules, slot.setup.standing_of(member.id)):
        return Cover("requested", slot.span.start, quote.gross_cents, basis, paid_by)
    if quote.covered_by == "online":
        return Cover("held", now() + HOLD, quote.gross_cents, basis, paid_by)
    return Cover("confirmed", None, quote.gross_cents, basis, paid_by)


def _after_yes(booking: Booking, account: queries.Account | None) -> Cover:
    paid_by = paid_in_mails(account.fee.covered_by) if account else ""
    if account is None or account.fee.covered_by != "online" or account.due_cents == 0:
        return Cover("confirmed", None, booking.price_cents, paid_by=paid_by)
    return Cover("held", max(now() + HOLD, min(now() + HOLD_AFTER_APPROVAL, booking.starts_at)), booking.price_cents)
