"""What a moved booking costs, and whether its money allows the move."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from bookings.cover import NO_CHOICE, Choice, Cover, are_asked_for_anew, asked, goes_on
from bookings.slots import Move
from core.clock import now
from hubs import refund_tiers
from members.models import Member
from payments import queries
from payments.companies import queries as company_queries
from payments.errors import ContingentEmpty, NotPaidByEmployer, PassEmpty, PayDifference
from payments.passes import queries as pass_queries
from payments.passes.queries import Balance
from payments.queries import Account
from payments.quoting import PriceQuote, check_agreed, check_payable, price_for, quotes_of, service_day
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
    site or by transfer, and cannot be had where it was paid online. What a pass covers is covered like what is booked
    now, by another pass where that fits. PriceChanged when it costs more than was agreed to.
    """
    found = bases(moves, member, choice)
    for wanted, (_account, basis) in zip(moves, found, strict=True):
        quote = _quote(basis)
        if quote is not None and quote.gross_cents > wanted.booking.price_cents:
            check_agreed(quote, choice)
    rows = zip(moves, found, are_asked_for_anew(moves, member), strict=True)
    return [_cover(wanted, account, basis, is_asked_for) for wanted, (account, basis), is_asked_for in rows]


def bases(moves: Sequence[Move], member: Member, choice: Choice = NO_CHOICE) -> list[tuple[Account | None, Basis]]:
    """For each its account, if it has one, and why it costs what it does: another fee, a first one, or (None) as it
    was."""
    costly = [wanted for wanted in moves if wanted.booking.price_cents or wanted.slot.setup.tariffs]
    accounts = queries.accounts_of_bookings([wanted.booking.id for wanted in costly])
    passes = pass_queries.passes_of_bookings([key for key, one in accounts.items() if one.fee.covered_by == "pass"])
    anew = [one for one in moves if _is_quoted_anew(one, accounts.get(one.booking.id), passes, member)]
    given_back = Counter(passes[one.booking.id].id for one in anew if one.booking.id in passes)
    fresh = quotes_of([one.slot for one in anew], member, choice, given_back) if anew else []
    check_payable([one.slot for one in anew], fresh)
    quotes = {one.booking.id: quote for one, quote in zip(anew, fresh, strict=True)}
    found: list[tuple[Account | None, Basis]] = []
    for wanted in moves:
        key = wanted.booking.id
        account, own, quote = accounts.get(key), passes.get(key), quotes.get(key)
        if account is None:
            found.append((None, quote))
        elif quote is not None:
            found.append((account, _covered_anew(quote, account, own, wanted.slot.place.kind)))
        else:
            found.append((account, _changed(wanted, account, member)))
    return found


def _is_quoted_anew(wanted: Move, account: Account | None, passes: Mapping[UUID, Balance], member: Member) -> bool:
    """Whether it is covered like what is booked now: what was free of charge, and what a pass covers, unless its visit
    can simply stay. The visit is given back by the move, so it can be used for it."""
    if account is None:
        return True
    fee, own, slot = account.fee, passes.get(wanted.booking.id), wanted.slot
    if fee.covered_by != "pass":
        return False
    stays = service_day(slot) == fee.service_on and price_for(slot, member) == wanted.booking.price_cents
    return not (stays and own is not None and own.more(1).covers(slot.place.kind, fee.service_on))


def _covered_anew(quote: PriceQuote, account: Account, own: Balance | None, kind: str) -> FeeChange:
    """By whichever pass, or trial day, covers the new time. PassEmpty where none does: nobody comes to owe money by
    moving what they have paid for."""
    if own is not None and quote.balance is not None and quote.balance.id == own.id:
        quote = replace(quote, balance=quote.balance.more(-1))  # as it is while the booking still uses it
    elif quote.is_owed:
        if quote.covered_by != "none" or own is None or not own.more(1).covers(kind, quote.day):
            raise PassEmpty(moving=True)
        quote = replace(quote, covered_by="pass", balance=own)  # sold before its operator stopped taking money
    return FeeChange(account=account, quote=quote, owed_cents=quote.gross_cents)


def _quote(basis: Basis) -> PriceQuote | None:
    return basis.quote if isinstance(basis, FeeChange) else basis


def _cover(wanted: Move, account: Account | None, basis: Basis, is_asked_for: bool) -> Cover:
    quote = _quote(basis)
    price = quote.gross_cents if quote else wanted.booking.price_cents
    slot, covered_by = wanted.slot, quote.covered_by if quote else account.fee.covered_by if account else "none"
    paid_by, is_business = paid_in_mails(covered_by), account is not None and account.fee.is_business
    begins = Cover("confirmed", None, price, basis, paid_by)
    begins = replace(begins, can_withdraw=can_withdraw(price, covered_by, is_business=is_business))
    return goes_on(wanted, asked(begins, slot) if is_asked_for else begins)


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
    if fee.covered_by == "contingent":
        return FeeChange(account=account, quote=_by_same_employer(quote, account, member), owed_cents=gross)
    return FeeChange(account=account, quote=quote, owed_cents=_owed(account, gross, wanted))


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
