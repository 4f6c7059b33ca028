"""Joining and leaving the waiting list, and taking what is proposed. Each flushes and never commits; what is
not allowed is a named error. StaleState when somebody else was faster.
"""

from collections.abc import Sequence

from sqlalchemy import delete, update

from bookings import actions, admitting, answering, availability, cover, rate_limits, taking_actions
from bookings.answering import NO_ANSWERS, Given
from bookings.cover import NO_CHOICE, Choice, covers_of
from bookings.errors import UnknownSpace
from bookings.models import Booking
from bookings.slots import Slot
from bookings.step_actions import read_again
from bookings.subject import Subject
from bookings.waiting import queries, rules, signals
from bookings.waiting.errors import IsFree, ProposalOver
from bookings.waiting.models import WaitingEntry
from core.clock import now
from core.db import db
from core.timespans import Interval
from hubs.models import Hub, Space
from hubs.setup import place_of, setup_of
from members.models import Member

TAKEN = "taken"
"""Why, in the audit row of who has taken what was proposed to them."""
QUIETLY = {"synchronize_session": False}


def join(*, member: Member, subject: Subject, span: Interval, choice: Choice | None = None) -> WaitingEntry:
    """Wait for a place of the subject at that time, behind all who do already. With a `choice` it is booked for them as
    soon as it is free. Who waits for the same already keeps their position; who let it pass begins at the end.

    IsFree when nobody has to wait; TooManyWaits; and, as for a booking, what `time_rules.check_times` raises,
    Restricted, MembersOnly, LimitReached, InductionNeeded where they may use none of the places, and what the covering
    refuses of the choice.
    """
    moment = now()
    rate_limits.lock_member(member.id)
    slots = subject.slots(span)
    if not slots:
        raise UnknownSpace
    wanted = actions.obtainable(member, slots, moment)
    there = availability.look(subject.hub, subject.setup, *span, moment)
    if any(there.fits(slot.place, span) for slot in wanted):
        raise IsFree
    is_any = subject.place is None or subject.setup.any_of(subject.kind) == [subject.place]
    space_id = subject.place.id if subject.place and not is_any else None
    if choice is not None:
        covers_of(wanted[:1], member, choice)  # what would be refused then is refused now
    written = cover.written(choice) if choice is not None else None
    entry = queries.of_wish(member.id, subject.hub.id, subject.kind, space_id, span)
    if entry is None or entry.passed_at is not None:
        rules.check_number(queries.number_of(member.id, moment))
    if entry is None:
        entry = WaitingEntry(hub_id=subject.hub.id, member_id=member.id, kind=subject.kind, space_id=space_id)
        entry.starts_at, entry.ends_at = span
        entry.joined_at = moment
        db.session.add(entry)
    elif entry.passed_at is not None:
        entry.joined_at, entry.passed_at = moment, None
    entry.choice = written
    db.session.flush()
    signals.joined.send(hub_id=subject.hub.id)
    return entry


def leave(*, entry: WaitingEntry, member: Member) -> None:
    """Wait no longer; what is proposed goes to the next one."""
    proposal = db.session.get(Booking, entry.booking_id) if entry.booking_id else None
    if proposal is not None and proposal.is_proposal and proposal.is_occupying:
        hub = db.session.get_one(Hub, proposal.hub_id)
        place = place_of(setup_of(hub), db.session.get_one(Space, proposal.space_id))
        actions.cancel(booking=proposal, member=member, hub=hub, place=place)
    db.session.execute(delete(WaitingEntry).where(WaitingEntry.id == entry.id))


def let_pass(_sender: object, bookings: Sequence[Booking], **_more: object) -> None:
    """Who has not taken what was proposed waits no longer: it goes to the next one, and nobody gets mail after mail."""
    if proposals := [booking.id for booking in bookings if booking.is_proposal]:
        ended = update(WaitingEntry).where(WaitingEntry.booking_id.in_(proposals))
        db.session.execute(ended.values(passed_at=now(), booking_id=None), execution_options=QUIETLY)


def give_up(_sender: object, bookings: Sequence[Booking], **_more: object) -> None:
    """What was proposed is not wanted, or hosts have taken it away: it is off the list."""
    if proposals := [booking.id for booking in bookings if booking.is_proposal]:
        gone = delete(WaitingEntry).where(WaitingEntry.booking_id.in_(proposals))
        db.session.execute(gone, execution_options=QUIETLY)


def take(*, booking: Booking, member: Member, choice: Choice = NO_CHOICE, answers: Given = NO_ANSWERS) -> Booking:
    """The member takes what is proposed to them: it goes on as a new booking would begin (confirmed, asked for, or held
    until it is paid), with the `answers` to what the hub asks. A second time changes nothing.

    ProposalOver; Restricted, MembersOnly, InductionNeeded; AnswerNeeded, UnknownQuestion; what the covering refuses.
    """
    queries.of_booking(booking.id)  # in turn with whoever answers it in another tab
    read_again([booking])
    if booking.is_occupying and not booking.is_proposal:
        return booking
    moment, hub = now(), db.session.get_one(Hub, booking.hub_id)
    rules.check_takeable(booking.status, booking.expires_at, is_proposal=booking.is_proposal, now=moment)
    setup = setup_of(hub)
    place = setup.place(booking.space_id)
    if place is None:
        raise ProposalOver
    slot = Slot(hub, setup, place, Interval(booking.starts_at, booking.ends_at))
    admitting.check_person(slot, member.id)
    admitting.check_use(booking=booking, hub=hub, setup=setup, by=member, moment=moment)
    kept = answering.check(setup, place, answers)
    db.session.execute(delete(WaitingEntry).where(WaitingEntry.booking_id == booking.id))
    taking_actions.go_on(
        booking=booking,
        slot=slot,
        member=member,
        choice=choice,
        answers=kept,
        why=TAKEN,
        release_at=booking.release_at,
    )
    return booking
