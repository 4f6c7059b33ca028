"""What people do with their bookings. Each flushes and never commits; what is not allowed is a named error.

Each may also raise `core.db.StaleState`, when somebody else was faster: then it must be done anew on what is there now.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import literal, select

from bookings import admitting, answering, availability, checks, mails, queries, quotas, rate_limits, rules, signals
from bookings.answering import NO_ANSWERS, Given
from bookings.arrival_actions import arrive
from bookings.booked_for import BookedFor
from bookings.cover import NO_CHOICE, Choice, covers_of
from bookings.creation_actions import Draft, create, create_first
from bookings.errors import GroupsOnly, MembersOnly, SlotTaken
from bookings.models import Booking
from bookings.place_actions import expire, give_back, lock_rooms
from bookings.slots import Booked, Slot
from bookings.step_actions import step
from core.clock import now
from core.db import db
from core.errors import DomainError
from hubs.models import Hub
from hubs.setup import Place, setup_of
from members import actions as member_actions
from members.models import Member

LONGEST_WHY = 200
"""Signs of a reason that the audit row holds; a mail has it whole."""


def book(
    *,
    member: Member,
    slot: Slot,
    title: str = "",
    choice: Choice = NO_CHOICE,
    answers: Given = NO_ANSWERS,
    guest: BookedFor | None = None,
) -> Booking:
    """Book a place for a time: confirmed at once, or as the cover has it (`cover.covers_of`).

    `answers`: to the hub's own questions. `guest`: whom it is for, if not the member; who books has the inductions that
    the place needs. Raises what `time_rules.check_times` raises, Restricted, MembersOnly,
    GroupsOnly, InductionNeeded, LimitReached, QuotaReached, TooClose, AnswerNeeded, UnknownQuestion, SlotTaken,
    TooManyRequests, NoGuestHere, GuestNameMissing, and what the covering refuses.
    """
    moment = now()
    checks.check(slot, moment)
    admitting.check([slot], member, moment)
    check_limit(member, [slot], moment)
    [draft] = drafts_of(member, [slot], title, choice, answers)
    if guest is not None:
        draft = replace(draft, guest=guest)
    [booking] = create(drafts=[draft], actor=member)
    member_actions.seen(member=member)
    return booking


def book_any(
    *,
    member: Member,
    slots: Sequence[Slot],
    title: str = "",
    choice: Choice = NO_CHOICE,
    answers: Given = NO_ANSWERS,
) -> Booking:
    """Book one of these slots (of one time and one kind of place), the place that the member had last if it is free.

    Only those whose own rules allow the time and admit the member count; when none does, the first one's error is
    raised. When somebody takes one in between, the next is tried; SlotTaken when none is left, InductionNeeded when all
    that are free need an induction that the member has not.
    """
    if not slots:
        raise SlotTaken
    moment = now()
    allowed = _admitting(member, checks.allowed(slots, moment))
    check_limit(member, allowed[:1], moment)
    wanted = by_preference(member, _usable(member, untaken(allowed, moment), moment))
    drafts = (drafts_of(member, [slot], title, choice, answers)[0] for slot in wanted)  # only one is to be covered
    booking = create_first(drafts=drafts, actor=member)
    member_actions.seen(member=member)
    return booking


def obtainable(member: Member, slots: Sequence[Slot], moment: datetime) -> list[Slot]:
    """Those of these slots (of one time and one kind of place) that the member could have if they were free. Raises
    what `book_any` raises, but for SlotTaken, when there is none. Takes the member's turn, as booking does."""
    allowed = _admitting(member, checks.allowed(slots, moment))
    check_limit(member, allowed[:1], moment)
    return _usable(member, allowed, moment)


def cancel(*, booking: Booking, member: Member, hub: Hub, place: Place, why: str = "") -> Booking:
    """`cancel_all` for one."""
    cancel_all(booked=[Booked(booking, place)], member=member, hub=hub, why=why)
    return booking


def cancel_all(*, booked: Sequence[Booked], member: Member, hub: Hub, why: str = "", tells: bool = True) -> None:
    """Cancel the member's bookings of a hub and free their places, all or none; those that are cancelled already stay
    so. Without `tells` the caller sends the mail. TooLateToCancel, StepNotAllowed."""
    going, moment = [one for one in booked if one.booking.status != "cancelled"], now()
    for booking, place in going:
        rules.check_cancellable(place.rules, booking.status, booking.starts_at, moment)
    if going:
        _call_off(going, hub, member, why)
        if tells:
            mails.cancelled(going, member, hub)
        signals.cancelled.send(bookings=[one.booking for one in going], by="member")


def cancel_by_host(*, booked: Sequence[Booked], host: Member, hub: Hub, reason: str) -> None:
    """Take bookings of the hub away, without a deadline; whose they are, unless they are guests', get a mail each with
    the reason. StepNotAllowed."""
    if booked:
        _call_off(booked, hub, host, reason[:LONGEST_WHY])
        owners = queries.members_of([one.booking for one in booked])
        told = [(one, owners[one.booking.member_id]) for one in booked if one.booking.member_id in owners]
        mails.cancelled_by_host(told, hub, reason)
        signals.cancelled.send(bookings=[one.booking for one in booked], by="host")


