"""Codes for lockers, and what is done with them. Each flushes and never commits; what is not allowed is a named error.

A hand-over adds nothing to a booking's life: to put in is its check-in, to collect its check-out, which frees the
locker.
Each may also raise `core.db.StaleState`, when somebody else was faster.
"""

import secrets
from collections.abc import Collection
from typing import NamedTuple, get_args
from uuid import UUID

from sqlalchemy import delete, select, update

from bookings import actions as booking_actions
from bookings import admitting
from bookings import rules as booking_rules
from bookings.arrival_actions import arrive
from bookings.handover import mails, queries, rules
from bookings.handover.errors import WrongCode
from bookings.handover.models import Handover, HandoverCode
from bookings.handover.queries import FoundCode
from bookings.handover.rules import Purpose
from bookings.models import Booking
from core import outbox
from core.clock import now
from core.db import StaleState, db, insert_into
from hubs.models import Hub, Space
from hubs.setup import setup_of
from members.models import Member

TRIES = 20
"""A new code is hardly ever in use already."""


class Codes(NamedTuple):
    """Both codes of a hand-over, in clear: to be shown once, and kept nowhere."""

    deposit: str
    collection: str


def give_codes(*, booking: Booking, space: Space, recipient: str = "") -> Codes:
    """New codes for a locker's booking; those from before are dead. NoHandover."""
    moment = now()
    life = booking_rules.effective_status(booking.status, booking.ends_at, booking.runs_out_at, moment)
    rules.check_can_have_codes(space.kind, life, booking.ends_at, moment)
    _lock(booking)
    _note(booking, recipient=recipient)
    db.session.execute(delete(HandoverCode).where(HandoverCode.booking_id == booking.id))
    return Codes(*(_new_code(booking, purpose) for purpose in get_args(Purpose)))


def find(*, hub: Hub, typed: str) -> FoundCode:
    """The locker that a code opens now. WrongCode; NotYet when it is too early. Nothing is noted yet: somebody has to
    see first which locker it is."""
    code, moment = rules.code_in(typed), now()
    found = queries.named_by(hub.id, code) if code else None
    if found is None:
        raise WrongCode
    booking = found.booking
    status = booking_rules.effective_status(booking.status, booking.ends_at, booking.runs_out_at, moment)
    opens_at = booking_rules.check_in_opens(setup_of(hub).rules_of(booking.space_id), booking.starts_at)
    if found.purpose == "collection":
        opens_at = opens_at if booking.checked_in_at is not None else booking.starts_at
    is_done = queries.is_done(booking, found.handover)
    life = (status, opens_at, booking.ends_at, hub.time_zone)
    rules.check_code(found.purpose, *life, is_done=is_done, now=moment)
    return found


def finish(*, hub: Hub, typed: str) -> FoundCode:
    """What the code is for is done: it was put in, or all was taken out and the locker is free. What `find` raises;
    InductionNeeded."""
    found = find(hub=hub, typed=typed)
    if found.purpose == "collection":
        collect(booking=found.booking, actor=None)
    elif found.booking.status == "confirmed":
        admitting.check_use(booking=found.booking, hub=hub, setup=setup_of(hub), by=None, moment=now())
        arrive(booking=found.booking, actor=None)
    return found


def collect(*, booking: Booking, actor: Member | None) -> None:
    """All was taken out: the locker is free, in time for others too, and the codes are dead. A second time changes
    nothing. StepNotAllowed when nobody can have been there. `actor` None: somebody with the code."""
    moment = now()
    if moment < booking.ends_at:
        booking_actions.check_out(booking=booking, actor=actor)
    else:
        booking_rules.check_collectable(booking.status, booking.ends_at, booking.runs_out_at, moment)
    _lock(booking)
    _note(booking)
    own = (Handover.booking_id == booking.id, Handover.collected_at.is_(None))
    db.session.execute(update(Handover).where(*own).values(collected_at=moment, recipient=""))
    db.session.execute(delete(HandoverCode).where(HandoverCode.booking_id == booking.id))


def tell_overdue(*, ids: Collection[UUID]) -> int:
    """Their members hear once that the lockers should be empty; returns how many were told. What was collected
    meanwhile is left out."""
    due = [one for one in _in_order(ids) if _is_told_now(one)]
    return outbox.queue_each_once(
        [mails.overdue(booking, member, hub, space.name) for booking, space, hub, member in queries.told_of(due)]
    )


def _in_order(ids: Collection[UUID]) -> list[UUID]:
    """Those whose rows nobody else has in hand, and that are still left behind, in the order of their ids."""
    query = select(Booking).where(Booking.id.in_(list(ids))).order_by(Booking.id).with_for_update(skip_locked=True)
    locked = db.session.scalars(query, execution_options={"populate_existing": True}).all()
    for booking in locked:
        _note(booking)
    still = set(queries.left_behind(now()))
    return [booking.id for booking in locked if booking.id in still]


def _is_told_now(booking_id: UUID) -> bool:
    open_ = (Handover.booking_id == booking_id, Handover.collected_at.is_(None), Handover.overdue_told_at.is_(None))
    told = update(Handover).where(*open_).values(overdue_told_at=now()).returning(Handover.booking_id)
    return db.session.execute(told).first() is not None


def _lock(booking: Booking) -> None:
    """Until the commit nobody else does anything with the hand-over: two tabs give codes one after the other."""
    query = select(Booking.id).where(Booking.id == booking.id).with_for_update(key_share=True)
    if db.session.scalars(query).one_or_none() is None:
        raise StaleState


def _note(booking: Booking, **values: object) -> None:
    """The row of the booking's hand-over, if it has none yet; `values` go in."""
    row = insert_into(Handover).values(
        booking_id=booking.id, hub_id=booking.hub_id, created_at=now(), **{"recipient": "", **values}
    )
    key = [Handover.booking_id]
    if values:
        row = row.on_conflict_do_update(index_elements=key, set_=values)
    else:
        row = row.on_conflict_do_nothing(index_elements=key)
    db.session.execute(row)


def _new_code(booking: Booking, purpose: Purpose) -> str:
    for _try in range(TRIES):
        code = f"{secrets.randbelow(10**rules.DIGITS):0{rules.DIGITS}d}"
        row = insert_into(HandoverCode).values(
            digest=queries.digest_of(booking.hub_id, code), booking_id=booking.id, purpose=purpose
        )
        put = row.on_conflict_do_nothing(index_elements=[HandoverCode.digest]).returning(HandoverCode.digest)
        if db.session.execute(put).first() is not None:
            return code
    raise StaleState
