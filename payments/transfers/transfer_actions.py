"""A bank's file is taken in, and its entries are noted as paid or set aside. Each flushes and never commits."""

from collections.abc import Collection
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from core.clock import now
from core.db import db, insert_into
from core.formats import DEFAULT_ZONE
from members.models import Member
from payments import payment_actions, refund_actions
from payments.errors import NothingDue
from payments.open_items import actions as item_actions
from payments.open_items.queries import Owed, owed_to
from payments.transfers import statements, transfer_queries
from payments.transfers.errors import TooLittleTransferred
from payments.transfers.matching import CURRENCY, match
from payments.transfers.models import ReceivedTransfer
from payments.transfers.statements import Statement


class TakenIn(NamedTuple):
    """What became of a file: entries put on the list, known from earlier files, not for any open item, not readable."""

    kept: int
    known: int
    others: int
    unread: int


def take_in(*, operator_id: int, statement: Statement) -> TakenIn:
    """Keep the entries that may be for open items; of all others nothing is kept. A file read twice changes nothing."""
    keys = [entry.key for entry in statement.entries]
    fresh = statements.unseen(statement, transfer_queries.seen_keys(operator_id, keys))
    items = transfer_queries.items_of(operator_id, owed_to(operator_id))
    found = [one.entry for one in match(fresh, items)]
    rows = [
        {
            "operator_id": operator_id,
            "key": entry.key,
            "amount_cents": entry.amount_cents,
            "currency": entry.currency,
            "booked_on": entry.booked_on,
            "text": entry.text,
            "reference": entry.reference,
            "debtor": entry.debtor,
            "debtor_account": entry.debtor_account,
            "outcome": "waiting",
            "read_at": now(),
        }
        for entry in found
    ]
    if rows:
        db.session.execute(insert_into(ReceivedTransfer).on_conflict_do_nothing(), rows)
    return TakenIn(len(rows), len(keys) - len(fresh), len(fresh) - len(found), statement.unread)


def note_exact(*, operator_id: int, ids: Collection[int], by: Member) -> int:
    """Note as paid those of these transfers that fit open items to the cent, also now; how many did."""
    done = 0
    for one in transfer_queries.waiting(operator_id, lock=True):
        if one.transfer.id in ids and one.is_exact:
            for owed in one.items:
                item_actions.note_received(owed=owed, way="transfer", by=by, paid_at=noon(one.transfer.booked_on))
            _settle(one.transfer, "noted", by)
            done += 1
    return done


def note_for(*, transfer: ReceivedTransfer, owed: Owed, by: Member) -> int:
    """A person has decided what the transfer is for. What is more than what is due is to be given back: cents.
    TooLittleTransferred when it is less, or not in euros; NothingDue, PaymentStepNotAllowed."""
    account = item_actions.locked(owed.fee.id)
    due = account.due_cents
    if due == 0:
        raise NothingDue
    if transfer.currency != CURRENCY or transfer.amount_cents < due:
        raise TooLittleTransferred(due_cents=due)
    paid_at, cents = noon(transfer.booked_on), transfer.amount_cents
    payment = payment_actions.note(account=account, way="transfer", cents=cents, by=by, paid_at=paid_at)
    if cents > due:
        refund_actions.want(payment=payment, cents=cents - due, why="twice", noted_by=by)
    _settle(transfer, "noted", by)
    return cents - due


def set_aside(*, transfer: ReceivedTransfer, by: Member) -> None:
    """Somebody has dealt with it elsewhere, or it is for nothing that stands here."""
    _settle(transfer, "set_aside", by)


def noon(day: date) -> datetime:
    """When money of that day counts as received, at the latest now."""
    return min(datetime.combine(day, time(12), ZoneInfo(DEFAULT_ZONE)), now())


def _settle(transfer: ReceivedTransfer, outcome: str, by: Member) -> None:
    transfer.outcome, transfer.settled_at, transfer.settled_by = outcome, now(), by.id
    transfer.text = transfer.reference = transfer.debtor = transfer.debtor_account = ""
    db.session.flush()
