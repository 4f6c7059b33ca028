"""Moving bookings to another time or place of their hub. Flushes and never commits; what is not allowed is a named
error. StaleState when somebody else was faster."""

from collections.abc import Sequence
from datetime import datetime

from bookings import admitting, checks, confiding, mails, quotas, rate_limits, rules, signals
from bookings.cover import NO_CHOICE, Choice, Cover, covers_of_moved
from bookings.errors import StepNotAllowed
from bookings.models import Booking
from bookings.place_actions import expire_stale_holds, free, lock_rooms, occupy, span_of, tell_freed, verify_version
from bookings.slots import Booked, Move, Slot
from bookings.step_actions import Step, Values, change_if_unchanged, record_all
from core.clock import now
from core.timespans import Interval
from members.models import Member


def move(
    *, booking: Booking, member: Member, slot: Slot, seen: str | None = None, choice: Choice = NO_CHOICE
) -> Booking:
    """`move_all` for one; StepNotAllowed also when it was changed since its stamp was `seen`."""
    wanted = Move(booking, slot)
    if not wanted.is_done(now()) and seen not in (None, booking.stamp):
        raise StepNotAllowed(from_status=booking.status, to_status=booking.status)
    move_all(moves=[wanted], member=member, choice=choice)
    return booking


def move_all(
    *, moves: Sequence[Move], member: Member, choice: Choice = NO_CHOICE, of_series: bool = False, tells: bool = True
) -> None:
    """Move the member's bookings of one hub, all or none. Errors as for `actions.book`; moves are counted by
    themselves. The covering has the last word on how they go on, and may refuse (`cover.Covering.move`).

    One that is already there stays as it is; one that has begun keeps its start and its place (AlreadyBegun).
    ConfidentialMove into a confidential place or out of one. StepNotAllowed when it is over. One of a series has its
    own time from then on, unless the whole is moved (`of_series`). Without `tells` the caller sends the mail.
    """
    moment = now()
    going = [wanted for wanted in moves if not wanted.is_done(moment)]
    if not going:
        return
    for wanted in going:
        _check(wanted, moment)
    hub, setup = going[0].slot.hub, going[0].slot.setup
    rate_limits.check_moves(member.id, hub.id, moment)
    quotas.check([wanted.slot for wanted in going], member.id, moment, [wanted.booking.id for wanted in going])
    lock_rooms(hub, *(w.slot.place for w in going), *(setup.by_id.get(w.booking.space_id) for w in going))
    covers = _covers(going, member, choice, moment)
    values = [_changed(one, cover, moment, of_series=of_series) for one, cover in zip(going, covers, strict=True)]
    bookings = [wanted.booking for wanted in going]
    steps: list[Step] = [(w.booking.id, w.booking.status, str(v["status"])) for w, v in zip(going, values, strict=True)]
    change_if_unchanged(bookings, values)
    booked = [Booked(wanted.booking, wanted.slot.place) for wanted in going]
    freed = free(bookings)
    freed += expire_stale_holds(
        [span_of(one) for one in booked]
    )  # two that want each other's place would wait for one another
    occupy(booked)
    verify_version(hub)
    record_all(steps, member, "moved")
    if tells:
        mails.moved([(one, cover.told) for one, cover in zip(booked, covers, strict=True)], member, hub)
    signals.moved.send(bookings=bookings, covers=covers)
    tell_freed(freed)


def _check(wanted: Move, moment: datetime) -> None:
    booking, slot = wanted
    old = Interval(booking.starts_at, booking.ends_at)
    confiding.check_alike(booking, slot.place)
    same_space = slot.place.id == booking.space_id
    reads = rules.effective_status(booking.status, booking.ends_at, booking.runs_out_at, moment)
    held_for = booking.held_for
    rules.check_movable(reads, moment, old, slot.span, same_space=same_space, held_for=held_for)
    keeps_start, in_series = slot.span.start == booking.starts_at, booking.series_id is not None
    checks.check(slot, moment, keeps_start=keeps_start, in_series=in_series)


def _covers(moves: Sequence[Move], member: Member, choice: Choice, moment: datetime) -> list[Cover]:
    """How each goes on. Restricted, MembersOnly, GroupsOnly, InductionNeeded, and what the covering refuses."""
    for booking, slot in moves:
        if rules.is_admitted_anew(booking.status):
            admitting.check_person(slot, member.id)
    admitting.check_inducted([wanted.slot for wanted in moves], member, moment)
    covers = covers_of_moved(moves, member, choice)
    for wanted, cover in zip(moves, covers, strict=True):
        if cover.status != wanted.booking.status:
            rules.check_step(wanted.booking.status, cover.status)
    return covers


def _changed(wanted: Move, cover: Cover, moment: datetime, *, of_series: bool) -> Values:
    booking, slot = wanted
    return {
        "starts_at": slot.span.start,
        "ends_at": slot.span.end,
        "space_id": slot.place.id,
        "price_cents": cover.price_cents,
        "status": cover.status,
        "expires_at": cover.expires_at,
        "series_own": booking.series_own or (booking.series_id is not None and not of_series),
        "release_at": rules.release_still(rules.release_at(slot.rules, slot.span.start), moment),
    }
