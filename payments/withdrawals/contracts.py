"""The contract that a withdrawal is about, as the law and people look at it. Only reads."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from bookings.models import Booking, BookingEvent
from bookings.rules import CALLED_OFF, OCCUPYING
from core.clock import local
from core.db import db
from core.formats import DEFAULT_ZONE
from hubs.models import Hub, Space
from members.models import Member
from payments import histories
from payments.histories import FeeHistory
from payments.models import Fee
from payments.passes import rules as pass_rules
from payments.passes.models import Pass, PassProduct, PassUse
from payments.rules import OWED
from payments.withdrawals import rules
from payments.withdrawals.models import Withdrawal
from payments.withdrawals.rules import Contract, Verdict


@dataclass(frozen=True, slots=True)
class BookedContract:
    """A booking that was to be paid."""

    booking: Booking
    hub: Hub
    space: Space


@dataclass(frozen=True, slots=True)
class PassContract:
    """A pass that was bought, and how many visits of it are used."""

    row: Pass
    product: PassProduct
    used: int


@dataclass(frozen=True, slots=True)
class ContractFound:
    """A chain of fees from its first one, with what was sold by it and to whom. `facts` as of when the withdrawal
    came."""

    first: Fee
    history: FeeHistory
    what: BookedContract | PassContract
    member: Member | None
    facts: Contract
    received_at: datetime

    @property
    def verdict(self) -> Verdict:
        return rules.verdict(self.facts, self.received_at)

    @property
    def booked(self) -> BookedContract | None:
        return self.what if isinstance(self.what, BookedContract) else None

    @property
    def bought(self) -> PassContract | None:
        return self.what if isinstance(self.what, PassContract) else None

    @property
    def contract_on(self) -> date:
        return local(self.facts.contract_at, self.facts.zone).date()

    @property
    def buyer(self) -> str:
        return str(self.first.buyer.get("company") or self.first.buyer.get("name") or "")

    def is_by_buyer(self, email: str) -> bool:
        """Whether the address that was typed is the buyer's."""
        known = {str(self.first.buyer.get("email", "")).lower(), self.member.email.lower() if self.member else ""}
        return email.lower() in known - {""}


def contract_of(root_id: uuid.UUID, withdrawal: Withdrawal) -> ContractFound | None:
    """None where there is no such chain, or its booking, made in confidence, is nobody's any more."""
    first, history = db.session.get(Fee, root_id), histories.history_of(root_id)
    if first is None or history is None or (first.booking_id is None and first.pass_id is None):
        return None
    what = _booked(first) if first.booking_id else _bought(first)
    member = db.session.get(Member, first.member_id) if first.member_id is not None else None
    facts = _facts(first, history, what, withdrawal.received_at)
    return ContractFound(first, history, what, member, facts, withdrawal.received_at)


def first_fees(root_ids: Sequence[uuid.UUID]) -> list[Fee]:
    """The first fees of these chains, the latest first; one query."""
    query = select(Fee).where(Fee.id.in_(root_ids)).order_by(Fee.created_at.desc(), Fee.id)
    return list(db.session.scalars(query)) if root_ids else []


def _booked(fee: Fee) -> BookedContract:
    booking = db.session.get_one(Booking, fee.booking_id)
    return BookedContract(booking, db.session.get_one(Hub, booking.hub_id), db.session.get_one(Space, booking.space_id))


def _bought(fee: Fee) -> PassContract:
    row = db.session.get_one(Pass, fee.pass_id)
    counted = select(func.count()).where(PassUse.pass_id == row.id, PassUse.given_back_at.is_(None))
    used = int(db.session.scalar(counted) or 0)
    return PassContract(row, db.session.get_one(PassProduct, row.product_id), used)


def _facts(first: Fee, history: FeeHistory, what: BookedContract | PassContract, received_at: datetime) -> Contract:
    owed = history.account.fee.gross_cents if history.account and history.fee.covered_by in OWED else 0
    if isinstance(what, PassContract):
        zone, made_at = DEFAULT_ZONE, first.created_at
        used, is_used_up = _used_of_pass(what, local(received_at, zone).date())
    else:
        zone, made_at = what.hub.time_zone, _accepted_at(what.booking) or first.created_at
        used, is_used_up = _used_of_booking(what.booking, owed, received_at)
    return Contract(
        contract_at=made_at,
        zone=zone,
        is_business=first.is_business,
        paid_cents=sum(one.money.kept_cents for one in history.payments),
        used_cents=used,
        is_used_up=is_used_up,
        consented=first.consent_at is not None,
    )


def _used_of_pass(what: PassContract, day: date) -> tuple[int, bool]:
    row = what.row
    span = (row.valid_from, row.valid_until)
    used = pass_rules.used_cents(row.price_cents, row.size, what.used, span, day)
    return used, used == row.price_cents


def _used_of_booking(booking: Booking, owed: int, received_at: datetime) -> tuple[int, bool]:
    """What was called off before is not used at all."""
    if booking.status in CALLED_OFF:
        return 0, False
    return rules.used_share(owed, booking.starts_at, booking.ends_at, received_at), booking.ends_at <= received_at


def _accepted_at(booking: Booking) -> datetime | None:
    """When a host said yes: before it there was no contract. None for what needed no yes."""
    said_yes = (BookingEvent.from_status == "requested", BookingEvent.to_status.in_(OCCUPYING))
    query = select(func.max(BookingEvent.happened_at)).where(BookingEvent.booking_id == booking.id, *said_yes)
    return db.session.scalar(query)
