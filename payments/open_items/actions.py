"""What hosts and an operator's people do with open items. Each flushes and never commits.

Two people at once: the fee's row is locked, and what the other has done is seen. `core.db.StaleState` begins anew.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from bookings.models import Booking
from core.clock import now
from core.db import db, insert_into
from core.text import is_blank
from hubs.operators.models import Operator
from members.models import Member
from payments import difference_actions, ending_actions, mails, payment_actions, queries, refund_actions, signals
from payments.errors import NothingDue
from payments.models import Difference, Payment, Refund
from payments.open_items import rules
from payments.open_items.errors import ReasonNeeded, RefundNotByHand
from payments.open_items.models import ItemEvent
from payments.open_items.queries import Owed
from payments.queries import Account
from payments.transfers import references


def note_on_site(*, booking: Booking, ways: Collection[str], by: Member) -> Payment:
    """The money for a booking was received at the hub, all that is due. WayNotOffered, NothingDue,
    PaymentStepNotAllowed (somebody pays online at this moment)."""
    found = queries.account_of_booking(booking.id)
    if found is None:
        raise NothingDue
    account = locked(found.fee.id)
    state = {"is_held": booking.expires_at is not None, "is_confidential": account.fee.is_confidential}
    rules.check_note_on_site(ways, account.fee.covered_by, account.due_cents, **state)
    return payment_actions.note(account=account, way="on_site", cents=account.due_cents, by=by)


def take_back_note(*, booking: Booking, by: Member) -> Refund:
    """The note was a mistake: a refund says so, and the item is open again. NothingDue when no money was noted at the
    hub; StaleState when somebody else was faster."""
    found = queries.account_of_booking(booking.id)
    account = locked(found.fee.id) if found else None
    noted = account.live if account else None
    if noted is None or noted.way != "on_site" or noted.money.kept_cents == 0:
        raise NothingDue
    refund = refund_actions.want(payment=noted, cents=noted.money.kept_cents, why="mistake", noted_by=by)
    refund_actions.step(refund=refund, to_status="done")
    assert account is not None
    signals.superseded.send(changes=[(account.fee, account.fee)])  # it is owed anew: its invoice says that it is paid
    return refund


def note_received(*, owed: Owed, way: str, by: Member, paid_at: datetime | None = None) -> Payment:
    """The money for an open item was seen, at the hub or on the bank's list. NothingDue, PaymentStepNotAllowed."""
    account = locked(owed.fee.id)
    if account.due_cents == 0:
        raise NothingDue
    return payment_actions.note(account=account, way=way, cents=account.due_cents, by=by, paid_at=paid_at)


def remind(*, owed: Owed, operator: Operator, by: Member | None) -> bool:
    """Queue the next friendly reminder; whether one was left and nobody else was faster."""
    number = owed.reminders + 1
    if not owed.can_be_reminded:
        return False
    row = {
        "root_id": owed.fee.root_id,
        "operator_id": operator.id,
        "kind": rules.REMINDED,
        "number": number,
        "cents": 0,
        "reason": "",
        "actor_id": by.id if by else None,
        "happened_at": now(),
    }
    put = insert_into(ItemEvent).values(row).on_conflict_do_nothing(index_elements=["root_id", "kind", "number"])
    if db.session.scalar(put.returning(ItemEvent.id)) is None:
        return False
    account = queries.account_of_fee(owed.fee.id)
    if account is None or account.due_cents == 0:
        raise NothingDue
    mails.please_pay(account, number, owed.booking, how_to_pay(account, operator))
    return True


def how_to_pay(account: Account, operator: Operator) -> dict[str, str]:
    """Where to transfer the money to; nothing where it is paid otherwise."""
    reference = account.fee.reference
    if reference is None or "transfer" not in operator.ways or not operator.iban:
        return {}
    return {"iban": operator.iban, "recipient": operator.legal_name, "reference": references.shown(reference)}


def write_off(*, owed: Owed, reason: str, by: Member) -> ItemEvent:
    """Nobody waits for this money any more. What was paid of it stays; `signals.superseded`. ReasonNeeded, NothingDue,
    PaymentStepNotAllowed."""
    if is_blank(reason):
        raise ReasonNeeded
    account = locked(owed.fee.id)
    if account.due_cents == 0:
        raise NothingDue
    fee, kept, due = account.fee, account.kept_cents, account.due_cents
    payment_actions.cancel_open([fee.id])
    payment_actions.supersede([fee])
    rest = ending_actions.successor(fee, gross_cents=kept) if kept > 0 else None
    if rest is not None:
        db.session.add(rest)
    counted = select(func.count()).where(ItemEvent.root_id == fee.root_id, ItemEvent.kind == rules.WRITTEN_OFF)
    event = ItemEvent(
        root_id=fee.root_id,
        operator_id=fee.operator_id,
        kind=rules.WRITTEN_OFF,
        number=(db.session.scalar(counted) or 0) + 1,
        cents=due,
        reason=reason,
        actor_id=by.id,
    )
    db.session.add(event)
    db.session.flush()
    signals.superseded.send(changes=[(fee, rest)])
    return event


def given_back(*, refund: Refund, payment: Payment, by: Member) -> None:
    """The money was given back by hand; the member gets a mail. RefundNotByHand, PaymentStepNotAllowed when it is done
    already, StaleState when somebody else was faster."""
    if payment.way not in rules.BY_HAND:
        raise RefundNotByHand
    refund_actions.step(refund=refund, to_status="done")
    refund.noted_by = by.id
    db.session.flush()
    mails.refunded(refund, payment)


def give_back_again(*, refund: Refund, payment: Payment, differences: Sequence[Difference], by: Member) -> Refund:
    """A refund has failed; a new one takes its place, and what was listed about the old one is settled. StaleState
    when the money was given back meanwhile. RefundNotByHand for one that has not failed."""
    if refund.status != "failed":
        raise RefundNotByHand
    again = refund_actions.want(payment=payment, cents=refund.amount_cents, why=refund.why, noted_by=by)
    for one in differences:
        difference_actions.close(difference=one, by=by)
    return again


def locked(fee_id: UUID) -> Account:
    """The account with its current fee locked, read anew. NothingDue when nothing is owed any more."""
    account = queries.account_of_fee(fee_id)
    if account is None:
        raise NothingDue
    payment_actions.lock(account.fee.id)
    fresh = queries.account_of_fee(fee_id)
    if fresh is None:
        raise NothingDue
    return fresh
