"""What a withdrawal may be about: only reads. By the code that was typed; without a code that is known, by the
e-mail address. Nothing is said of it to whoever declared it.

People's data goes to those alone who need it: an operator learns of a withdrawal whose code is of something that it
has sold, or, when no code is known, of one whose address has bought something from it lately.
"""

import re
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from core.arguments import read_uuid
from core.db import db
from members.models import Member
from payments.invoices.models import Invoice, InvoiceLine
from payments.models import Fee
from payments.transfers.references import squashed
from payments.withdrawals.models import Withdrawal
from payments.withdrawals.rules import DAYS

LATELY = timedelta(days=4 * DAYS)
"""What was bought before that is not guessed from an address: its time is long over."""
MOST = 20
OF_SOMETHING = or_(Fee.booking_id.is_not(None), Fee.pass_id.is_not(None))
"""What was booked in confidence is used up when its fee knows no booking any more: nothing is left to withdraw from."""
AN_ID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


@dataclass(frozen=True, slots=True)
class WithdrawalMatch:
    """A chain of fees that a withdrawal may be about, and of whose operator. `by_code`: the code says so."""

    root_id: uuid.UUID
    operator_id: int
    by_code: bool


def matches_of(withdrawals: Sequence[Withdrawal]) -> dict[uuid.UUID, list[WithdrawalMatch]]:
    """By withdrawal, in five queries whatever their number; what is known by its code is not looked for by address."""
    codes = {one.id: _code_in(one.code) for one in withdrawals}
    by_code = _by_code({code for code in codes.values() if code})
    unknown = [one for one in withdrawals if not by_code.get(codes[one.id])]
    by_address = _by_address(unknown)
    return {one.id: by_code.get(codes[one.id]) or by_address.get(one.id, []) for one in withdrawals}


def is_of(matches: Iterable[WithdrawalMatch], operator_id: int) -> bool:
    """Whether the operator's people may see the withdrawal that these belong to."""
    return any(one.operator_id == operator_id for one in matches)


def _by_code(codes: Collection[str]) -> dict[str, list[WithdrawalMatch]]:
    """A booking's or a pass's id, the reference of a transfer, the number of an invoice; blanks, signs and small
    letters do not matter."""
    found: dict[str, set[tuple[uuid.UUID, int]]] = {}
    ids = {key: code for code in codes if (key := read_uuid(code.lower()))}
    of_things = select(Fee.booking_id, Fee.pass_id, Fee.root_id, Fee.operator_id)
    for booking_id, pass_id, root, operator in _rows(
        of_things, or_(Fee.booking_id.in_(ids), Fee.pass_id.in_(ids)), ids
    ):
        found.setdefault(ids[booking_id or pass_id], set()).add((root, operator))
    of_references = select(Fee.reference, Fee.root_id, Fee.operator_id)
    for reference, root, operator in _rows(of_references.where(OF_SOMETHING), Fee.reference.in_(codes), codes):
        found.setdefault(reference, set()).add((root, operator))
    label = func.upper(func.replace(func.replace(func.replace(Invoice.label, "-", ""), "/", ""), " ", ""))
    of_invoices = (
        select(label, Fee.root_id, Fee.operator_id)
        .join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
        .join(Fee, Fee.id == InvoiceLine.fee_id)
        .where(OF_SOMETHING)
    )
    for number, root, operator in _rows(of_invoices, label.in_(codes), codes):
        found.setdefault(number, set()).add((root, operator))
    return {
        code: [WithdrawalMatch(*each, by_code=True) for each in sorted(rows, key=str)] for code, rows in found.items()
    }


def _code_in(typed: str) -> str:
    """What was typed as a code; of an address of ours the id in it."""
    found = AN_ID.search(typed)
    return squashed(found[0] if found else typed)


def _rows(query: Any, condition: ColumnElement[bool], wanted: Collection[object]) -> Sequence[Any]:
    """No query where nothing is looked for; `query` is a select."""
    found: Sequence[Any] = db.session.execute(query.where(condition)).all() if wanted else []
    return found


def _by_address(withdrawals: Sequence[Withdrawal]) -> dict[uuid.UUID, list[WithdrawalMatch]]:
    """What the owner of the address has bought lately, the latest first."""
    if not withdrawals:
        return {}
    addresses = {one.email.lower() for one in withdrawals}
    first = min(one.received_at for one in withdrawals) - LATELY
    query = (
        select(func.lower(Member.email), Fee.root_id, Fee.operator_id, Fee.created_at)
        .join(Fee, Fee.member_id == Member.id)
        .where(func.lower(Member.email).in_(addresses), Fee.id == Fee.root_id, Fee.created_at >= first)
        .where(Fee.gross_cents > 0, OF_SOMETHING)
        .order_by(Fee.created_at.desc(), Fee.id)
    )
    rows: dict[str, list[tuple[WithdrawalMatch, datetime]]] = {}
    for email, root, operator, made_at in db.session.execute(query):
        rows.setdefault(email, []).append((WithdrawalMatch(root, operator, by_code=False), made_at))
    return {
        one.id: [match for match, at in rows.get(one.email.lower(), []) if _may_be(at, one.received_at)][:MOST]
        for one in withdrawals
    }


def _may_be(bought_at: datetime, received_at: datetime) -> bool:
    return received_at - LATELY <= bought_at <= received_at
