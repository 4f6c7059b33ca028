"""How bookings begin where money is taken: confirmed, or held until it is paid online."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bookings import rules as booking_rules
from bookings.cover import NO_CHOICE, Choice, Cover, FreeOfCharge
from bookings.models import Booking
from bookings.slots import Move, Slot
from core.clock import now
from members.models import Member
from payments import moving, queries
from payments.quoting import PriceQuote, quotes_of

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
        return [_begin(slot, quote, member) for slot, quote in zip(slots, quotes, strict=True)]

    def approve(self, bookings: Sequence[Booking]) -> list[Cover]:
        accounts = queries.accounts_of_bookings([booking.id for booking in bookings])
        return [_after_yes(booking, accounts.get(booking.id)) for booking in bookings]

    def move(self, moves: Sequence[Move], member: Member, choice: Choice = NO_CHOICE) -> list[Cover]:
        return moving.covers(moves, member, choice)


def _begin(slot: Slot, quote: PriceQuote, member: Member | None) -> Cover:
    basis = quote if quote.gross_cents else None
    if member is not None and booking_rules.hosts_decide(slot.rules, slot.setup.standing_of(member.id)):
        return Cover("requested", slot.span.start, quote.gross_cents, basis)
    if quote.covered_by == "online":
        return Cover("held", hold_until(slot.span.start), quote.gross_cents, basis)
    return Cover("confirmed", None, quote.gross_cents, basis)


def hold_until(_starts_at: datetime) -> datetime:
    """Until when a place waits for money; also for what begins meanwhile: somebody is paying for it."""
    return now() + HOLD


def _after_yes(booking: Booking, account: queries.Account | None) -> Cover:
    if account is None or account.fee.covered_by != "online" or account.due_cents == 0:
        return Cover("confirmed", None, booking.price_cents)
    return Cover("held", max(now() + HOLD, min(now() + HOLD_AFTER_APPROVAL, booking.starts_at)), booking.price_cents)
