"""What becomes of the money when a booking ends before it began: receivers of cancelled, declined, expired."""

from collections.abc import Sequence
from typing import NamedTuple

from bookings.models import Booking
from core.clock import now
from core.db import db
from core.identifiers import new_id
from payments import giving_back, payment_actions, queries, refund_actions, signals
from payments.companies import use_actions as contingent_actions
from payments.giving_back import WHOLE
from payments.models import Fee
from payments.passes import use_actions as pass_actions
from payments.queries import Account
from payments.trial_actions import give_back as give_back_trial


class Ending(NamedTuple):
    """An account that is closed: so many percent of its fee are given back, or (`kept_cents`) all but so much."""

    account: Account
    percent: int
    kept_cents: int | None = None


def cancelled(_sender: object, bookings: Sequence[Booking], by: str, **_more: object) -> None:
    """By its member: as the tiers have it; whatever the hub calls off is given back in full."""
    end([Ending(one, _percent(one, booking, by)) for booking, one in _accounts(bookings)], _why(by))


def declined(_sender: object, bookings: Sequence[Booking], **_more: object) -> None:
    end([Ending(account, WHOLE) for _booking, account in _accounts(bookings)], "by_host")


def expired(_sender: object, bookings: Sequence[Booking], **_more: object) -> None:
    """Nobody owes what has run out. What somebody may be paying at this moment stays until Stripe has said what became
    of it (`payments.stripe.settling_actions`)."""
    closed = [one for _booking, one in _accounts(bookings) if not is_being_paid(one)]
    end([Ending(account, WHOLE) for account in closed], "cancelled")


def is_being_paid(account: Account) -> bool:
    """Whether Stripe may have money for it, or get it."""
    return any(one.status in {"open", "processing"} and one.way == "online" for one in account.payments)


def _accounts(bookings: Sequence[Booking]) -> list[tuple[Booking, Account]]:
    charged = [booking for booking in bookings if booking.price_cents > 0]
    if charged:
        payment_actions.lock_chains(booking_ids=[booking.id for booking in charged])
    accounts = queries.accounts_of_bookings([booking.id for booking in charged])
    return [(booking, accounts[booking.id]) for booking in charged if booking.id in accounts]


def _percent(account: Account, booking: Booking, by: str) -> int:
    return giving_back.percent(account, booking, now()) if by == "member" else WHOLE


def _why(by: str) -> str:
    return "cancelled" if by == "member" else "by_host"


def end(endings: Sequence[Ending], why: str) -> None:
    """Close these accounts: passes, contingents and trial days are given back where the fee would be in full, money by
    the percent; what is kept of a fee is a new, smaller one. `signals.superseded`."""
    if not endings:
        return
    whole = [one.account.fee.booking_id for one in endings if one.percent == WHOLE and one.account.fee.booking_id]
    pass_actions.give_back(booking_ids=whole)
    contingent_actions.give_back(booking_ids=whole)
    give_back_trial(booking_ids=whole)
    fees = [one.account.fee for one in endings]
    payment_actions.cancel_open([fee.id for fee in fees])
    payment_actions.supersede(fees)
    changes = [(one.account.fee, _rest(one)) for one in endings]
    db.session.flush()
    for one in endings:
        back = one.account.kept_cents - _kept_cents(one)
        refund_actions.want_from(payments=one.account.payments, cents=max(0, back), why=why)
    signals.superseded.send(changes=changes)


def _kept_cents(ending: Ending) -> int:
    if ending.kept_cents is not None:
        return ending.kept_cents
    return giving_back.kept_cents(ending.account, ending.percent)


def _rest(ending: Ending) -> Fee | None:
    """The fee of what is kept; None when all is given back."""
    kept = _kept_cents(ending)
    if kept <= 0:
        return None
    rest = successor(ending.account.fee, gross_cents=kept)
    db.session.add(rest)
    return rest


COPIED = (
    *("root_id", "operator_id", "hub_id", "booking_id", "pass_id", "member_id", "buyer", "is_business"),
    *("vat_treatment", "vat_rate", "vat_reason", "tiers", "cancel_deadline_minutes", "consent_at", "consent_text"),
    *("covered_by", "service_on", "reference", "is_confidential"),
)


def successor(fee: Fee, **values: object) -> Fee:
    """A fee that takes the place of another, with these differences. A bank transfer keeps its reference: people have
    it in their hands."""
    copied = {name: getattr(fee, name) for name in COPIED}
    return Fee(**{**copied, "id": new_id(), **values})
