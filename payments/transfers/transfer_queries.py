"""What came in on the bank account and waits for somebody, and what it seems to be for."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select

from core.clock import now
from core.db import db
from payments.models import Fee
from payments.open_items.queries import Owed, owed_to
from payments.transfers.matching import Match, OpenItem, match
from payments.transfers.models import ReceivedTransfer

LOOK_BACK = timedelta(days=400)
"""References of older fees are not known any more: who uses one of them is looked for by name."""


class Matched(NamedTuple):
    """A transfer that waits, what it seems to be for (None when nothing fits any more), and the open items of that."""

    transfer: ReceivedTransfer
    match: Match | None
    items: list[Owed]

    @property
    def is_exact(self) -> bool:
        return self.match is not None and self.match.is_automatic

    @property
    def kind(self) -> str:
        return self.match.kind if self.match else "nothing"


def waiting(operator_id: int, *, lock: bool = False) -> list[Matched]:
    """All transfers that wait, in the order in which they were booked, by what is open now; four queries."""
    query = select(ReceivedTransfer).where(
        ReceivedTransfer.operator_id == operator_id, ReceivedTransfer.outcome == "waiting"
    )
    query = query.order_by(ReceivedTransfer.booked_on, ReceivedTransfer.id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    transfers = db.session.scalars(query).all()
    if not transfers:
        return []
    owed = {str(one.fee.id): one for one in owed_to(operator_id)}
    items = items_of(operator_id, owed.values())
    found = {one.entry.key: one for one in match([row.entry for row in transfers], items)}
    return [_matched(row, found.get(row.key), owed) for row in transfers]


def _matched(row: ReceivedTransfer, found: Match | None, owed: dict[str, Owed]) -> Matched:
    items = [owed[item.fee_id] for item in found.items if item.fee_id in owed] if found else []
    return Matched(row, found, items)


def items_of(operator_id: int, owed: Iterable[Owed]) -> list[OpenItem]:
    """The open items, and with 0 due what bore a reference and is settled: so that who pays twice is noticed."""
    items = [_item(one) for one in owed]
    known = {item.reference for item in items}
    query = select(Fee.id, Fee.reference).where(
        Fee.operator_id == operator_id, Fee.reference.is_not(None), Fee.created_at > now() - LOOK_BACK
    )
    settled = {reference: str(key) for key, reference in db.session.execute(query) if reference not in known}
    return items + [OpenItem(key, reference, 0) for reference, key in settled.items() if reference]


def _item(one: Owed) -> OpenItem:
    names = tuple({str(one.fee.buyer.get(part) or "") for part in ("name", "company")} - {""})
    return OpenItem(str(one.fee.id), one.fee.reference or "", one.due_cents, names)


def transfer_of(operator_id: int, transfer_id: int) -> ReceivedTransfer | None:
    """One that waits; None for another operator's, or one that was dealt with."""
    query = select(ReceivedTransfer).where(
        ReceivedTransfer.id == transfer_id,
        ReceivedTransfer.operator_id == operator_id,
        ReceivedTransfer.outcome == "waiting",
    )
    return db.session.scalars(query.with_for_update().execution_options(populate_existing=True)).first()


def seen_keys(operator_id: int, keys: Collection[str]) -> set[str]:
    """Which of these entries an earlier file had."""
    found: set[str] = set()
    wanted = list(keys)
    for at in range(0, len(wanted), 500):
        query = select(ReceivedTransfer.key).where(
            ReceivedTransfer.operator_id == operator_id, ReceivedTransfer.key.in_(wanted[at : at + 500])
        )
        found |= set(db.session.scalars(query))
    return found
