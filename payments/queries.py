"""What is owed and what was paid."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Uuid, and_, bindparam, or_, select

from core.db import db
from payments import rules
from payments.models import Fee, Payment, Refund, StripeEvent, TrialUse

_OF_ROOT = (
    select(Payment)
    .join(Fee, Fee.id == Payment.fee_id)
    .where(Fee.root_id == bindparam("root_id"))
    .order_by(Payment.created_at, Payment.id)
    .execution_options(populate_existing=True)
)
_OF_ROOTS = (
    select(Payment, Fee.root_id)
    .join(Fee, Fee.id == Payment.fee_id)
    .where(Fee.root_id.in_(bindparam("root_ids", expanding=True, type_=Uuid)))
    .order_by(Payment.created_at, Payment.id)
    .execution_options(populate_existing=True)
)
_OF_BOOKINGS = select(Fee).where(
    Fee.booking_id.in_(bindparam("booking_ids", expanding=True, type_=Uuid)), Fee.superseded_at.is_(None)
)
"""Written once: whoever pays asks them several times."""


@dataclass(frozen=True, slots=True)
class Account:
    """A current fee with all payments of it and of the fees that it replaced, in the order in which they were made."""

    fee: Fee
    payments: tuple[Payment, ...]

    @property
    def due_cents(self) -> int:
        return rules.due_cents(self.fee.gross_cents, self.fee.covered_by, [one.money for one in self.payments])

    @property
    def kept_cents(self) -> int:
        """What the operator has of it."""
        return sum(one.money.kept_cents for one in self.payments)

    @property
    def live(self) -> Payment | None:
        """The payment of the current fee that is open, processing or paid."""
        found = [one for one in self.payments if one.fee_id == self.fee.id and one.counts]
        return found[0] if found else None

    @property
    def is_paid(self) -> bool:
        return self.fee.covered_by in rules.OWED and self.due_cents == 0


def account_of_booking(booking_id: uuid.UUID) -> Account | None:
    return accounts_of_bookings([booking_id]).get(booking_id)


def accounts_of_bookings(booking_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Account]:
    """By booking, of those that have a current fee; two queries, one where nobody has ever owed any of them."""
    if not booking_ids:
        return {}
    fees = db.session.scalars(_OF_BOOKINGS, {"booking_ids": list(booking_ids)}).all()
    return {one.fee.booking_id: one for one in _accounts(fees) if one.fee.booking_id}


def account_of_pass(pass_id: uuid.UUID) -> Account | None:
    """The account of a pass that was bought; None where nothing is owed for it any more."""
    query = select(Fee).where(Fee.pass_id == pass_id, Fee.superseded_at.is_(None))
    return next(iter(_accounts(db.session.scalars(query).all())), None)


def account_of_fee(fee_id: uuid.UUID) -> Account | None:
    """The account to which the fee belongs, by its current fee; None where nothing is owed any more."""
    root = select(Fee.root_id).where(Fee.id == fee_id).scalar_subquery()
    query = select(Fee).where(Fee.root_id == root, Fee.superseded_at.is_(None))
    return next(iter(_accounts(db.session.scalars(query).all())), None)


def payments_of_root(root_id: uuid.UUID) -> Sequence[Payment]:
    """All payments of a chain of fees, in the order in which they were made."""
    return db.session.scalars(_OF_ROOT, {"root_id": root_id}).all()


def has_used_trial(member_id: int, operator_id: int) -> bool:
    used = (TrialUse.member_id == member_id, TrialUse.operator_id == operator_id, TrialUse.given_back_at.is_(None))
    return db.session.scalar(select(TrialUse.id).where(*used)) is not None


def _accounts(fees: Sequence[Fee]) -> list[Account]:
    roots = {fee.root_id: fee for fee in fees}
    found: dict[uuid.UUID, list[Payment]] = {root: [] for root in roots}
    if asked := [root for root, fee in roots.items() if _may_have_been_paid(fee)]:
        for payment, root in db.session.execute(_OF_ROOTS, {"root_ids": asked}):
            found[root].append(payment)
    return [Account(fee, tuple(found[root])) for root, fee in roots.items()]


def _may_have_been_paid(fee: Fee) -> bool:
    """What a pass, a contingent or a trial day has covered from the first on was never to be paid."""
    return fee.covered_by not in rules.LENT or fee.root_id != fee.id


def payment(payment_id: uuid.UUID) -> Payment | None:
    return db.session.get(Payment, payment_id, populate_existing=True)


def fee_of_payment(payment_id: uuid.UUID) -> uuid.UUID | None:
    return db.session.scalars(select(Payment.fee_id).where(Payment.id == payment_id)).first()


def payment_id_of(named: str | None, session_id: str) -> uuid.UUID | None:
    """The payment that an event's metadata names, or to which the session belongs."""
    by = [Payment.session_id == session_id]
    if named and (key := _uuid(named)):
        by.append(Payment.id == key)
    return db.session.scalars(select(Payment.id).where(or_(*by))).first()


