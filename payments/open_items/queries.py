"""What is owed to an operator, what is to be given back, and what was received at a hub."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Integer, Select, Subquery, and_, func, or_, select

from bookings.models import Booking
from bookings.rules import WAITING
from core.clock import local
from core.db import db
from core.formats import DEFAULT_ZONE
from core.timespans import Interval
from hubs.models import Hub
from payments.models import Dispute, Fee, Payment, Refund
from payments.open_items import rules
from payments.open_items.models import ItemEvent
from payments.open_items.rules import REMINDED, WRITTEN_OFF
from payments.rules import OWED

MOST = 300
"""So many items a page shows."""


@dataclass(frozen=True, slots=True)
class Owed:
    """An open item: a fee of which `due_cents` are still owed since a day, and how often its member was reminded."""

    fee: Fee
    booking: Booking | None
    hub_name: str
    due_cents: int
    reminders: int = 0
    reminded_at: datetime | None = None

    @property
    def since(self) -> date:
        return rules.since(self.fee.covered_by, local(self.fee.created_at, DEFAULT_ZONE).date(), self.fee.service_on)

    @property
    def person(self) -> str:
        """The buyer, the guest of the booking, or "" when nobody is known any more; of what is confidential a
        number."""
        if self.fee.is_confidential:
            return self.fee.number
        name = str(self.fee.buyer.get("company") or self.fee.buyer.get("name") or "")
        return name or (self.booking.guest_name if self.booking else "")

    @property
    def can_be_reminded(self) -> bool:
        """Guests have no mailbox here."""
        return self.fee.member_id is not None and self.reminders < len(rules.REMIND_AFTER_DAYS)

    @property
    def is_left_to_people(self) -> bool:
        """Both reminders were sent."""
        return self.reminders >= len(rules.REMIND_AFTER_DAYS)


def owed_to(operator_id: int) -> list[Owed]:
    """All open items of an operator, the oldest service first; two queries."""
    return _owed(_open_fees().where(Fee.operator_id == operator_id))


def owed_by_fee(operator_id: int, fee_id: uuid.UUID) -> Owed | None:
    """One of them; None when it is another operator's, or not open any more."""
    found = _owed(_open_fees().where(Fee.operator_id == operator_id, Fee.id == fee_id))
    return found[0] if found else None


def to_be_reminded(until: datetime, after: uuid.UUID | None, limit: int) -> list[Owed]:
    """Open items of members that were made before `until`, of all operators, by their ids: those behind `after`."""
    query = _open_fees().where(Fee.member_id.is_not(None), Fee.created_at < until)
    query = query if after is None else query.where(Fee.id > after)
    return _owed(query.order_by(None).order_by(Fee.id).limit(limit))


def _open_fees() -> Select[Fee, Booking | None, str | None, int]:
    """Fees of which something is due, and nothing is on its way online. What waits (for a host's yes, for a payment)
    is not owed yet; what came to nothing has no fee any more."""
    kept = _kept()
    paying = select(Payment.id).where(Payment.fee_id == Fee.id, Payment.status.in_(("open", "processing")))
    query: Select[Fee, Booking | None, str | None, int] = (
        select(Fee, Booking, Hub.name, func.coalesce(kept.c.cents, 0))
        .outerjoin(Booking, Booking.id == Fee.booking_id)
        .outerjoin(Hub, Hub.id == Fee.hub_id)
        .outerjoin(kept, kept.c.root_id == Fee.root_id)
    )
    is_asked_for = or_(
        and_(Fee.booking_id.is_not(None), Booking.status.not_in(WAITING)),
        and_(Fee.pass_id.is_not(None), Fee.covered_by != "online"),
        and_(Fee.is_confidential, Fee.booking_id.is_(None)),
    )
    return query.where(
        Fee.superseded_at.is_(None),
        Fee.covered_by.in_(OWED),
        Fee.gross_cents > func.coalesce(kept.c.cents, 0),
        ~paying.exists(),
        is_asked_for,
    ).order_by(Fee.service_on, Fee.id)


def _kept() -> Subquery:
    """What was paid of each chain of fees: (root_id, cents)."""
    cents = func.sum(Payment.amount_cents - Payment.refunded_cents).cast(Integer).label("cents")
    query = select(Fee.root_id, cents).join(Payment, Payment.fee_id == Fee.id).where(Payment.status == "paid")
    return query.group_by(Fee.root_id).subquery()


