"""What a booking would cost somebody, and what covers it: the cheapest way open to them.

Pages ask it before booking, and the covering when one books: the same answer. Where the tariff asks for nothing, no
query is made.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from uuid import UUID

from bookings.cover import NO_CHOICE, Choice
from bookings.errors import PriceChanged
from bookings.slots import Slot
from core.clock import local
from hubs.operators import queries as operator_queries
from hubs.operators.rules import Vat
from members.models import Member
from payments import queries, rules
from payments.companies import queries as company_queries
from payments.companies.queries import Allowance
from payments.confided import WAYS as CONFIDED_WAYS
from payments.confided import ways_for
from payments.errors import (
    ContingentEmpty,
    NotPaidByEmployer,
    OnlineOneByOne,
    PaidInConfidence,
    TooLittleToPayOnline,
    WayNotOffered,
)
from payments.passes import queries as pass_queries
from payments.passes.queries import Balance
from payments.terms.rules import TermsAgreed

AT_MOST = "<="
"""Before what was agreed to: less will do too. At the door the price falls as minutes pass."""
LONGEST_NUMBER = 10
NOTHING_BACK: Mapping[UUID, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceQuote:
    """`gross_cents` is the price by tariff and group, whoever covers it; `covered_by` one of `payments.rules.COVERS`;
    `day` the local day of the service, whose VAT holds. `balance` or `allowance` is what covers it, as it was before;
    `choice` what the person had chosen; `group` to which they belong, where some price asks for it; `agreed_to` the
    operator's texts under which they book."""

    gross_cents: int
    vat: Vat
    covered_by: str
    day: date
    balance: Balance | None = None
    allowance: Allowance | None = None
    choice: Choice = NO_CHOICE
    group: str | None = None
    agreed_to: TermsAgreed | None = None

    @property
    def due_cents(self) -> int:
        """What the person would have to pay here."""
        return rules.due_cents(self.gross_cents, self.covered_by, ())

    @property
    def is_owed(self) -> bool:
        """Whether it is to be paid by the person, be it here or (where the operator takes no money here) elsewhere."""
        return self.gross_cents > 0 and self.covered_by not in rules.LENT

    @property
    def agreed(self) -> str:
        """What somebody agrees to who is shown this: the price, and what covers it unless they pay themselves."""
        is_paid_otherwise = self.gross_cents > 0 and not self.is_owed
        return f"{self.gross_cents}:{self.covered_by}" if is_paid_otherwise else str(self.gross_cents)


def check_agreed(quote: PriceQuote, choice: Choice) -> None:
    """PriceChanged unless the person was shown this: one orders knowing what it costs (§ 312j BGB). Who was not known
    yet may pay less than they were shown, or nothing, by what they have, and never more."""
    if not quote.gross_cents or choice.agreed is None:
        return
    is_agreed = _is_at_most if choice.by_visitor else _is_agreed
    if not is_agreed(quote, choice.agreed):
        raise PriceChanged


def check_all_agreed(quotes: Sequence[PriceQuote], choice: Choice) -> None:
    """The same for what is ordered at once."""
    if len(quotes) == 1:
        check_agreed(quotes[0], choice)
    elif choice.agreed is not None and choice.agreed != agreed_of(quotes):
        raise PriceChanged


def agreed_of(quotes: Sequence[PriceQuote]) -> str:
    """What somebody agrees to who is shown all of these: the sum, and how much of it they pay themselves."""
    if len(quotes) == 1:
        return quotes[0].agreed
    owed = sum(quote.gross_cents for quote in quotes if quote.is_owed)
    return f"{sum(quote.gross_cents for quote in quotes)}:{owed}"


def _is_at_most(quote: PriceQuote, cents: str) -> bool:
    is_number = cents.isascii() and cents.isdigit() and len(cents) < LONGEST_NUMBER
    return is_number and quote.gross_cents <= int(cents)


def _is_agreed(quote: PriceQuote, agreed: str) -> bool:
    if not agreed.startswith(AT_MOST):
        return agreed == quote.agreed
    cents, _colon, covered_by = agreed.removeprefix(AT_MOST).partition(":")
    return _is_at_most(quote, cents) and quote.agreed.partition(":")[2] == covered_by


def quotes_of(
    slots: Sequence[Slot],
    member: Member | None,
    choice: Choice = NO_CHOICE,
    given_back: Mapping[UUID, int] = NOTHING_BACK,
) -> list[PriceQuote]:
    """Quotes for slots of one hub, in their order, each seeing what the ones before it would use. A pass that one has
    comes first, since it costs nothing more, then the trial day: the chosen way is for what remains to be paid.
    `given_back`: by pass, visits that can be used again by then.

    WayNotOffered when `choice` names a way that the operator has not; ContingentEmpty when the employer is to pay and
    has no day left, NotPaidByEmployer when none pays for the member. Several at once are not paid online:
    OnlineOneByOne where there is no other way. PaidInConfidence when `choice` names a way, or an employer, by which a
    confidential place is not paid.
    """
    days = [service_day(slot) for slot in slots]
    groups = _groups(slots[0], days, member)
    prices = [slot.price_for(group) for slot, group in zip(slots, groups, strict=True)]
    if not any(prices):
        return [_quote(slot, 0, "free", day) for slot, day in zip(slots, days, strict=True)]
    known = _Known(slots, days, member, choice, given_back)
    wanted = zip(slots, prices, days, groups, strict=True)
    return [replace(known.quote(slot, price, day), choice=choice, group=group) for slot, price, day, group in wanted]


def quote_of(slot: Slot, member: Member | None, choice: Choice = NO_CHOICE) -> PriceQuote:
    """`quotes_of` for one."""
    return quotes_of([slot], member, choice)[0]


