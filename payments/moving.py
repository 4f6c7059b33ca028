"""What a moved booking costs, and whether its money allows the move."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bookings import rules as booking_rules
from bookings.cover import NO_CHOICE, Choice, Cover, goes_on
from bookings.slots import Move
from core.clock import now
from hubs import refund_tiers
from members.models import Member
from payments import queries
from payments.companies import queries as company_queries
from payments.errors import ContingentEmpty, NotPaidByEmployer, PassEmpty, PayDifference
from payments.passes import queries as pass_queries
from payments.queries import Account
from payments.quoting import PriceQuote, check_agreed, price_for, quotes_of, service_day
from payments.rules import LENT, OWED, can_withdraw, paid_in_mails


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeChange:
    """The `account` of a booking that is moved, and its new quote. `owed_cents` is the new fee: the new price, and what
    the tiers keep of the old one where that was higher."""

    account: Account
    quote: PriceQuote
    owed_cents: int


Basis = PriceQuote | FeeChange | None


def covers(moves: Sequence[Move], member: Member, choice: Choice = NO_CHOICE) -> list[Cover]:
    """How moved bookings go on, in their order. PayDifference, PassEmpty, ContingentEmpty,
    NotPaidByEmployer.

    The same price changes nothing; less is given back as if so much had been cancelled; more is due where one pays on
    site or by transfer, and cannot be had where it was paid online. PriceChanged when it costs more than was agreed to.
    """
    found = bases(moves, member, choice)
    for wanted, (_account, basis) in zip(moves, found, strict=True):
        quote = _quote(basis)
        if quote is not None and quote.gross_cents > wanted.booking.price_cents:
            check_agreed(quote, choice)
    return [_cover(wanted, account, basis, member) for wanted, (account, basis) in zip(moves, found, strict=True)]


def bases(moves: Sequence[Move], member: Member, choice: Choice = NO_CHOICE) -> list[tuple[Account | None, Basis]]:
    """For each its account, if it has one, and why it costs what it does: another fee, a first one, or (None) as it
    was."""
    costly = [wanted for wanted in moves if wanted.booking.price_cents or wanted.slot.setup.tariffs]
    accounts = queries.accounts_of_bookings([wanted.booking.id for wanted in costly])
    free = [wanted for wanted in moves if wanted.booking.id not in accounts]
    fresh = iter(quotes_of([wanted.slot for wanted in free], member, choice) if free else [])
    found: list[tuple[Account | None, Basis]] = []
    for wanted in moves:
        account = accounts.get(wanted.booking.id)
        found.append((account, _changed(wanted, account, member) if account else next(fresh)))
    return found


def _quote(basis: Basis) -> PriceQuote | None:
    return basis.quote if isinstance(basis, FeeChange) else basis


def _cover(wanted: Move, account: Account | None, basis: Basis, member: Member) -> Cover:
    quote = _quote(basis)
    price = quote.gross_cents if quote else wanted.booking.price_cents
    slot, covered_by = wanted.slot, quote.covered_by if quote else account.fee.covered_by if account else "none"
    paid_by, is_business = paid_in_mails(covered_by), account is not None and account.fee.is_business
    begins = Cover("confirmed", None, price, basis, paid_by)
    begins = replace(begins, can_withdraw=can_withdraw(price, covered_by, is_business=is_business))
    if booking_rules.hosts_decide(slot.rules, slot.setup.standing_of(member.id)):
        return goes_on(wanted, replace(begins, status="requested", expires_at=slot.span.start))
    return goes_on(wanted, begins)


def _changed(wanted: Move, account: Account, member: Member) -> FeeChange | None:
    """None where the money stays as it is."""
    fee, slot = account.fee, wanted.slot
    gross = price_for(slot, member)
    day = service_day(slot)
    if gross == wanted.booking.price_cents and (fee.covered_by in OWED or day == fee.service_on):
        return None
    quote = PriceQuote(gross_cents=gross, vat=slot.setup.vat("space", day), covered_by=fee.covered_by, day=day)
    if gross == 0 and fee.covered_by in LENT:
        return FeeChange(account=account, quote=replace(quote, covered_by="free"), owed_cents=0)
    if fee.covered_by == "pass":
        return FeeChange(account=account, quote=_by_same_pass(quote, account, slot.place.kind), owed_cents=gross)
    if fee.covered_by == "contingent":
        return FeeChange(account=account, quote=_by_same_employer(quote, account, member), owed_cents=gross)
    return FeeChange(account=account, quote=quote, owed_cents=_owed(account, gross, wanted))


def _by_same_pass(quote: PriceQuote, account: Account, kind: str) -> PriceQuote:
    booking_id = account.fee.booking_id
    balance = pass_queries.pass_of_booking(booking_id) if booking_id else None
    if balance is None or not replace_left(balance, 1).covers(kind, quote.day):
        raise PassEmpty
    return replace(quote, balance=balance)


def _by_same_employer(quote: PriceQuote, account: Account, member: Member) -> PriceQuote:
    """The day that the booking uses already can be used again in the same month."""
    month = quote.day.replace(day=1)
    found = company_queries.allowances(member.id, account.fee.operator_id, {month}).get(month)
    own = 1 if account.fee.service_on.replace(day=1) == month else 0
    if found is None:
        raise NotPaidByEmployer(moving=True)
    if found.left + own <= 0:
        raise ContingentEmpty(moving=True)
    return replace(quote, allowance=found)


def replace_left(balance: pass_queries.Balance, more: int) -> pass_queries.Balance:
    """With the visit that is given back by the move."""
    return balance._replace(left=None if balance.left is None else balance.left + more)


def _owed(account: Account, gross: int, wanted: Move) -> int:
    fee = account.fee
    if fee.covered_by not in OWED:
        return gross
    more = gross - fee.gross_cents
    if more > 0:
        if fee.covered_by == "online" and any(one.status in {"processing", "paid"} for one in account.payments):
            raise PayDifference(difference_cents=more)
        return gross
    tiers = refund_tiers.of_json(fee.tiers)
    percent = refund_tiers.percent(tiers, fee.cancel_deadline_minutes, wanted.booking.starts_at, now())
    return fee.gross_cents - refund_tiers.refund_cents(-more, percent)
