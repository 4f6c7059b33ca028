"""Booking by name and e-mail address, and confirming it. Each flushes and never commits; what is not allowed is a named
error. StaleState when somebody else was faster.

Nothing here looks whether an address has an account before its owner has followed the link: so nobody learns it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from bookings import actions, admitting, checks, cover, taking_actions
from bookings import rules as booking_rules
from bookings.cover import Choice, covers_of
from bookings.creation_actions import Draft, create_first
from bookings.errors import SlotTaken
from bookings.models import Booking
from bookings.slots import Booked, Slot
from bookings.step_actions import read_again
from bookings.unconfirmed import mails, queries, rules
from bookings.unconfirmed.errors import AccountNeeded, AddressClosed, AlreadyHeld, ConfirmationOver
from bookings.unconfirmed.models import UnconfirmedBooking
from core.clock import now
from core.db import db
from core.mailboxes import clean_email
from core.timespans import Interval
from hubs.models import Hub, Space
from hubs.setup import place_of, setup_of
from members import actions as member_actions
from members import rules as member_rules
from members import signup_actions
from members.models import Member

CONFIRMED = "confirmed by link"
"""Why, in the audit row of what its person has confirmed."""
QUIETLY = {"synchronize_session": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """What somebody types who books without an account. `locale`: the language of the mails."""

    email: str
    name: str
    locale: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What has come of a link: the booking, whose it is, and the secret of a log-in session, if one was opened: the
    account was made by this link."""

    booking: Booking
    member: Member | None = None
    secret: str | None = None
    is_new: bool = False


def hold(*, visitor: Visitor, slots: Sequence[Slot], choice: Choice) -> Booking:
    """Hold one of these slots (of one time and one kind of place) for whoever reads the mail at the address, and send
    them the link. Who asks for the same again gets the same, with another mail.

    BadEmail, BadName; what `time_rules.check_times` raises; AccountNeeded where it is not booked so; AlreadyHeld where
    another place is held with the address; SlotTaken; what the covering refuses of the choice.
    """
    moment = now()
    visitor = replace(
        visitor, email=clean_email(visitor.email), name=member_rules.clean_name(visitor.name), title=visitor.title
    )
    if found := _held_already(visitor, slots, moment):
        return found
    if not slots:
        raise SlotTaken
    wanted = _without_account(checks.allowed(slots, moment))
    free = sorted(actions.untaken(wanted, moment), key=lambda slot: slot.place.room_id is not None)
    choice = replace(choice, by_visitor=True)
    try:
        booking = create_first(drafts=_drafts(free, choice, moment), actor=None)
    except SlotTaken:  # perhaps by the very same form, sent twice at once
        if found := _held_already(visitor, slots, now()):
            return found
        raise
    _keep(booking, visitor, choice, moment)
    _mail(booking, visitor, slots[0].hub, moment)
    return booking


def confirm(*, booking_id: UUID, password_hash: str, device: str | None) -> Confirmed:
    """Who holds the link has shown that the address is theirs: so is the booking, which goes on as a new one of theirs
    would begin. Where the address has no account, it gets one with this password (which nobody knows), and, on a
    `device`, a log-in session. A second time changes nothing.

    ConfirmationOver; AddressClosed; and what may stand in the way of whose address it is: Restricted, MembersOnly,
    GroupsOnly, InductionNeeded, LimitReached, QuotaReached, TooClose, TooManyRequests; what the covering refuses.
    """
    held = queries.of_booking(booking_id)
    booking = db.session.get(Booking, booking_id)
    if booking is None:
        raise ConfirmationOver
    read_again([booking])
    if rules.is_confirmed(booking.status, booking.held_for):
        return Confirmed(booking=booking)
    moment = now()
    rules.check_held(booking.status, booking.held_for, booking.expires_at, moment)
    if held is None:
        raise ConfirmationOver
    row, _booking = held
    member, is_new = signup_actions.member_of_mailbox(
        email=row.email, name=row.name, password_hash=password_hash, locale=row.locale
    )
    if not member.is_active:
        raise AddressClosed
    _go_on(booking, row, member, moment)
    secret = member_actions.open_session(member, device) if is_new and device is not None else None
    member_actions.seen(member=member)
    return Confirmed(booking=booking, member=member, secret=secret, is_new=is_new)


