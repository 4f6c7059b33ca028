"""What hosts do with bookings of their hub. Each flushes and never commits; what is not allowed is a named error.

Each may also raise `core.db.StaleState`, when another host was faster: then it is done anew on what is there now.
"""

from collections.abc import Sequence
from datetime import datetime

from bookings import actions as booking_actions
from bookings import admitting, availability, checks, confiding, rules, signals
from bookings.answering import NO_ANSWERS, Given, check_told
from bookings.arrival_actions import arrive
from bookings.booked_for import BookedFor
from bookings.codes import new_codes
from bookings.cover import covers_of, covers_of_approved
from bookings.creation_actions import Draft, create_first
from bookings.errors import EndBeforeStart, InThePast, OutsideOpeningHours, TooLong
from bookings.grid import MINUTE, this_minute
from bookings.models import Booking
from bookings.place_actions import give_back, keep, lock_rooms
from bookings.queries import LONGEST_BOOKING
from bookings.slots import Booked, Slot
from bookings.step_actions import step
from bookings.today import mails, queries
from bookings.today.errors import NameMissing, NobodyToTell, ReasonMissing
from bookings.today.rules import check_in_by_host, check_unanswered, check_undoable
from core.clock import now
from core.db import db
from core.text import is_blank
from core.timespans import Interval
from hubs.models import Hub
from hubs.rules import Held
from hubs.setup import Place, Setup, setup_of
from members.models import Member


def check_in(*, booking: Booking, host: Member, hub: Hub) -> None:
    """The person is there, early or late; a second time changes nothing. NotThatDay, StepNotAllowed; InductionNeeded
    where they may not use the place, and of a guest unless the host gives the induction; what `arrive` raises where the
    place was released meanwhile."""
    if booking.status == "checked_in":
        return
    setup, moment = setup_of(hub), now()
    house = setup.rules_of(booking.space_id)
    check_in_by_host(house, booking.status, booking.starts_at, booking.ends_at, hub.time_zone, moment)
    admitting.check_use(booking=booking, hub=hub, setup=setup, by=host, moment=moment)
    arrive(booking=booking, actor=host)


def undo_check_in(*, booking: Booking, host: Member) -> None:
    """It was somebody else. A second time changes nothing. StepNotAllowed when the booking is over."""
    if booking.status == "confirmed":
        return
    check_undoable(booking.status, booking.ends_at, now())
    still = rules.release_still(booking.release_at, now())
    step([booking], "confirmed", host, checked_in_at=None, release_at=still)
    if still is not None:
        keep([booking])


def approve(*, booking: Booking, host: Member, hub: Hub, place: Place) -> None:
    """Yes: the place stays taken, and the booking goes on as the covering has it: confirmed, and the person gets a
    mail; or held until it is paid (then whoever wants the money writes). AlreadyAnswered, InductionNeeded, what the
    covering refuses."""
    moment = now()
    check_unanswered(booking.status, booking.ends_at, booking.runs_out_at, moment)
    admitting.check_use(booking=booking, hub=hub, setup=setup_of(hub), by=host, moment=moment)
    covers = covers_of_approved([booking])
    still = rules.release_still(booking.release_at, moment)
    step([booking], covers[0].status, host, expires_at=covers[0].expires_at, release_at=still)
    keep([booking])
    if booking.member_id is not None and booking.status == "confirmed":
        mails.approved(Booked(booking, place), queries.member_of(booking.member_id), hub, covers[0].told)
    signals.approved.send(bookings=[booking], covers=covers)


def decline(*, booking: Booking, host: Member, hub: Hub, place: Place, reason: str) -> None:
    """No, and why: the place is free again, and the person gets a mail. AlreadyAnswered, ReasonMissing."""
    check_unanswered(booking.status, booking.ends_at, booking.runs_out_at, now())
    _check_reason(reason)
    lock_rooms(hub, place)
    step([booking], "declined", host, reason)
    give_back([booking])
    if booking.member_id is not None:
        mails.declined(Booked(booking, place), queries.member_of(booking.member_id), hub, reason)
    signals.declined.send(bookings=[booking])


def cancel(*, booking: Booking, host: Member, hub: Hub, place: Place, reason: str) -> None:
    """Take a booking away, without a deadline; the person gets a mail with the reason. One that is cancelled stays so.

    ReasonMissing; StepNotAllowed for what is over or has run out, or where somebody is checked in.
    """
    if booking.status == "cancelled":
        return
    rules.check_cancellable_by_host(booking.status, booking.ends_at, booking.runs_out_at, now())
    _check_reason(reason)
    booking_actions.cancel_by_host(booked=[Booked(booking, place)], host=host, hub=hub, reason=reason)


