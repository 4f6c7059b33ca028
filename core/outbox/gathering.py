"""Several things for one person within minutes become one mail: the first leaves at once, what follows leaves together.

All in the table of mails: what was gathered is there as soon as its transaction is, and a crash loses none of it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select, update

from core.clock import now
from core.db import StaleState, db, insert_into
from core.outbox.table import ITEMS, WAITING, OutboxMail, row_of

PAUSE = timedelta(minutes=5)
"""From one mail of a bundle to the next."""

MOST = 50
"""Items in a mail; more come with the next."""

TRIES = 5


@dataclass(frozen=True)
class Piece:
    """An item of a mail. Those with the same `bundle` go to the same person; `item` has an `id`, and is JSON.

    The template finds all of them in `items`, beside the `context` of the first.
    """

    bundle: str
    item: dict[str, Any]
    to: str
    locale: str
    template: str
    context: dict[str, Any]


def gather(pieces: Sequence[Piece]) -> None:
    """Put each into the mail of its bundle that has not left, or begin a new one. It takes the place of an item with
    its id."""
    by_bundle: dict[str, list[Piece]] = {}
    for piece in pieces:
        by_bundle.setdefault(piece.bundle, []).append(piece)
    for bundle in sorted(by_bundle):  # always in this order: nobody waits for one another
        rest = by_bundle[bundle]
        while rest:
            rest = rest[_gather(rest) :]


def take_back(beginning: str, *item_ids: str) -> None:
    """No mail of a bundle with this beginning speaks of these items any more, but for those that have left."""
    query = select(OutboxMail.id, OutboxMail.context).where(OutboxMail.bundle.startswith(beginning, autoescape=True))
    query = query.where(WAITING, OutboxMail.attempts == 0).order_by(OutboxMail.bundle).with_for_update()
    for mail_id, context in db.session.execute(query).all():
        left = _without(context[ITEMS], item_ids)
        if not left:
            db.session.execute(delete(OutboxMail).where(OutboxMail.id == mail_id))
        elif len(left) < len(context[ITEMS]):
            _write(mail_id, context, left)


def _gather(pieces: Sequence[Piece]) -> int:
    """Put into the newest mail, or a new one, the first of these pieces of one bundle; returns how many it took."""
    first = pieces[0]
    for _try in range(TRIES):
        last = _last(first.bundle)
        if last is not None and _takes_more(last, first):
            some = pieces[: MOST - len(last.context[ITEMS])]
            _write(last.id, last.context, _with(last.context[ITEMS], some))
            return len(some)
        some = pieces[:MOST]
        if _begin(first, _with([], some), last):
            return len(some)
    raise StaleState


def _last(bundle: str) -> Row[Any] | None:
    """The newest mail of the bundle; it stays as it is until the commit."""
    columns = (OutboxMail.id, OutboxMail.recipient, OutboxMail.context, OutboxMail.due_at, OutboxMail.sent_at)
    query = select(*columns, OutboxMail.failed_at, OutboxMail.attempts).where(OutboxMail.bundle == bundle)
    return db.session.execute(query.order_by(OutboxMail.id.desc()).limit(1).with_for_update()).one_or_none()


def _takes_more(last: Row[Any], piece: Piece) -> bool:
    has_left = last.attempts or last.sent_at or last.failed_at
    return not has_left and last.recipient == piece.to and len(last.context[ITEMS]) < MOST


def _begin(piece: Piece, items: list[dict[str, Any]], last: Row[Any] | None) -> bool:
    """Whether it was this one: its key says behind which other the new mail comes, so that two at once begin one."""
    after = max(timedelta(0), _left(last) + PAUSE - now()) if last else timedelta(0)
    key = f"{piece.bundle}:{last.id if last else 0}"
    context = piece.context | {ITEMS: items}
    row = row_of(key, piece.to, piece.locale, piece.template, after, None, "", None, context) | {"bundle": piece.bundle}
    put = insert_into(OutboxMail).values(row).on_conflict_do_nothing(index_elements=["key"])
    return db.session.scalar(put.returning(OutboxMail.id)) is not None


def _left(last: Row[Any]) -> datetime:
    """When it left, or should have; never later than now."""
    moment: datetime = last.sent_at or last.due_at
    return min(moment, now())


def _write(mail_id: int, context: dict[str, Any], items: list[dict[str, Any]]) -> None:
    change = update(OutboxMail).where(OutboxMail.id == mail_id).values(context=context | {ITEMS: items})
    db.session.execute(change, execution_options={"synchronize_session": False})


def _with(items: list[dict[str, Any]], pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    for piece in pieces:
        items = [*_without(items, [piece.item["id"]]), piece.item]
    return items


def _without(items: list[dict[str, Any]], item_ids: Collection[str]) -> list[dict[str, Any]]:
    return [item for item in items if item["id"] not in item_ids]