def _owed(query: Select[Fee, Booking | None, str | None, int]) -> list[Owed]:
    rows = db.session.execute(query).all()
    sent = _reminders({fee.root_id for fee, *_rest in rows})
    return [
        Owed(fee, booking, hub or "", fee.gross_cents - kept, *sent.get(fee.root_id, (0, None)))
        for fee, booking, hub, kept in rows
    ]


def _reminders(roots: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[int, datetime]]:
    """How often, and when last."""
    if not roots:
        return {}
    columns = (ItemEvent.root_id, func.max(ItemEvent.number), func.max(ItemEvent.happened_at))
    query = select(*columns).where(ItemEvent.kind == REMINDED, ItemEvent.root_id.in_(roots))
    return {root: (number, last) for root, number, last in db.session.execute(query.group_by(ItemEvent.root_id))}


def written_off(operator_id: int) -> Sequence[ItemEvent]:
    """What was written off, the latest first."""
    query = select(ItemEvent).where(ItemEvent.operator_id == operator_id, ItemEvent.kind == WRITTEN_OFF)
    return db.session.scalars(query.order_by(ItemEvent.happened_at.desc(), ItemEvent.id.desc()).limit(MOST)).all()


class GivingBack(NamedTuple):
    """A refund with its payment, its fee and whose it is."""

    refund: Refund
    payment: Payment
    fee: Fee
    guest_name: str | None

    @property
    def person(self) -> str:
        """As for `Owed`."""
        if self.fee.is_confidential:
            return self.fee.number
        return str(self.fee.buyer.get("company") or self.fee.buyer.get("name") or self.guest_name or "")

    @property
    def is_by_hand(self) -> bool:
        """It waits for a person: the money came at the hub or by transfer."""
        return self.refund.status == "wanted" and self.payment.way in rules.BY_HAND


def refunds_of(operator_id: int, statuses: Collection[str]) -> list[GivingBack]:
    """The operator's refunds in these states, the oldest first; one query."""
    query = _refunds(operator_id).where(Refund.status.in_(statuses)).order_by(Refund.created_at, Refund.id).limit(MOST)
    return [GivingBack(*row) for row in db.session.execute(query)]


def refund_of(operator_id: int, refund_id: uuid.UUID) -> GivingBack | None:
    row = db.session.execute(_refunds(operator_id).where(Refund.id == refund_id)).first()
    return GivingBack(*row) if row else None


def _refunds(operator_id: int) -> Select[Refund, Payment, Fee, str | None]:
    query: Select[Refund, Payment, Fee, str | None] = select(Refund, Payment, Fee, Booking.guest_name)
    query = query.join(Payment, Payment.id == Refund.payment_id).join(Fee, Fee.id == Payment.fee_id)
    return query.outerjoin(Booking, Booking.id == Fee.booking_id).where(Fee.operator_id == operator_id)


def disputes_of(operator_id: int) -> list[tuple[Dispute, Fee]]:
    """Those that are open first, then the latest."""
    query = select(Dispute, Fee).join(Payment, Payment.id == Dispute.payment_id).join(Fee, Fee.id == Payment.fee_id)
    rows = db.session.execute(
        query.where(Fee.operator_id == operator_id).order_by(Dispute.created_at.desc()).limit(MOST)
    )
    return sorted(((dispute, fee) for dispute, fee in rows), key=lambda row: row[0].status != "open")


def received_on_site(hub_id: int, day: Interval) -> int:
    """Cents that hosts of the hub noted as received on that day, less what was taken back or given back of it then;
    two queries."""
    of_hub = (Payment.way == "on_site", Fee.hub_id == hub_id, Fee.covered_by != "none")
    noted = select(func.sum(Payment.amount_cents)).join(Fee, Fee.id == Payment.fee_id)
    back = select(func.sum(Refund.amount_cents)).join(Payment, Payment.id == Refund.payment_id)
    back = back.join(Fee, Fee.id == Payment.fee_id).where(Refund.status == "done")
    came = db.session.scalar(noted.where(*of_hub, Payment.paid_at >= day.start, Payment.paid_at < day.end))
    went = db.session.scalar(back.where(*of_hub, Refund.changed_at >= day.start, Refund.changed_at < day.end))
    return int(came or 0) - int(went or 0)
