"""The transactions of paying online: T1 and T2 of the order of steps in `payments.stripe.checkout`. Flush, never
commit."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import bindparam, select, update

from bookings import queries as booking_queries
from bookings import unpaid_actions
from bookings.models import Booking
from bookings.queries import BookingView
from core.clock import now
from core.db import StaleState, db
from core.identifiers import new_id
from hubs.operators.models import Operator
from payments import histories, payment_actions, rules
from payments.cover import SESSION, SLACK
from payments.errors import HoldOver, NotHeldLonger, NothingDue, TooLittleToPayOnline, WayNotOffered
from payments.models import Payment
from payments.queries import Account
from payments.stripe import pages
from payments.stripe.attempts import Attempt, attempt_of
from payments.stripe.pages import BackTo
from payments.stripe.parameters import session_params
from payments.stripe.possible import is_online_possible

_BOOKED = (
    booking_queries.views()
    .add_columns(Operator)
    .join(Operator, Operator.id == bindparam("operator_id"))
    .where(Booking.id == bindparam("booking_id"))
)


@dataclass(frozen=True, slots=True)
class _Case:
    """What is paid (a booking, or None: a pass), and to whom."""

    account: Account
    operator: Operator
    view: BookingView | None

    @property
    def status(self) -> str:
        """Of the booking, as it reads now; "" for a pass."""
        return self.view.status if self.view else ""


def begin(*, fee_id: UUID, member_id: int, locale: str, back: BackTo) -> Attempt:
    """The attempt of the member to pay what is due of their fee: the open one, or a new one (`payment` with frozen
    parameters). The place waits until nobody can pay any more.

    NothingDue (also of another's fee), HoldOver, NotHeldLonger, WayNotOffered, TooLittleToPayOnline; StaleState when
    somebody else began one.
    """
    case = _case(fee_id, member_id)
    _check(case)
    live = case.account.live
    if live is not None and live.status != "open":
        raise NothingDue
    held = case.view if case.view is not None and case.view.status == "held" else None
    if live is None and held is not None:
        _check_hold(case.account, held)
    payment = live or _new(case, locale, back)
    assert payment.session_expires_at is not None
    if held is not None:
        unpaid_actions.prolong(booking=held.booking, until=payment.session_expires_at + SLACK)
    return attempt_of(payment)


def _check_hold(account: Account, view: BookingView) -> None:
    """A place that nobody pays for is not held for ever."""
    booking = view.booking
    tries = sum(1 for one in account.payments if one.session_params is not None)
    held, wanted = booking.expires_at or booking.starts_at, now() + SESSION + SLACK
    if not rules.may_hold_on(tries, held, wanted, booking.starts_at):
        raise NotHeldLonger(until=held, zone=view.hub.time_zone)


def _case(fee_id: UUID, member_id: int) -> _Case:
    """Locked: two clicks at once make one attempt."""
    account = payment_actions.lock_account(fee_id)
    if account is None or account.fee.member_id != member_id:
        raise NothingDue
    fee = account.fee
    if fee.booking_id is None:
        return _Case(account, db.session.get_one(Operator, fee.operator_id), None)
    asked = {"booking_id": fee.booking_id, "operator_id": fee.operator_id}
    *row, operator = db.session.execute(_BOOKED, asked).one()
    return _Case(account, operator, booking_queries.view_of(row, now()))


def _check(case: _Case) -> None:
    """What the hosts have not accepted yet is not paid, nor what waits no longer; what is owed for a place that one
    had, or kept of one that was cancelled, is."""
    state = histories.state_of(case.account, case.status)
    if state == "over":
        raise HoldOver
    if state not in histories.CAN_BE_PAID:
        raise NothingDue
    if "online" not in case.operator.ways or not is_online_possible():
        raise WayNotOffered
    if case.account.due_cents < rules.SMALLEST_ONLINE_CENTS:
        raise TooLittleToPayOnline(smallest_cents=rules.SMALLEST_ONLINE_CENTS)


def _new(case: _Case, locale: str, back: BackTo) -> Payment:
    account, operator, fee, key = case.account, case.operator, case.account.fee, new_id()
    expires_at = (now() + SESSION).replace(microsecond=0)
    payment = Payment(
        id=key,
        fee_id=fee.id,
        way="online",
        amount_cents=account.due_cents,
        account=operator.stripe_account,
        session_expires_at=expires_at,
        session_params=session_params(
            payment_id=str(key),
            site=pages.site(current_app),
            amount_cents=account.due_cents,
            title=pages.title_of(fee, case.view, locale),
            locale=locale,
            success_url=back.success,
            cancel_url=back.cancel,
            expires_at=expires_at,
            delayed=operator.delayed_methods,
            email=fee.buyer.get("email", ""),
        ),
    )
    db.session.add(payment)
    db.session.flush()
    return payment


_KEEP = (
    update(Payment)
    .where(Payment.id == bindparam("id_"), Payment.session_id.is_(None))
    .values({name: bindparam(name) for name in ("session_id", "session_url", "livemode")})
    .returning(Payment.id)
)


def keep_session(*, attempt: Attempt, session_id: str, url: str | None, livemode: bool) -> None:
    """The session that Stripe has made of the attempt, if none is known yet. Another one than is known: StaleState."""
    found = {"id_": attempt.payment_id, "session_id": session_id, "session_url": url, "livemode": livemode}
    if db.session.connection().execute(_KEEP, found).first() is not None:
        return
    known = select(Payment.session_id).where(Payment.id == attempt.payment_id)
    if db.session.scalars(known).one() != session_id:
        raise StaleState


TOO_OLD = timedelta(hours=20)
"""Stripe may forget a key after 24 hours: what is older is looked for instead of asked again."""
