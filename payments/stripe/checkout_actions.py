"""The transactions of paying online: T1 and T2 of the order of steps in `payments.stripe.checkout`. Flush, never
commit."""

from datetime import timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from bookings import rules as booking_rules
from bookings import waiting_actions
from bookings.models import Booking
from core.clock import now
from core.db import StaleState, db
from core.identifiers import new_id
from hubs.models import Hub
from hubs.operators.models import Operator
from payments import histories, payment_actions, queries, rules
from payments.cover import HOLD, SESSION, SLACK
from payments.errors import HoldOver, NotHeldLonger, NothingDue, TooLittleToPayOnline, WayNotOffered
from payments.models import Payment
from payments.queries import Account
from payments.stripe import pages
from payments.stripe.attempts import Attempt, attempt_of
from payments.stripe.pages import BackTo
from payments.stripe.parameters import session_params
from payments.stripe.possible import is_online_possible


def begin(*, fee_id: UUID, locale: str, back: BackTo) -> Attempt:
    """The attempt to pay what is due of the fee: the open one, or a new one (`payment` with frozen parameters). The
    place waits until nobody can pay any more.

    NothingDue, HoldOver, NotHeldLonger, WayNotOffered, TooLittleToPayOnline; StaleState when somebody else began one.
    """
    account = _account(fee_id)
    booking = db.session.get(Booking, account.fee.booking_id) if account.fee.booking_id else None
    _check(account, booking)
    live = account.live
    if live is not None and live.status != "open":
        raise NothingDue
    if live is None and booking is not None and booking.status == "held":
        _check_hold(account, booking)
    payment = live or _new(account, locale, back)
    assert payment.session_expires_at is not None
    until = payment.session_expires_at + SLACK
    if booking is not None and booking.status == "held":
        waiting_actions.prolong(booking=booking, until=until)
    return attempt_of(payment)


def _check_hold(account: Account, booking: Booking) -> None:
    """A place that nobody pays for is not held for ever."""
    tries = sum(1 for one in account.payments if one.session_params is not None)
    held, wanted = booking.expires_at or booking.starts_at, now() + HOLD
    if not rules.may_hold_on(tries, held, wanted, booking.starts_at):
        raise NotHeldLonger(until=held, zone=db.session.get_one(Hub, booking.hub_id).time_zone)


def _account(fee_id: UUID) -> Account:
    """Locked: two clicks at once make one attempt."""
    payment_actions.lock_chains(fee_ids=[fee_id])
    account = queries.account_of_fee(fee_id)
    if account is None:
        raise NothingDue
    return account


def _check(account: Account, booking: Booking | None) -> None:
    operator = db.session.get_one(Operator, account.fee.operator_id)
    _check_state(account, booking)
    if "online" not in operator.ways or not is_online_possible():
        raise WayNotOffered
    if account.due_cents < rules.SMALLEST_ONLINE_CENTS:
        raise TooLittleToPayOnline(smallest_cents=rules.SMALLEST_ONLINE_CENTS)


def _check_state(account: Account, booking: Booking | None) -> None:
    """What the hosts have not accepted yet is not paid, nor what waits no longer; what is owed for a place that one
    had, or kept of one that was cancelled, is."""
    status = "" if booking is None else _status_now(booking)
    state = histories.state_of(account, status)
    if state == "over":
        raise HoldOver
    if state not in histories.CAN_BE_PAID:
        raise NothingDue


def _status_now(booking: Booking) -> str:
    return booking_rules.effective_status(booking.status, booking.ends_at, booking.expires_at, now())


def _new(account: Account, locale: str, back: BackTo) -> Payment:
    fee, key = account.fee, new_id()
    operator = db.session.get_one(Operator, fee.operator_id)
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
            title=pages.title_of(fee, locale),
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


def keep_session(*, attempt: Attempt, session_id: str, url: str | None, livemode: bool) -> None:
    """The session that Stripe has made of the attempt, if none is known yet. Another one than is known: StaleState."""
    payment = db.session.scalars(
        select(Payment)
        .where(Payment.id == attempt.payment_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if payment.session_id is None:
        payment.session_id, payment.session_url, payment.livemode = session_id, url, livemode
        db.session.flush()
    elif payment.session_id != session_id:
        raise StaleState


TOO_OLD = timedelta(hours=20)
"""Stripe may forget a key after 24 hours: what is older is looked for instead of asked again."""
