"""What pages say of a price before somebody orders: what it is made of, what covers it, which ways to pay are open.

It asks what the action will ask (`payments.quoting`, `payments.moving`), so that the same comes out. What is free of
charge costs no query.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NamedTuple

from bookings.cover import NO_CHOICE, Choice
from bookings.slots import Move, Slot
from core.clock import today
from core.errors import DomainError
from hubs.operators.rules import Vat
from hubs.tariffs import TariffPart, parts
from members.models import Member
from payments import moving, rules
from payments.companies import queries as company_queries
from payments.companies.queries import Allowance
from payments.errors import (
    ContingentEmpty,
    NotPaidByEmployer,
    OnlineOneByOne,
    PaidInConfidence,
    TooLittleToPayOnline,
    WayNotOffered,
)
from payments.quoting import PriceQuote, agreed_of, check_payable, quote_of, quotes_of, ways_of
from payments.withdrawals.rules import DAYS

NOT_THIS_WAY = (ContingentEmpty, NotPaidByEmployer, PaidInConfidence, WayNotOffered, TooLittleToPayOnline)
"""What was chosen cannot be had, but it can be paid otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pricing:
    """A quote for a slot with what there is to say and to choose.

    `ways` are those by which the person could pay, the default first; empty where nothing is due. `employer`: who would
    pay for it on request. `refused` says why what was chosen cannot be had; the quote is then without it.
    """

    slot: Slot
    quote: PriceQuote
    ways: tuple[str, ...] = ()
    employer: Allowance | None = None
    refused: DomainError | None = None

    @property
    def parts(self) -> tuple[TariffPart, ...]:
        """The prices of which it is made up."""
        slot, minutes = self.slot, int((self.slot.span.end - self.slot.span.start).total_seconds() // 60)
        tariff = slot.setup.prices_of(slot.place, self.quote.day, self.quote.group)
        return parts(tariff, minutes) if self.quote.gross_cents else ()

    @property
    def group(self) -> str | None:
        """The group whose price it is, where others pay another."""
        return self.quote.group if self.slot.price_cents != self.quote.gross_cents else None

    @property
    def vat(self) -> Vat | None:
        """How it is taxed; None where nobody has said, or nothing is charged."""
        return self.quote.vat if self.quote.gross_cents and self.slot.setup.tells_vat else None

    @property
    def asks_for_consent(self) -> bool:
        """Whether a consumer could still withdraw when it begins (§ 356 Abs. 4 BGB)."""
        last = today(self.slot.hub.time_zone) + timedelta(days=DAYS)
        return self.quote.due_cents > 0 and self.quote.day <= last


def pricing_of(slot: Slot, member: Member | None, choice: Choice = NO_CHOICE) -> Pricing:
    """What the slot would cost the member, or (None) somebody who is not known, with what was chosen if that can be
    had."""
    refused: DomainError | None = None
    try:
        quote = quote_of(slot, member, choice)
    except NOT_THIS_WAY as error:
        plain = Choice(is_business=choice.is_business, by_visitor=choice.by_visitor)
        quote, refused = quote_of(slot, member, plain), error
    ways = ways_of(slot, quote.gross_cents) if quote.due_cents else []
    if choice.by_visitor:
        ways = [way for way in ways if way != "online"]
    refused = refused or _unpayable([slot], [quote])
    found = Pricing(slot=slot, quote=quote, ways=tuple(ways), refused=refused)
    return replace(found, employer=_employer(found, member)) if quote.gross_cents and member else found


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalPricing:
    """What several slots of one hub cost together, with what there is to choose; otherwise as `Pricing`."""

    slots: tuple[Slot, ...]
    quotes: tuple[PriceQuote, ...]
    ways: tuple[str, ...] = ()
    employer: Allowance | None = None
    refused: DomainError | None = None

    @property
    def slot(self) -> Slot:
        return self.slots[0]

    @property
    def gross_cents(self) -> int:
        """The sum, whoever covers it."""
        return sum(quote.gross_cents for quote in self.quotes)

    @property
    def due_cents(self) -> int:
        """What the person would have to pay here."""
        return sum(quote.due_cents for quote in self.quotes)

    @property
    def is_owed(self) -> bool:
        return any(quote.is_owed for quote in self.quotes)

    @property
    def agreed(self) -> str:
        return agreed_of(self.quotes)

    @property
    def quote(self) -> PriceQuote:
        """As if it were one: what is owed of it where something is, else what covers the first."""
        owed = [quote for quote in self.quotes if quote.is_owed]
        if not owed:
            return self.quotes[0]
        return replace(owed[0], gross_cents=sum(quote.gross_cents for quote in owed))

    @property
    def covered(self) -> list[tuple[str, int]]:
        """What pays for how many of them, where not the person does: `payments.rules.LENT`."""
        found: dict[str, int] = {}
        for quote in self.quotes:
            if quote.covered_by in rules.LENT:
                found[quote.covered_by] = found.get(quote.covered_by, 0) + 1
        return list(found.items())

    @property
    def vat(self) -> Vat | None:
        """How it is taxed, where all is taxed alike."""
        known = {quote.vat for quote in self.quotes if quote.gross_cents}
        return known.pop() if len(known) == 1 and self.slot.setup.tells_vat else None

    @property
    def asks_for_consent(self) -> bool:
        """Whether some of it begins while a consumer could still withdraw."""
        last = today(self.slot.hub.time_zone) + timedelta(days=DAYS)
        return any(quote.due_cents > 0 and quote.day <= last for quote in self.quotes)


def total_of(slots: Sequence[Slot], member: Member | None, choice: Choice = NO_CHOICE) -> TotalPricing:
    """`pricing_of` for several slots of one hub, as they would be booked at once."""
    refused: DomainError | None = None
    plain = Choice(is_business=choice.is_business)
    try:
        quotes = quotes_of(slots, member, choice)
    except OnlineOneByOne as error:
        quotes, refused = [quote_of(slot, None, plain) for slot in slots], error
    except NOT_THIS_WAY as error:
        refused = error
        try:
            quotes = quotes_of(slots, member, plain)
        except OnlineOneByOne as other:
            quotes, refused = [quote_of(slot, None, plain) for slot in slots], other
    refused = refused or _unpayable(slots, quotes)
    found = TotalPricing(slots=tuple(slots), quotes=tuple(quotes), refused=refused)
    ways = [way for way in ways_of(slots[0], found.due_cents) if way != "online" or len(slots) == 1]
    employer = _employer(Pricing(slot=slots[0], quote=found.quote), member) if found.gross_cents and member else None
    return replace(found, ways=tuple(ways) if found.due_cents else (), employer=employer)


def _unpayable(slots: Sequence[Slot], quotes: Sequence[PriceQuote]) -> DomainError | None:
    try:
        check_payable(slots, quotes)
    except PaidInConfidence as error:
        return error
    return None


def _employer(pricing: Pricing, member: Member) -> Allowance | None:
    """None where nobody pays for the member, or their days are used up."""
    quote, facts = pricing.quote, pricing.slot.setup.operator
    if quote.allowance is not None or not facts.takes_money or pricing.slot.place.is_confidential:
        return quote.allowance
    month = quote.day.replace(day=1)
    found = company_queries.allowances(member.id, facts.id, {month}).get(month)
    return found if found is not None and found.left > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePricing:
    """What a booking would cost where it is to go: `more_cents` would be due besides what is due already, `back_cents`
    given back, `lost_cents` kept although it costs less (it is too late to get them back). `pricing` as for a new
    booking; `refused`: why its money does not allow the move."""

    pricing: Pricing
    more_cents: int = 0
    back_cents: int = 0
    lost_cents: int = 0
    refused: DomainError | None = None


def pricing_of_move(move: Move, member: Member) -> MovePricing:
    """By the very rules of the move. Nothing is owed twice: what is paid counts."""
    try:
        [(account, basis)] = moving.bases([move], member)
    except DomainError as error:
        plain = _plain(move, move.slot.price_cents, "none")
        return MovePricing(pricing=replace(plain, refused=error), refused=error)
    if isinstance(basis, PriceQuote):
        return MovePricing(pricing=Pricing(slot=move.slot, quote=basis), more_cents=basis.due_cents)
    if basis is None:
        covered_by = account.fee.covered_by if account else "none"
        return MovePricing(pricing=_plain(move, move.booking.price_cents, covered_by))
    owed = basis.owed_cents if basis.quote.covered_by in rules.OWED else 0
    kept, due = basis.account.kept_cents, basis.account.due_cents
    return MovePricing(
        pricing=Pricing(slot=move.slot, quote=basis.quote),
        more_cents=max(0, owed - kept - due),
        back_cents=max(0, kept - owed),
        lost_cents=max(0, min(kept, owed) - basis.quote.gross_cents),
    )


class MoveTotal(NamedTuple):
    """What moving several bookings at once does to money: what would be due besides, and what is given back."""

    more_cents: int
    back_cents: int

    @property
    def agreed(self) -> str:
        """What a form carries that has shown it."""
        return f"{self.more_cents}:{self.back_cents}"


def total_of_moves(moves: Sequence[Move], member: Member) -> MoveTotal:
    """`pricing_of_move` for several of one hub, without what their prices are made of. Raises what the move would."""
    more = back = 0
    for wanted, (_account, basis) in zip(moves, moving.bases(moves, member), strict=True):
        if isinstance(basis, PriceQuote) and basis.covered_by == "none":  # it is owed elsewhere
            more += max(0, basis.gross_cents - wanted.booking.price_cents)
        elif isinstance(basis, PriceQuote):
            more += basis.due_cents
        elif basis is not None:
            owed = basis.owed_cents if basis.quote.covered_by in rules.OWED else 0
            more += max(0, owed - basis.account.kept_cents - basis.account.due_cents)
            back += max(0, basis.account.kept_cents - owed)
    return MoveTotal(more, back)


def _plain(move: Move, cents: int, covered_by: str) -> Pricing:
    """The money stays as it is, or cannot follow: just the price."""
    day = move.slot.setup.day_of(move.slot.span.start)
    vat = move.slot.setup.vat("space", day)
    return Pricing(slot=move.slot, quote=PriceQuote(gross_cents=cents, vat=vat, covered_by=covered_by, day=day))