def payment_by_intent(intent: str) -> Payment | None:
    return db.session.scalars(select(Payment).where(Payment.intent_id == intent)).first()


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def sending(refund_id: uuid.UUID) -> Any:
    """A refund of an online payment that Stripe has not taken yet, as a row of (refund_id, intent, amount_cents,
    account, key_used_at); None for all others."""
    query = (
        select(
            Refund.id.label("refund_id"),
            Payment.intent_id.label("intent"),
            Refund.amount_cents,
            Payment.account,
            Refund.key_used_at,
        )
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Refund.id == refund_id, Refund.status == "wanted", Payment.way == "online")
        .where(Payment.intent_id.is_not(None))
    )
    return db.session.execute(query).first()


def refunds_to_send(limit: int) -> Sequence[uuid.UUID]:
    """Refunds that are to go to Stripe, the oldest first."""
    query = select(Refund.id).join(Payment, Payment.id == Refund.payment_id)
    query = query.where(Refund.status == "wanted", Payment.way == "online", Payment.intent_id.is_not(None))
    return db.session.scalars(query.order_by(Refund.created_at).limit(limit)).all()


def refunds_on_their_way(limit: int) -> Sequence[tuple[uuid.UUID, str, str | None]]:
    """Refunds that Stripe has taken and that are not done: (refund, intent, account)."""
    query = select(Refund.id, Payment.intent_id, Payment.account).join(Payment, Payment.id == Refund.payment_id)
    rows = db.session.execute(query.where(Refund.status == "sent").order_by(Refund.changed_at).limit(limit))
    return [(key, intent, account) for key, intent, account in rows if intent]


def payments_to_close(moment: datetime, limit: int) -> Sequence[uuid.UUID]:
    """Online payments that are open and whose time is over, or whose booking waits no longer; and cancelled ones whose
    session may still be open at Stripe."""
    over = and_(Payment.status == "open", Payment.session_expires_at <= moment)
    dropped = and_(Payment.status == "open", Fee.superseded_at.is_not(None))
    unknown = and_(Payment.session_id.is_(None), Payment.session_expires_at > moment)
    may_be_open = or_(unknown, Payment.session_url.is_not(None))
    cancelled = and_(Payment.status == "cancelled", may_be_open)
    query = select(Payment.id).join(Fee, Fee.id == Payment.fee_id).where(Payment.way == "online")
    return db.session.scalars(
        query.where(or_(over, dropped, cancelled)).order_by(Payment.created_at).limit(limit)
    ).all()


def payments_on_their_way(limit: int) -> Sequence[uuid.UUID]:
    """Delayed payments, the one looked at longest ago first."""
    query = select(Payment.id).where(Payment.status == "processing").order_by(Payment.changed_at)
    return db.session.scalars(query.limit(limit)).all()


class EventTold(NamedTuple):
    """An event of Stripe's: the ids of what it is about."""

    id: str
    type: str
    object_id: str
    named: str | None
    intent: str | None
    account: str | None
    livemode: bool
    created: datetime


def event(event_id: str) -> EventTold:
    one = db.session.get_one(StripeEvent, event_id)
    return EventTold(one.id, one.type, one.object_id, one.named, one.intent, one.account, one.livemode, one.created_at)


def stripe_accounts() -> list[str | None]:
    """Whose payments are to be compared: ours, and those of operators with an account of their own."""
    query = select(Payment.account).where(Payment.account.is_not(None)).distinct()
    return [None, *sorted(one for one in db.session.scalars(query) if one)]


def paid_online_since(moment: datetime, account: str | None) -> Sequence[Payment]:
    """Whose money has come since then through this account."""
    query = select(Payment).where(Payment.way == "online", Payment.status == "paid", Payment.paid_at >= moment)
    return db.session.scalars(query.where(Payment.account.is_not_distinct_from(account))).all()


def refunds_at_stripe_since(moment: datetime, account: str | None) -> Sequence[Refund]:
    """Sent by us since then, as far as Stripe has said that it has them."""
    query = select(Refund).join(Payment, Payment.id == Refund.payment_id).where(Refund.provider_id.is_not(None))
    query = query.where(Refund.key_used_at >= moment, Payment.account.is_not_distinct_from(account))
    return db.session.scalars(query).all()


def waiting_events(limit: int) -> Sequence[str]:
    query = select(StripeEvent.id).where(StripeEvent.applied_at.is_(None))
    query = query.order_by(StripeEvent.tries, StripeEvent.received_at)
    return db.session.scalars(query.limit(limit)).all()
