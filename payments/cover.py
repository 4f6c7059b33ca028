"""How bookings begin where money is taken: confirmed, or held until it is paid online."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from bookings import no_shows
from bookings.cover import NO_CHOICE, Choice, Cover, FreeOfCharge, asked
from bookings.models import Booking
from bookings.slots import Move, Slot
from bookings.unconfirmed.errors import AccountNeeded
from core.clock import now
from members.models import Member
from payments import moving, queries, rules
from payments.models import Fee
from payments.quoting import PriceQuote, check_all_agreed, check_payable, needs_account, quotes_of
from payments.terms import agreeing
from payments.terms import queries as terms_queries

SESSION = timedelta(minutes=31)
"""How long one may pay at Stripe: its least is 30 minutes, and clocks differ."""
SLACK = timedelta(minutes=5)
READING = timedelta(minutes=2)
HOLD = READING + SESSION + SLACK
"""The place waits longer than anybody can pay, so that who has paid has it; for who clicks on “pay” as soon as
they have read the page it waits long enough already."""
HOLD_AFTER_APPROVAL = timedelta(hours=48)
FREE = FreeOfCharge()


@dataclass(frozen=True)
class ChargingCovering:
    """Payments' answer to how bookings begin and go on; see `bookings.cover.Covering`."""

    def begin(self, slots: Sequence[Slot], member: Member | None, choice: Choice = NO_CHOICE) -> list[Cover]:
        setup = slots[0].setup
        agreed = agreeing.agreement(setup.operator, member, choice)
        if not setup.tariffs:
            return [replace(cover, basis=agreed) for cover in FREE.begin(slots, member, choice)]
        quotes = [replace(quote, agreed_to=agreed) for quote in quotes_of(slots, member, choice)]
        check_payable(slots, quotes)
        check_all_agreed(quotes, choice)
        if choice.by_visitor:
            _check_payable_without_account(slots[0], quotes)
        consent = agreeing.sentence_of(setup.operator, member, choice) or ""
        asked_for = no_shows.are_asked_for(slots, member)
        rows = zip(slots, quotes, asked_for, strict=True)
        return [_begin(slot, quote, consent, is_asked_for) for slot, quote, is_asked_for in rows]

    def approve(self, bookings: Sequence[Booking]) -> list[Cover]:
        accounts = queries.accounts_of_bookings([booking.id for booking in bookings])
        return [_after_yes(booking, accounts.get(booking.id)) for booking in bookings]

    def move(self, moves: Sequence[Move], member: Member, choice: Choice = NO_CHOICE) -> list[Cover]:
        return moving.covers(moves, member, choice)

    def told(self, bookings: Sequence[Booking]) -> dict[UUID, dict[str, str]]:
        accounts = queries.accounts_of_bookings([booking.id for booking in bookings])
        return {key: _told(one) for key, one in accounts.items()}

    def written(self, choice: Choice) -> dict[str, Any]:
        return {name: getattr(choice, name) for name in _PLAIN} | {"terms": agreeing.written(choice)}

    def read(self, written: Mapping[str, Any]) -> Choice:
        plain = {name: written[name] for name in _PLAIN}
        return Choice(**plain, terms=agreeing.read(written["terms"]))


_PLAIN = ("way", "for_employer", "is_business", "starts_early", "agreed")
"""What of a choice is JSON as it is."""


def _check_payable_without_account(slot: Slot, quotes: Sequence[PriceQuote]) -> None:
    """AccountNeeded where something is to be paid, and only online."""
    if any(needs_account(slot, quote) for quote in quotes):
        raise AccountNeeded(because="payment")


def _told(account: queries.Account) -> dict[str, str]:
    fee = account.fee
    paid_by = "paid" if account.is_paid else rules.paid_in_mails(fee.covered_by)
    can_withdraw = _can_withdraw(fee)
    return Cover("", None, fee.gross_cents, paid_by=paid_by, can_withdraw=can_withdraw, **_consent_of(fee)).told


def _can_withdraw(fee: Fee) -> bool:
    return rules.can_withdraw(fee.gross_cents, fee.covered_by, is_business=fee.is_business)


def _consent_of(fee: Fee) -> dict[str, str]:
    consent = fee.consent_text or ""
    return {"consent": consent, "consent_lang": terms_queries.language_of_consent(fee.operator_id, consent)}


def _begin(slot: Slot, quote: PriceQuote, consent: str, is_asked_for: bool) -> Cover:
    cents, said = quote.gross_cents, {"paid_by": rules.paid_in_mails(quote.covered_by)}
    may = rules.can_withdraw(cents, quote.covered_by, is_business=quote.choice.is_business)
    basis: object = quote if cents else quote.agreed_to
    if quote.due_cents and consent:
        said |= {"consent": consent, "consent_lang": terms_queries.language_of(slot.setup.operator, consent)}
    cover = Cover("confirmed", None, cents, basis, can_withdraw=may, **said)
    if is_asked_for:
        return asked(cover, slot)
    return replace(cover, status="held", expires_at=now() + HOLD) if quote.covered_by == "online" else cover


def _after_yes(booking: Booking, account: queries.Account | None) -> Cover:
    paid_by = rules.paid_in_mails(account.fee.covered_by) if account else ""
    may = account is not None and _can_withdraw(account.fee)
    if account is None or account.fee.covered_by != "online" or account.due_cents == 0:
        consent = _consent_of(account.fee) if account else {}
        return Cover("confirmed", None, booking.price_cents, paid_by=paid_by, can_withdraw=may, **consent)
    return Cover("held", max(now() + HOLD, min(now() + HOLD_AFTER_APPROVAL, booking.starts_at)), booking.price_cents)
