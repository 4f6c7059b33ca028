"""T4: all that follows from what Stripe says about a payment, in one transaction. Flushes and never commits."""

from uuid import UUID

from sqlalchemy import select, update

from bookings import place_actions, unpaid_actions
from bookings.errors import SlotTaken, StepNotAllowed
from bookings.models import Booking
from bookings.rules import CALLED_OFF
from core.clock import now
from core.db import db
from payments import (
    difference_actions,
    ending_actions,
    mails,
    payment_actions,
    queries,
    refund_actions,
    rules,
    signals,
)
from payments.ending_actions import Ending
from payments.giving_back import WHOLE
from payments.models import Fee, Payment, Refund
from payments.passes import pass_actions
from payments.queries import Account
from payments.stripe.seen import Session

WAS_WAITING = frozenset(("held", *CALLED_OFF))
"""Whoever pays for such a booking gets the mail of the booking, or that it is too late, and none about the money."""
FAILED = frozenset(("requires_payment_method", "canceled"))
"""An intent of a session that is complete and unpaid: so the delayed method has ended without money."""


def apply(*, payment_id: UUID, seen: Session | None) -> str:
    """Do what follows from the session as Stripe has it (None: there is none and never will be); the payment's status.

    Done a second time, or by two at once, it changes nothing: they take turns. What does not agree with our row
    (amount, currency, whose it is, test or real) changes nothing either, and is listed.
    """
    payment = _locked(payment_id)
    if seen is not None and (wrong := _differs(payment, seen)):
        difference_actions.list_one("session", str(payment.id), *wrong, operator_id=_operator_of(payment))
        return payment.status
    if seen is None or seen.status != "open":
        payment.session_url = None
        db.session.flush()
    if seen is None or seen.status == "expired":
        _ran_out(payment)
    elif seen.status == "complete" and seen.payment_status != "unpaid":
        _money_came(payment, seen)
    elif seen.status == "complete" and seen.intent_status in FAILED:
        _failed(payment, seen)
    elif seen.status == "complete":
        _on_its_way(payment, seen)
    return payment.status


def _locked(payment_id: UUID) -> Payment:
    """In turn with all who change what is owed or paid of its chain of fees."""
    fee_id = db.session.scalars(select(Payment.fee_id).where(Payment.id == payment_id)).one()
    payment_actions.lock_chains(fee_ids=[fee_id])
    query = select(Payment).where(Payment.id == payment_id).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _operator_of(payment: Payment) -> int:
    return db.session.scalars(select(Fee.operator_id).where(Fee.id == payment.fee_id)).one()


def _differs(payment: Payment, seen: Session) -> tuple[str, str] | None:
    """What we wrote down, and what Stripe says instead."""
    ours = (str(payment.id), payment.amount_cents, "eur")
    theirs = (seen.metadata.get("payment"), seen.amount_total, (seen.currency or "").lower())
    if ours != theirs:
        return str(ours), str(theirs)
    if payment.livemode is not None and payment.livemode != seen.livemode:
        return f"livemode {payment.livemode}", f"livemode {seen.livemode}"
    return None


def _ran_out(payment: Payment) -> None:
    """Nobody paid, and nobody can any more."""
    if payment.status != "open":
        return
    payment_actions.step(payment=payment, to_status="expired")
    account = queries.account_of_fee(payment.fee_id)
    booking = _booking(account)
    if booking is not None and booking.status == "held" and booking.expires_at and booking.expires_at <= now():
        place_actions.expire([booking])
        return
    _end_if_over(account, booking)
    if account is not None and account.fee.id == payment.fee_id and account.fee.pass_id is not None:
        pass_actions.drop(pass_id=account.fee.pass_id)


def _end_if_over(account: Account | None, booking: Booking | None) -> None:
    """What has expired while somebody may have paid for it is owed no longer."""
    if account is None or booking is None or booking.status != "expired":
        return
    if not ending_actions.is_being_paid(account):
        ending_actions.end([Ending(account, WHOLE)], "late")


def _on_its_way(payment: Payment, seen: Session) -> None:
    """A delayed method: the place is confirmed, the money comes in days. Where another payment is live already nothing
    is written down before it has come."""
    if payment.status not in {"open", *rules.ENDED_UNPAID} or _has_other(payment):
        return
    payment_actions.step(payment=payment, to_status="processing", intent_id=seen.intent)
    account = queries.account_of_fee(payment.fee_id)
    booking = _booking(account)
    if account is None or booking is None:
        return
    was_held = booking.status == "held"
    if was_held:
        unpaid_actions.confirm(bookings=[booking])
    if was_held or (booking.status == "expired" and _revived(booking)):
        mails.payment_on_its_way(payment, account, booking)