def walk_in(
    *,
    host: Member,
    hub: Hub,
    setup: Setup,
    places: list[Place],
    end: datetime,
    guest_name: str = "",
    vouches: bool = False,
) -> Booking:
    """Somebody has come in: they are here from this minute until `end`, at the first of these places that is free.

    `vouches`: the host stays with them where an induction is needed, and gives it. EndBeforeStart,
    OutsideOpeningHours, InductionNeeded, SlotTaken.
    """
    moment = now()
    minute = this_minute(moment)
    places = _open(hub, setup, places, Interval(minute, end), moment)
    places = admitting.places_for_guest(places, by=host, hub=hub, vouches=vouches)
    known = availability.look_now(hub, setup, moment)
    since = {place: free.start for place in places if (free := known.now(place))}
    # Later than this minute when somebody left within it.
    slots = [Slot(hub, setup, place, Interval(since.get(place, minute), end)) for place in places]
    drafts = [
        Draft(slot=slot, cover=cover, origin="walk_in", guest_name=guest_name, is_there=True, why=_why(slot))
        for slot, cover in zip(slots, covers_of(slots, None), strict=True)
    ]
    return create_first(drafts=drafts, actor=host)


def book_for_caller(
    *,
    host: Member,
    slots: Sequence[Slot],
    guest_name: str,
    title: str = "",
    telephone: str = "",
    vouches: bool = False,
    answers: Given = NO_ANSWERS,
) -> Booking:
    """Book the first of these slots (of one hub and time) that is free for somebody without an account, with a code
    to pick it up by.

    The rules for members (notice, horizon, lengths, grid) do not bind hosts; the opening hours do. `vouches`: a trainer
    will be with them where an induction is needed, and the host is one. `telephone`: for the hosts, until the visit is
    over; `answers`: what they have said to the hub's questions. AnswerNeeded, EndBeforeStart, InThePast,
    InductionNeeded, NameMissing, NoGuestHere (a number at a confidential place), NoTitleHere, OutsideOpeningHours,
    SlotTaken.
    """
    if is_blank(guest_name):
        raise NameMissing
    hub, span, moment = slots[0].hub, slots[0].span, now()
    if span.start < this_minute(moment) and span.start < span.end:
        raise InThePast
    places = _open(hub, slots[0].setup, [slot.place for slot in slots], span, moment)
    allowed = admitting.places_for_guest(places, by=host, hub=hub, vouches=vouches)
    slots = [slot for slot in slots if slot.place in allowed]
    [code] = new_codes(hub.id, 1, moment)
    guest = BookedFor(guest_name, telephone=telephone) if telephone else None
    drafts = [
        Draft(
            slot=slot,
            cover=cover,
            title=title,
            origin="host",
            guest_name=guest_name,
            pickup_code=code,
            why=_why(slot),
            guest=guest,
            answers=check_told(slot.setup, slot.place, answers),
        )
        for slot, cover in zip(slots, covers_of(slots, None), strict=True)
    ]
    return create_first(drafts=drafts, actor=host)


def write_note(*, booking: Booking, note: str) -> None:
    """For the hosts only. NoNoteHere."""
    confiding.check_note(booking, note)
    booking.note = note
    db.session.flush()


def send_message(*, hub: Hub, start: datetime, end: datetime, key: str, subject: str, text: str) -> int:
    """A mail to each member who comes in [start, end), once for the `key`; returns how many. NobodyToTell."""
    people = queries.members_of(hub.id, start, end)
    if not people:
        raise NobodyToTell
    for member in people:
        mails.message(member, hub, key, subject, text)
    return len(people)


def _why(slot: Slot) -> str:
    """Where an induction is needed, the audit row says that the host lets the guest in."""
    return admitting.LET_IN if slot.place.needs else ""


def _check_reason(reason: str) -> None:
    """ReasonMissing: nobody is turned away without a word."""
    if is_blank(reason):
        raise ReasonMissing


def _open(hub: Hub, setup: Setup, places: Sequence[Place], span: Interval, moment: datetime) -> list[Place]:
    """Those of the places that hosts may give away for this time: a locker also over night. When there is none, why
    not the first. EndBeforeStart, TooLong (a week), OutsideOpeningHours."""
    if span.end <= span.start or span.end <= moment:
        raise EndBeforeStart
    if span.end - span.start > LONGEST_BOOKING:
        raise TooLong(max_minutes=LONGEST_BOOKING // MINUTE)
    if not places:
        checks.check_open(hub, setup, span, setup.rules)
    refusals: dict[Held, OutsideOpeningHours | None] = {}
    for place in places:
        if place.rules.held not in refusals:
            refusals[place.rules.held] = _closed(hub, setup, span, place)
    found = [place for place in places if refusals[place.rules.held] is None]
    refusal = refusals[places[0].rules.held] if places else None
    if not found and refusal is not None:
        raise refusal
    return found


def _closed(hub: Hub, setup: Setup, span: Interval, place: Place) -> OutsideOpeningHours | None:
    try:
        checks.check_open(hub, setup, span, place.rules)
    except OutsideOpeningHours as error:
        return error
    return None
