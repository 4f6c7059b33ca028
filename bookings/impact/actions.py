"""Bookings give way, all at once or not at all. Each flushes and never commits."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import insert, select

from bookings import signals
from bookings.impact import mails, queries, rules, setup_actions
from bookings.impact.changes import Change
from bookings.impact.errors import NoPlaceLeft, Undecided
from bookings.impact.rules import CANCEL, KEEP, MOVE, Decisions
from bookings.models import Booking, Impact
from bookings.place_actions import expire_stale_holds, free, give_back, lock_hub, occupy, span_of, tell_freed
from bookings.queries import members_of
from bookings.slots import Booked
from bookings.step_actions import Step, change_if_unchanged, record_all, step
from core.clock import now
from core.db import db
from hubs.models import Hub, Space
from hubs.setup import Setup, setup_of
from members.models import Member


class ImpactResult(NamedTuple):
    """`operation` names what was done, for `undoing_actions.undo`, which also wants `undo`; `touched` bookings."""

    operation: str
    undo: dict[str, Any]
    touched: int


def carry_out(*, host: Member, hub: Hub, change: Change, decisions: Decisions) -> ImpactResult:
    """Make the change and resolve what it hits. Undecided unless there is a way for each hit; what `resolve` raises.

    Nobody books in the hub from the look at the hits to the commit.
    """
    lock_hub(hub)
    setup = setup_of(hub)
    hits = change.hits(hub, setup)
    how = rules.decided(hits, decisions)
    if how is None:
        raise Undecided
    operation = resolve(
        host=host,
        hub=hub,
        setup=setup,
        bookings=[hit.booking for hit in hits],
        how=how,
        why=change.reason,
        cause=change.cause,
        avoid=change.avoid,
    )
    undo = setup_actions.make(hub, change, operation)
    return ImpactResult(operation, undo, sum(way != KEEP for way in how.values()))


def resolve(
    *,
    host: Member,
    hub: Hub,
    setup: Setup,
    bookings: Sequence[Booking],
    how: Mapping[UUID, str] | str,
    why: str = "",
    cause: str = rules.BROKEN,
    avoid: Collection[int] = (),
) -> str:
    """Move or cancel these bookings with a mail to each; returns the operation, by which it can be undone.

    `how` is a way ("move", "cancel", "keep") for all or by booking id; `why` is the host's own words; none moves to a
    space in `avoid` (empty: those where they are). NoPlaceLeft, SlotTaken, StepNotAllowed; StaleState.
    """
    lock_hub(hub)
    ways = {b.id: how if isinstance(how, str) else how.get(b.id, KEEP) for b in bookings}
    moving, ending = ([b for b in bookings if ways[b.id] == way] for way in (MOVE, CANCEL))
    moves_to = queries.targets_of(hub, setup, bookings, avoid) if moving else {}
    if any(booking.id not in moves_to for booking in moving):
        raise NoPlaceLeft
    work = _Work(host, hub, why, cause, members_of(bookings), _spaces(bookings))
    if moving:
        _move(work, [Booked(booking, moves_to[booking.id]) for booking in moving])
    if ending:
        _cancel(work, ending)
    return work.operation


@dataclass(frozen=True, slots=True)
class _Work:
    host: Member
    hub: Hub
    why: str
    cause: str
    members: dict[int | None, Member]
    spaces: dict[int, Space]
    operation: str = field(default_factory=lambda: secrets.token_hex(16))


def _move(work: _Work, booked: Sequence[Booked]) -> None:
    """To the places that stand beside them."""
    moment, bookings = now(), [one.booking for one in booked]
    steps: list[Step] = [(booking.id, booking.status, booking.status) for booking in bookings]
    old = {booking.id: work.spaces[booking.space_id] for booking in bookings}
    _note(work, bookings, "moved")
    change_if_unchanged(bookings, [{"space_id": one.place.id} for one in booked])
    freed = free(bookings)
    freed += expire_stale_holds([span_of(one, moment) for one in booked])
    occupy(booked, since=moment)
    record_all(steps, work.host, "moved")
    told = [(one, work.members[one.booking.member_id]) for one in booked if one.booking.member_id in work.members]
    mails.moved(work.operation, work.hub, [(*each, old[each[0].booking.id]) for each in told], work.cause, work.why)
    signals.rebooked.send(bookings=bookings)
    tell_freed(freed)


def _cancel(work: _Work, bookings: Sequence[Booking]) -> None:
    """Who is there already has to leave now: then the booking is over, not cancelled."""
    _note(work, bookings, "cancelled")
    here = [booking for booking in bookings if booking.status == "checked_in"]
    others = [booking for booking in bookings if booking.status != "checked_in"]
    step(here, "completed", work.host, work.why, checked_out_at=now())
    step(others, "cancelled", work.host, work.why)
    give_back(bookings)
    told = [(b, work.members[b.member_id], work.spaces[b.space_id]) for b in bookings if b.member_id in work.members]
    mails.cancelled(work.operation, work.hub, told, work.cause, work.why)
    if here:
        signals.checked_out.send(bookings=here)
    if others:
        signals.cancelled.send(bookings=others, by="host")


def _note(work: _Work, bookings: Sequence[Booking], outcome: str) -> None:
    shared = {"operation": work.operation, "hub_id": work.hub.id, "outcome": outcome, "created_at": now()}
    was = [{"booking_id": b.id, "from_space_id": b.space_id, "from_status": b.status, **shared} for b in bookings]
    db.session.connection().execute(insert(Impact), was)


def _spaces(bookings: Sequence[Booking]) -> dict[int, Space]:
    ids = {booking.space_id for booking in bookings}
    return {space.id: space for space in db.session.scalars(select(Space).where(Space.id.in_(ids)))}