def _failed(payment: Payment, seen: Session) -> None:
    """A delayed payment did not come: in time the place is given back, afterwards it is an open item."""
    if payment.status not in {"open", "processing"}:
        return
    payment_actions.step(payment=payment, to_status="failed", intent_id=seen.intent)
    account = queries.account_of_fee(payment.fee_id)
    booking = _booking(account)
    mails.payment_failed(payment, account, booking)
    if account is not None and booking is not None and booking.status == "confirmed" and booking.starts_at > now():
        if account.kept_cents < account.fee.gross_cents:
            unpaid_actions.cancel_unpaid(bookings=[booking])
        return
    _end_if_over(account, booking)


def _money_came(payment: Payment, seen: Session) -> None:
    if payment.status == "paid":
        return
    if _has_other(payment):
        _second_charge(payment, seen)
        return
    payment_actions.step(payment=payment, to_status="paid", intent_id=seen.intent)
    account = queries.account_of_fee(payment.fee_id)
    booking = _booking(account)
    waited = booking is not None and booking.status in WAS_WAITING
    if account is None:
        refund_actions.want(payment=payment, cents=payment.amount_cents, why="late")
        mails.paid_too_late(payment)
    elif not _gets_it(account, booking):
        ending_actions.end([Ending(account, WHOLE)], "late")
        mails.paid_too_late(payment)
    elif not _give_back_excess(payment, account):
        mails.paid_too_late(payment)
    else:
        signals.paid.send(payments=[payment])
        if not waited:  # else the mail of the booking says it
            mails.paid(payment, account, booking)


def _give_back_excess(payment: Payment, account: Account) -> bool:
    """What is owed may be less since the payment was begun: the rest goes back. False when that is all of it."""
    excess = min(account.kept_cents - account.fee.gross_cents, payment.amount_cents)
    if excess > 0:
        refund_actions.want(payment=payment, cents=excess, why="moved")
    return excess < payment.amount_cents


def _has_other(payment: Payment) -> bool:
    """Whether the fee is paid already. What was only begun besides is not waited for any more."""
    others = select(Payment).where(Payment.fee_id == payment.fee_id, Payment.id != payment.id, Payment.is_live())
    found = db.session.scalars(others).all()
    for other in found:
        if other.status == "open":
            payment_actions.step(payment=other, to_status="cancelled")
    return any(other.status != "cancelled" for other in found)


def _second_charge(payment: Payment, seen: Session) -> None:
    """A second charge is written down together with its refund: the fee has one live payment at any moment."""
    rules.check_step(payment.status, "paid")
    values = {"status": "paid", "paid_at": now(), "changed_at": now(), "intent_id": seen.intent}
    done = update(Payment).where(Payment.id == payment.id, Payment.status == payment.status)
    whole = {**values, "refunded_cents": payment.amount_cents}
    db.session.execute(done.values(whole), execution_options={"synchronize_session": False})
    db.session.refresh(payment)
    db.session.add(Refund(payment_id=payment.id, amount_cents=payment.amount_cents, why="twice"))
    db.session.flush()
    mails.paid_too_late(payment)


def _gets_it(account: Account, booking: Booking | None) -> bool:
    """Whether who has paid has it, or gets it now: a place that is still free is taken anew (`revive`). What was paid
    in part only goes on waiting; what is owed for a booking that was called off is owed all the same."""
    if account.fee.pass_id is not None:
        return account.due_cents > 0 or pass_actions.activate(pass_id=account.fee.pass_id)
    if booking is None:
        return account.fee.is_confidential  # it is over, and nobody's any more
    if booking.status == "expired":
        return account.due_cents == 0 and _revived(booking)
    if booking.status == "held" and account.due_cents == 0:
        unpaid_actions.confirm(bookings=[booking])
    return True


def _revived(booking: Booking) -> bool:
    try:
        unpaid_actions.revive(booking=booking)
    except (SlotTaken, StepNotAllowed):
        return False
    return True


def _booking(account: Account | None) -> Booking | None:
    if account is None or account.fee.booking_id is None:
        return None
    return db.session.get(Booking, account.fee.booking_id, populate_existing=True)
