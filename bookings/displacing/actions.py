"""Bookings give way, all at once or not at all. Each flushes and never commits."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from bookings import signals
from bookings.displacing import mails, queries, rules, setup_actions
from bookings.displacing.changes import Change
from bookings.displacing.errors import NoPlaceLeft, Undecided
from bookings.displacing.rules import CANCEL, KEEP, MOVE, Decisions
from bookings.models import Booking, Displacement
from bookings.place_actions import free, make_way, occupy, take_the_hubs_turn
from bookings.step_actions import change_if_unchanged, record, step
from core.clock import now
from core.db import db
from hubs.models import Hub, Space
from hubs.setup import Place, Setup, setup_of
from members.models import Member


class Result(NamedTuple):
    """`operation` names what was done, for `undoing_actions.undo`, which also wants `undo`; `displaced` bookings."""

    operation: str
    undo: dict[str, Any]
    displaced: int


def carry_out(*, host: Member, hub: Hub, change: Change, decisions: Decisions) -> Result:
    """Make the change and displace what it hits. Undecided unless there is a way for each hit; what displace raises.

    Nobody books in the hub from the look at the hits to the commit.
    """
    take_the_hubs_turn(hub)
    setup = setup_of(hub)
    hits = change.hits(hub, setup)
    how = rules.decided(hits, decisions)
    if how is None:
        raise Undecided
    what: dict[str, Any] = {"host": host, "hub": hub, "setup": setup, "cause": change.cause, "avoid": change.avoid}
    operation = displace(bookings=[hit.booking for hit in hits], how=how, why=change.reason, **what)
    undo = setup_actions.make(hub, change, operation)
    return Result(operation, undo, sum(way != KEEP for way in how.values()))


def displace(
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
    space in `avoid` (empty: those where they are). NoPlaceLeft, SlotTaken, StepNotAllowed; Overtaken.
    """
    take_the_hubs_turn(hub)
    ways = {b.id: how if isinstance(how, str) else how.get(b.id, KEEP) for b in bookings}
    moving = MOVE in ways.values()
    moves_to = queries.targets_of(hub, setup, bookings, avoid) if moving else {}
    work = _Work(host, hub, setup, why, cause, _members(bookings), _spaces(bookings))
    for booking in bookings:
        if ways[booking.id] == MOVE:
            _move(work, booking, moves_to.get(booking.id))
        elif ways[booking.id] == CANCEL:
            _cancel(work, booking)
    return work.operation


@dataclass(frozen=True, slots=True)
class _Work:
    host: Member
    hub: Hub
    setup: Setup
    why: str
    cause: str
    members: dict[int, Member]
    spaces: dict[int, Space]
    operation: str = field(default_factory=lambda: secrets.token_hex(16))


def _move(work: _Work, booking: Booking, place: Place | None) -> None:
    if place is None:
        raise NoPlaceLeft
    moment, old = now(), work.spaces[booking.space_id]
    _note(work, booking, "moved")
    change_if_unchanged(booking, space_id=place.id)
    free(booking)
    make_way(place, max(booking.starts_at, moment), booking.ends_at + place.turnaround)
    occupy(booking, place, since=moment)
    record(booking, booking.status, booking.status, work.host, "moved")
    if member := work.members.get(booking.member_id or 0):
        more = {"kind": old.kind, "space": place.name, "old_space": old.name, "cause": work.cause, "reason": work.why}
        mails.moved(work.operation, booking, member, work.hub, **more)
    signals.moved.send(booking)


def _cancel(work: _Work, booking: Booking) -> None:
    """Who is there already has to leave now: then the booking is over, not cancelled."""
    moment, space = now(), work.spaces[booking.space_id]
    _note(work, booking, "cancelled")
    if booking.status == "checked_in":
        step(booking, "completed", work.host, work.why, checked_out_at=moment)
    else:
        step(booking, "cancelled", work.host, work.why)
    free(booking)
    if member := work.members.get(booking.member_id or 0):
        more = {"kind": space.kind, "space": space.name, "cause": work.cause, "reason": work.why}
        mails.cancelled(work.operation, booking, member, work.hub, **more)
    signals.cancelled.send(booking)


def _note(work: _Work, booking: Booking, outcome: str) -> None:
    was = {"from_space_id": booking.space_id, "from_status": booking.status, "created_at": now()}
    what = {"operation": work.operation, "hub_id": work.hub.id, "booking_id": booking.id, "outcome": outcome}
    db.session.add(Displacement(**what, **was))
    db.session.flush()


def _members(bookings: Sequence[Booking]) -> dict[int, Member]:
    ids = {booking.member_id for booking in bookings if booking.member_id is not None}
    return {member.id: member for member in db.session.scalars(select(Member).where(Member.id.in_(ids)))}


def _spaces(bookings: Sequence[Booking]) -> dict[int, Space]:
    ids = {booking.space_id for booking in bookings}
    return {space.id: space for space in db.session.scalars(select(Space).where(Space.id.in_(ids)))}
