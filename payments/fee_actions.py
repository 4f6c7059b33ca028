"""Fees are made when bookings are, and change when these move: receivers of their signals, in their transaction."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import insert

from bookings.cover import Cover
from bookings.models import Booking
from core.clock import now
from core.db import StaleState, by_id, db
from core.identifiers import new_id
from hubs.models import Hub
from hubs.setup import Setup, setups_of
from members.models import Member
from payments import payment_actions, queries, refund_actions, rules, signals, trial_actions
from payments.companies import use_actions as contingent_actions
from payments.companies.use_actions import Day
from payments.ending_actions import successor
from payments.models import Fee
from payments.moving import FeeChange
from payments.passes import use_actions as pass_actions
from payments.passes.use_actions import Visit
from payments.queries import Account
from payments.quoting import PriceQuote
from payments.terms import agreeing
from payments.transfers import references

Charged = tuple[Booking, PriceQuote]
REFERENCE_PREFIX = "LR"


def booked(_sender: object, bookings: Sequence[Booking], covers: Sequence[Cover], **_more: object) -> None:
    """Make the fees of what costs something, and use what covers them, in as many statements for one as for fifty.

    PassEmpty, ContingentEmpty undo the booking.
    """
    pairs = [(one, cover.basis) for one, cover in zip(bookings, covers, strict=True)]
    make([(one, quote) for one, quote in pairs if isinstance(quote, PriceQuote) and quote.gross_cents > 0])


def moved(_sender: object, bookings: Sequence[Booking], covers: Sequence[Cover], **_more: object) -> None:
    """What has another price now has another fee; what was paid too much goes back. PassEmpty, ContingentEmpty."""
    booked(_sender, bookings, covers)
    pairs = [(one, cover.basis) for one, cover in zip(bookings, covers, strict=True)]
    _change([(one, change) for one, change in pairs if isinstance(change, FeeChange)])


def make(charged: Sequence[Charged]) -> None:
    """The fees of these bookings by their quotes, and the visits, days and trial days that cover them."""
    if not charged:
        return
    setups = _setups({booking.hub_id for booking, _quote in charged})
    people = by_id(Member, {booking.member_id for booking, _quote in charged if booking.member_id is not None})
    rows = [_row(booking, quote, setups[booking.hub_id], people) for booking, quote in charged]
    db.session.connection().execute(insert(Fee), rows)
    _use(charged, setups)


def _change(changes: Sequence[tuple[Booking, FeeChange]]) -> None:
    if not changes:
        return
    old = [change.account.fee for _booking, change in changes]
    keys = [booking.id for booking, _change in changes]
    _lock_chains(changes)
    pass_actions.give_back(booking_ids=keys)
    contingent_actions.give_back(booking_ids=keys)
    payment_actions.cancel_open([fee.id for fee in old])
    payment_actions.supersede(old)
    new = [_successor(change) for _booking, change in changes]
    db.session.add_all(fee for fee in new if fee is not None)
    db.session.flush()
    used = [(booking, change.quote) for booking, change in changes if not _keeps_trial(change)]
    _use(used, _setups({booking.hub_id for booking, _quote in used}))
    for _booking, change in changes:
        owed = change.owed_cents if change.quote.covered_by in rules.OWED else 0
        back = max(0, change.account.kept_cents - owed)
        refund_actions.want_from(payments=change.account.payments, cents=back, why="moved")
    signals.superseded.send(changes=list(zip(old, new, strict=True)))


def _keeps_trial(change: FeeChange) -> bool:
    """A trial day goes on with its booking."""
    return change.account.fee.covered_by == "trial" == change.quote.covered_by


def _lock_chains(changes: Sequence[tuple[Booking, FeeChange]]) -> None:
    """StaleState when money came, or went, since the move was priced."""
    keys = [booking.id for booking, _change in changes]
    known = {booking.id: _money(change.account) for booking, change in changes}
    payment_actions.lock_chains(booking_ids=keys)
    found = queries.accounts_of_bookings(keys)
    if {key: _money(account) for key, account in found.items()} != known:
        raise StaleState


def _money(account: Account) -> tuple[object, ...]:
    return account.fee.id, *((one.id, *one.money) for one in account.payments)


def _successor(change: FeeChange) -> Fee | None:
    if change.owed_cents == 0:
        return None
    quote, vat = change.quote, change.quote.vat
    return successor(
        change.account.fee,
        gross_cents=change.owed_cents,
        vat_treatment=vat.treatment,
        vat_rate=vat.rate,
        vat_reason=vat.reason,
        covered_by=quote.covered_by,
        service_on=quote.day,
    )


def _row(booking: Booking, quote: PriceQuote, setup: Setup, people: Mapping[int, Member]) -> dict[str, object]:
    key = new_id()
    member = people.get(booking.member_id) if booking.member_id is not None else None
    return {
        "id": key,
        "root_id": key,
        "operator_id": setup.operator.id,
        "hub_id": booking.hub_id,
        "booking_id": booking.id,
        "member_id": booking.member_id,
        "buyer": {"name": member.name, "email": member.email} if member else {},
        "is_business": quote.choice.is_business,
        "gross_cents": quote.gross_cents,
        "vat_treatment": quote.vat.treatment,
        "vat_rate": quote.vat.rate,
        "vat_reason": quote.vat.reason,
        "tiers": None if setup.refund_tiers is None else [list(tier) for tier in setup.refund_tiers],
        "cancel_deadline_minutes": setup.rules_of(booking.space_id).cancel_deadline_minutes,
        "consent_at": now() if quote.choice.starts_early else None,
        "consent_text": agreeing.sentence_of(setup.operator, member, quote.choice),
        "covered_by": quote.covered_by,
        "service_on": quote.day,
        "is_confidential": booking.is_confidential,
        "reference": references.random(REFERENCE_PREFIX) if quote.covered_by == "transfer" else None,
        "created_at": now(),
    }


def _use(charged: Sequence[Charged], setups: Mapping[int, Setup]) -> None:
    visits: list[Visit] = []
    days: list[Day] = []
    trials: list[tuple[int, int, UUID]] = []
    for booking, quote in charged:
        operator_id = setups[booking.hub_id].operator.id
        if quote.balance is not None:
            visits.append(Visit(quote.balance.id, booking.id, booking.hub_id, operator_id, quote.day))
        elif quote.allowance is not None:
            of = quote.allowance
            days.append(Day(of.contingent_id, of.month, booking.id, of.cost_centre, quote.gross_cents))
        elif quote.covered_by == "trial" and booking.member_id is not None:
            trials.append((operator_id, booking.member_id, booking.id))
    pass_actions.use(visits=visits)
    contingent_actions.use(days=days)
    trial_actions.use(uses=trials)


def _setups(hub_ids: set[int]) -> dict[int, Setup]:
    return setups_of(by_id(Hub, hub_ids).values())
