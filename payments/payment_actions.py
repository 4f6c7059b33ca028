"""The life of a payment: a conditional UPDATE for each step. Flushes and never commits."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy import inspect as sa_inspect

from core.clock import now
from core.db import StaleState, db
from core.identifiers import new_id
from members.models import Member
from payments import queries, rules, signals
from payments.errors import PaymentStepNotAllowed
from payments.models import Fee, Payment
from payments.queries import Account

_CHAIN = select(Fee.root_id).where(Fee.id == bindparam("fee_id")).scalar_subquery()
_LOCK_FIRST = select(Fee).where(Fee.id == _CHAIN).with_for_update().execution_options(populate_existing=True)


def step(*, payment: Payment, to_status: str, **values: object) -> None:
    """PaymentStepNotAllowed unless the table of steps has it; StaleState when somebody else was first."""
    rules.check_step(payment.status, to_status)
    moment = now()
    more = {"paid_at": moment} if to_status == "paid" else {}
    changed = update(Payment).where(Payment.id == payment.id, Payment.status == payment.status)
    changed = changed.values({"status": to_status, "changed_at": moment, **more, **values})
    if db.session.execute(changed, execution_options={"synchronize_session": False}).rowcount != 1:  # type: ignore[attr-defined]
        raise StaleState
    db.session.refresh(payment)


def lock_chains(*, fee_ids: Collection[UUID] = (), booking_ids: Collection[UUID] = ()) -> None:
    """Whoever changes what is owed or paid waits here for all others who do: until the commit the first fee of each
    chain is theirs. Read the account afterwards."""
    chains = select(Fee.root_id).where(or_(Fee.id.in_(fee_ids), Fee.booking_id.in_(booking_ids)))
    db.session.execute(select(Fee.id).where(Fee.id.in_(chains)).order_by(Fee.id).with_for_update())


def lock_account(fee_id: UUID) -> Account | None:
    """`lock_chains` for one fee, and its account as it is then; None where nothing is owed any more."""
    root = db.session.scalars(_LOCK_FIRST, {"fee_id": fee_id}).one_or_none()
    if root is None or root.superseded_at is not None:
        return queries.account_of_fee(fee_id)
    return Account(root, tuple(queries.payments_of_root(root.id)))


def set_aside(*, payment: Payment) -> None:
    """Its fee is paid by another payment, and this one's money could not be given back: it moves to a fee of its own
    that nobody owes, so that the sums show it as too much."""
    fee = db.session.get_one(Fee, payment.fee_id)
    copied = {column.key: getattr(fee, column.key) for column in sa_inspect(Fee).column_attrs}
    aside = Fee(**{**copied, "id": new_id(), "created_at": now(), "superseded_at": now()})
    db.session.add(aside)
    db.session.flush()
    payment.fee_id = aside.id
    db.session.flush()


def cancel_open(fee_ids: Collection[UUID]) -> None:
    """What was begun and not paid for these fees is not waited for any more. Late money is still seen."""
    due = update(Payment).where(Payment.fee_id.in_(fee_ids), Payment.status == "open")
    db.session.execute(
        due.values(status="cancelled", changed_at=now()), execution_options={"synchronize_session": False}
    )


def lock(fee_id: UUID) -> None:
    """Whoever else wants to note money for this fee waits until this is committed."""
    db.session.execute(select(Fee.id).where(Fee.id == fee_id).with_for_update())


def note(
    *, account: Account, way: str, cents: int, by: Member | None, note: str = "", paid_at: datetime | None = None
) -> Payment:
    """The money for an open item was seen: on site by a host, or on the bank's list. `paid_at`: when it came, now
    without. `signals.paid`.

    PaymentStepNotAllowed when something is paid or on its way already, or nothing is due.
    """
    if account.due_cents == 0 or account.live is not None:
        raise PaymentStepNotAllowed(from_status="paid", to_status="paid")
    payment = Payment(
        fee_id=account.fee.id,
        way=way,
        status="paid",
        amount_cents=cents,
        paid_at=paid_at or now(),
        noted_by=by.id if by else None,
        note=note,
    )
    db.session.add(payment)
    db.session.flush()
    signals.paid.send(payments=[payment])
    return payment


def supersede(fees: Collection[Fee]) -> None:
    """These fees are no longer owed. StaleState when somebody else was first."""
    moment = now()
    changed = update(Fee).where(Fee.id.in_([fee.id for fee in fees]), Fee.superseded_at.is_(None))
    done = db.session.execute(changed.values(superseded_at=moment), execution_options={"synchronize_session": False})
    if done.rowcount != len(fees):  # type: ignore[attr-defined]
        raise StaleState
    for fee in fees:
        db.session.refresh(fee)
