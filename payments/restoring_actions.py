"""Hosts have taken back at once what cancelled bookings: what was owed is owed again. Receiver of `restored`."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from bookings import confiding
from bookings.models import Booking
from core.clock import local
from core.db import db
from hubs.models import Hub
from members.models import Member
from payments import refund_actions, signals
from payments.companies import use_actions as contingent_actions
from payments.ending_actions import successor
from payments.errors import NoLongerCovered
from payments.models import Fee, Payment, Refund
from payments.passes import queries as pass_queries
from payments.passes import use_actions as pass_actions
from payments.passes.use_actions import Visit
from payments.rules import LENT, TAKEN_BACK


def restored(_sender: object, bookings: Sequence[Booking], **_more: object) -> None:
    """A refund that has not left yet does not leave; one that has leaves an open item. What a pass covered uses it
    again, likewise what an employer covered; PassEmpty, ContingentEmpty, NotPaidByEmployer, in words for hosts, when it
    is not there any more."""
    charged = [booking.id for booking in bookings if booking.price_cents > 0]
    if not charged:
        return
    last = _last_fees(charged)
    again = [successor(fee, gross_cents=fee.gross_cents) for fee in last.values()]
    db.session.add_all(again)
    db.session.flush()
    for fee in again:
        _keep_money(fee.root_id)
    signals.superseded.send(changes=list(zip(last.values(), again, strict=True)))
    lent = [booking for booking in bookings if booking.id in last and last[booking.id].covered_by in LENT]
    for booking in lent:
        try:
            _use_again(booking, last[booking.id].covered_by)
        except NoLongerCovered as error:
            raise _for_hosts(error, booking) from None


def _last_fees(booking_ids: Sequence[UUID]) -> dict[UUID, Fee]:
    """Of each booking that owes nothing now, the fee that was owed last."""
    query = select(Fee).where(Fee.booking_id.in_(booking_ids)).order_by(Fee.created_at, Fee.id)
    last: dict[UUID, Fee] = {}
    current = set()
    for fee in db.session.scalars(query):
        assert fee.booking_id is not None
        last[fee.booking_id] = fee
        current |= {fee.booking_id} if fee.superseded_at is None else set()
    return {key: fee for key, fee in last.items() if key not in current}


def _keep_money(root_id: UUID) -> None:
    waiting = (
        select(Refund)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(Fee, Fee.id == Payment.fee_id)
        .where(Fee.root_id == root_id, Refund.status == "wanted", Refund.key_used_at.is_(None), Refund.why == "by_host")
    )
    for refund in db.session.scalars(waiting):
        refund_actions.step(refund=refund, to_status="failed", error=TAKEN_BACK)


def _use_again(booking: Booking, covered_by: str) -> None:
    if covered_by == "contingent":
        contingent_actions.use_again(booking_id=booking.id)
    elif covered_by == "pass":
        _use_pass_again(booking)


def _for_hosts(error: NoLongerCovered, booking: Booking) -> NoLongerCovered:
    member = db.session.get(Member, booking.member_id) if booking.member_id is not None else None
    zone = db.session.get_one(Hub, booking.hub_id).time_zone
    name = confiding.person(booking, member.name if member else "")
    return error.for_hosts(name, booking.starts_at, booking.ends_at, zone)


def _use_pass_again(booking: Booking) -> None:
    used = pass_queries.last_pass_of_booking(booking.id)
    if used is not None:
        hub = db.session.get_one(Hub, booking.hub_id)
        day = local(booking.starts_at, hub.time_zone).date()
        pass_actions.use(visits=[Visit(used, booking.id, booking.hub_id, hub.operator_id, day)])