def forget(_sender: object, bookings: Sequence[Booking], **_more: object) -> None:
    """What was held with an address is over: who it was is not needed any more."""
    if ids := [booking.id for booking in bookings if booking.held_for == booking_rules.ADDRESS]:
        gone = delete(UnconfirmedBooking).where(UnconfirmedBooking.booking_id.in_(ids))
        db.session.execute(gone, execution_options=QUIETLY)


def let_go(member: Member) -> None:
    """Before an account is deleted: what is held with its address cannot be confirmed any more."""
    gone = delete(UnconfirmedBooking).where(UnconfirmedBooking.email == member.email)
    db.session.execute(gone, execution_options=QUIETLY)


def _held_already(visitor: Visitor, slots: Sequence[Slot], moment: datetime) -> Booking | None:
    """What is held with the address if it is one of these, with another mail; AlreadyHeld for another one. What is held
    no longer makes room."""
    held = queries.of_email(visitor.email)
    if held is None:
        return None
    row, booking = held
    if not rules.is_held(booking.status, booking.held_for, booking.expires_at, moment):
        db.session.delete(row)
        db.session.flush()
        return None
    wanted = {(slot.place.id, slot.span.start, slot.span.end) for slot in slots}
    hub = db.session.get_one(Hub, booking.hub_id)
    if (booking.space_id, booking.starts_at, booking.ends_at) not in wanted:
        raise AlreadyHeld(until=booking.expires_at, zone=hub.time_zone)
    if moment - row.mailed_at >= rules.MAIL_AGAIN:
        row.mailed_at = moment
        db.session.flush()
        _mail(booking, visitor, hub, moment)
    return booking


def _without_account(slots: Sequence[Slot]) -> list[Slot]:
    reasons = [rules.asks_for_account(slot.setup, slot.place) for slot in slots]
    found = [slot for slot, reason in zip(slots, reasons, strict=True) if reason is None]
    if not found:
        raise AccountNeeded(because=reasons[0])
    return found


def _drafts(slots: Sequence[Slot], choice: Choice, moment: datetime) -> Iterator[Draft]:
    """Each as it would be booked by a guest, but held: only one is to be covered."""
    for slot in slots:
        [begins] = covers_of([slot], None, choice)
        until = rules.hold_until(slot.span.end, moment)
        held = replace(begins, status="held", expires_at=until, held_for=booking_rules.ADDRESS)
        yield Draft(slot=slot, cover=held)


def _keep(booking: Booking, visitor: Visitor, choice: Choice, moment: datetime) -> None:
    """AlreadyHeld when another request with this address was a moment faster: the index decides."""
    row = UnconfirmedBooking(booking_id=booking.id, email=visitor.email, name=visitor.name, locale=visitor.locale)
    row.title, row.choice, row.mailed_at = visitor.title, cover.written(choice), moment
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        hub = db.session.get_one(Hub, booking.hub_id)
        raise AlreadyHeld(until=moment + rules.HOLD, zone=hub.time_zone) from None


def _mail(booking: Booking, visitor: Visitor, hub: Hub, moment: datetime) -> None:
    place = place_of(setup_of(hub), db.session.get_one(Space, booking.space_id))
    until = booking.expires_at or booking.ends_at
    to = {"email": visitor.email, "locale": visitor.locale}
    mails.confirm(Booked(booking, place), hub, **to, until=until, at=moment)


def _go_on(booking: Booking, row: UnconfirmedBooking, member: Member, moment: datetime) -> None:
    hub = db.session.get_one(Hub, booking.hub_id)
    setup = setup_of(hub)
    place = setup.place(booking.space_id)
    if place is None:
        raise ConfirmationOver
    slot = Slot(hub, setup, place, Interval(booking.starts_at, booking.ends_at))
    admitting.check([slot], member, moment)
    actions.check_limit(member, [slot], moment)
    title, choice = row.title, replace(cover.choice_of(row.choice), by_visitor=True)
    db.session.delete(row)
    db.session.flush()
    taking_actions.go_on(
        booking=booking,
        slot=slot,
        member=member,
        choice=choice,
        why=CONFIRMED,
        release_at=booking_rules.release_at(place.rules, booking.starts_at),
        title=title,
    )