def cancel_withdrawn(*, booked: Booked, owner: Member | None, by: Member, hub: Hub, why: str) -> None:
    """Cancel what its member has withdrawn from, whatever the deadline: it is told to them like a cancellation of their
    own, which it is. `by`: who has taken the withdrawal up. StepNotAllowed."""
    _call_off([booked], hub, by, why[:LONGEST_WHY])
    if owner is not None:
        mails.cancelled([booked], owner, hub)
    signals.cancelled.send(bookings=[booked.booking], by="member")


def check_in(*, booking: Booking, actor: Member, place: Place) -> Booking:
    """The person is there; a second time changes nothing. NotNow outside the hub's window, StepNotAllowed;
    InductionNeeded where one has ended or was taken back since they booked; what `arrive` raises where the place was
    released meanwhile."""
    if booking.status == "checked_in":
        return booking
    rules.check_step(booking.status, "checked_in")
    rules.check_in_window(place.rules, booking.starts_at, booking.ends_at, now())
    if place.needs:
        hub = db.session.get_one(Hub, booking.hub_id)
        admitting.check_use(booking=booking, hub=hub, setup=setup_of(hub), by=actor, moment=now())
    return arrive(booking=booking, actor=actor)


def check_out(*, booking: Booking, actor: Member | None) -> Booking:
    """The person has left: the rest of the time is free for others. A second time changes nothing. StepNotAllowed.
    `actor` None: somebody with a locker's code."""
    if booking.checked_out_at is not None:
        return booking
    moment = now()
    reads = rules.effective_status(booking.status, booking.ends_at, booking.runs_out_at, moment)
    rules.check_out_possible(reads, booking.starts_at, booking.ends_at, moment)
    step([booking], "completed", actor, checked_out_at=moment)
    give_back([booking], since=moment)
    signals.checked_out.send(bookings=[booking])
    return booking


def expire_holds() -> int:
    """Write down what has run out, or is released, and remove the rows; returns how many. Nothing depends on it."""
    due = select(Booking).where(Booking.status.in_(rules.RUNNING_OUT), Booking.runs_out() <= now())
    return expire(db.session.scalars(due.order_by(Booking.id).limit(500)).all())


def check_limit(member: Member, slots: Sequence[Slot], moment: datetime, number: int = 1) -> None:
    """LimitReached, TooManyRequests, QuotaReached, TooClose, for these slots of one hub, which are so many bookings (a
    series is one). The member's other bookings wait meanwhile, so that two tabs cannot both take the last one; where
    nothing is limited, nobody does."""
    slot, limits = slots[0], rate_limits.limits()
    house = slot.place.rules
    if house.max_active is None and not limits and not quotas.are_set(slots):
        return
    rate_limits.lock_member(member.id)
    made = rate_limits.last_but(rate_limits.made(member.id, slot.hub.id, moment), limits)
    limited = house.max_active is not None
    coming = queries.count_of_coming(member.id, slot.hub.id, moment).scalar_subquery() if limited else literal(0)
    active, *last = db.session.execute(select(coming, *made)).one()
    rate_limits.check(last, moment, limits)
    rules.check_limit(house, active + number - 1)
    quotas.check(slots, member.id, moment)


def by_preference(member: Member, slots: Sequence[Slot]) -> list[Slot]:
    """In the order in which they are to be tried: the place that the member had last first, desks of a room last."""
    last = None
    if len(slots) > 1:
        last = queries.last_space_id(member.id, slots[0].hub.id, slots[0].place.kind)
    return sorted(slots, key=lambda slot: (slot.place.id != last, slot.place.room_id is not None))


def untaken(slots: Sequence[Slot], moment: datetime) -> list[Slot]:
    """Those of these slots (of one hub and one time) that nobody has. The guard decides; this is courtesy."""
    hub, setup, span = slots[0].hub, slots[0].setup, slots[0].span
    there = availability.look(hub, setup, *span, moment)
    return [slot for slot in slots if there.fits(slot.place, span)]


def drafts_of(member: Member, slots: Sequence[Slot], title: str, choice: Choice, given: Given) -> list[Draft]:
    """How bookings of these slots of one hub begin, with what is kept of the answers. AnswerNeeded, UnknownQuestion,
    and what the covering refuses."""
    kept = answering.check_all(slots, given) if given or slots[0].setup.questions else [()] * len(slots)
    drafts = list[Draft]()
    for slot, cover, answers in zip(slots, covers_of(slots, member, choice), kept, strict=True):
        drafts.append(Draft(slot=slot, cover=cover, member=member, title=title, answers=answers))
    return drafts


def _admitting(member: Member, slots: Sequence[Slot]) -> list[Slot]:
    """Those of whose places the member may have one. Restricted; MembersOnly or GroupsOnly when there is none."""
    found, refused = list[Slot](), list[DomainError]()
    for slot in slots:
        try:
            admitting.check_person(slot, member.id)
            found.append(slot)
        except (MembersOnly, GroupsOnly) as error:
            refused.append(error)
    if not found:
        raise refused[0]
    return found


def _usable(member: Member, slots: Sequence[Slot], moment: datetime) -> list[Slot]:
    """Those for which the member has the inductions; InductionNeeded when there are some, and none is."""
    refusals = admitting.refusals(slots, member.id, moment)
    found = [slot for slot, refusal in zip(slots, refusals, strict=True) if refusal is None]
    if slots and not found:
        raise next(filter(None, refusals))
    return found


def _call_off(booked: Sequence[Booked], hub: Hub, actor: Member, why: str) -> None:
    bookings = [one.booking for one in booked]
    lock_rooms(hub, *(one.place for one in booked))
    step(bookings, "cancelled", actor, why)
    give_back(bookings)