def needs_account(slot: Slot, quote: PriceQuote) -> bool:
    """Whether somebody without an account, whose quote this is, could not pay: it is paid online only."""
    return quote.gross_cents > 0 and quote.covered_by == "none" and slot.setup.operator.takes_money


def check_payable(slots: Sequence[Slot], quotes: Sequence[PriceQuote]) -> None:
    """PaidInConfidence where a confidential place costs something, and nobody could pay that in confidence."""
    for slot, quote in zip(slots, quotes, strict=True):
        if slot.place.is_confidential and quote.gross_cents and quote.covered_by == "none":
            raise PaidInConfidence(possible=False)


def ways_of(slot: Slot, gross_cents: int) -> list[str]:
    """The ways to pay so much for the slot, the default first."""
    return ways_for(slot.place, slot.setup.operator, gross_cents)


def service_day(slot: Slot) -> date:
    """The local day on which it begins."""
    return local(slot.span.start, slot.hub.time_zone).date()


def price_for(slot: Slot, member: Member | None) -> int:
    """Gross cents by tariff and the member's group."""
    return slot.price_for(_groups(slot, [service_day(slot)], member)[0])


def _groups(slot: Slot, days: Sequence[date], member: Member | None) -> Sequence[str | None]:
    """The member's group on each day. A query only where some tariff asks for a group."""
    if member is None or not slot.setup.has_groups:
        return [None] * len(days)
    return operator_queries.groups_on(member.id, slot.setup.operator.id, days)


def _quote(slot: Slot, gross: int, covered_by: str, day: date) -> PriceQuote:
    return PriceQuote(gross_cents=gross, vat=slot.setup.vat("space", day), covered_by=covered_by, day=day)


class _Known:
    """What a member has to cover bookings with; what a quote uses is gone for the next."""

    def __init__(
        self,
        slots: Sequence[Slot],
        days: Sequence[date],
        member: Member | None,
        choice: Choice,
        given_back: Mapping[UUID, int],
    ) -> None:
        self._choice, self._is_guest, self._is_several = choice, member is None, len(slots) > 1
        facts = slots[0].setup.operator
        self._balances: list[Balance] = []
        self._allowances: dict[date, Allowance] = {}
        self._has_trial = False
        if member is None or not facts.takes_money:
            return
        if choice.for_employer:
            months = {day.replace(day=1) for day in days}
            self._allowances = company_queries.allowances(member.id, facts.id, months)
        usable = pass_queries.usable(member.id, slots[0].hub.id, facts.id)
        self._balances = [one.more(given_back.get(one.id, 0)) for one in usable]
        self._has_trial = facts.trial_day and not queries.has_used_trial(member.id, facts.id)

    def quote(self, slot: Slot, gross: int, day: date) -> PriceQuote:
        if gross == 0:
            return _quote(slot, 0, "free", day)
        if not slot.setup.operator.takes_money:
            return _quote(slot, gross, "none", day)
        if slot.place.is_confidential:
            return self._in_confidence(slot, gross, day)
        if self._choice.for_employer:
            return self._by_employer(slot, gross, day)
        return self._by_pass(slot, gross, day) or self._by_trial(slot, gross, day) or self._by_money(slot, gross, day)

    def _in_confidence(self, slot: Slot, gross: int, day: date) -> PriceQuote:
        """No employer, and no trial day, which is there to try working at a desk."""
        if self._choice.for_employer or self._choice.way not in {"", *CONFIDED_WAYS}:
            raise PaidInConfidence(possible=bool(ways_of(slot, gross)))
        return self._by_pass(slot, gross, day) or self._by_money(slot, gross, day)

    def _by_employer(self, slot: Slot, gross: int, day: date) -> PriceQuote:
        allowance = self._allowances.get(day.replace(day=1))
        if allowance is None:
            raise NotPaidByEmployer
        if allowance.left <= 0:
            raise ContingentEmpty
        self._allowances[allowance.month] = allowance._replace(left=allowance.left - 1)
        vat = slot.setup.vat("space", day)
        return PriceQuote(gross_cents=gross, vat=vat, covered_by="contingent", day=day, allowance=allowance)

    def _by_pass(self, slot: Slot, gross: int, day: date) -> PriceQuote | None:
        found = first_usable(self._balances, slot.place.kind, day)
        if found is None:
            return None
        self._balances[self._balances.index(found)] = found.more(-1)
        vat = slot.setup.vat("space", day)
        return PriceQuote(gross_cents=gross, vat=vat, covered_by="pass", day=day, balance=found)

    def _by_trial(self, slot: Slot, gross: int, day: date) -> PriceQuote | None:
        if not self._has_trial:
            return None
        self._has_trial = False
        return _quote(slot, gross, "trial", day)

    def _by_money(self, slot: Slot, gross: int, day: date) -> PriceQuote:
        way, ways = self._choice.way, ways_of(slot, gross)
        if self._is_several and ways == ["online"]:
            raise OnlineOneByOne
        if self._is_guest or self._choice.by_visitor or self._is_several:
            # No account with which to pay online, or none when they chose; a checkout is for one booking.
            ways = [one for one in ways if one != "online"]
        if way == "online" and way in slot.setup.operator.ways and gross < rules.SMALLEST_ONLINE_CENTS:
            raise TooLittleToPayOnline(smallest_cents=rules.SMALLEST_ONLINE_CENTS)
        if way and way not in ways:
            raise WayNotOffered
        return _quote(slot, gross, way or next(iter(ways), "none"), day)


def first_usable(balances: Iterable[Balance], kind: str, day: date) -> Balance | None:
    """The pass that is used first for a kind of space on a day."""
    return next((balance for balance in balances if balance.covers(kind, day)), None)
