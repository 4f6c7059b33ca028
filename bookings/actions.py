"""What people do with bookings. Each flushes and never commits; what is not allowed is a named error.

Each may also raise `core.db.Overtaken`, when somebody else was faster: then it must be done anew on what is there now.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import literal, select

from bookings import availability, checks, mails, queries, rate_limits, rules, signals
from bookings.errors import SlotTaken, StepNotAllowed
from bookings.models import Booking
from bookings.place_actions import claim_rooms, free, look_again, make_way, occupy, write_booking
from bookings.step_actions import change_if_unchanged, expire, record, step
from core.clock import now
from core.db import db
from core.identifiers import new_id
from core.timespans import Interval
from hubs.models import Hub
from hubs.setup import Place, Setup
from members import actions as member_actions
from members.models import Member

LONGEST_WHY = 200
"""Signs of a reason that the audit row holds; a mail has it whole."""


def book(
    *, member: Member, hub: Hub, setup: Setup, place: Place, start: datetime, end: datetime, title: str = ""
) -> Booking:
    """Book a place for [start, end): confirmed at once, or requested where a host has to say yes.

    Raises what `rules.check_times` raises, Restricted, MembersOnly, LimitReached, SlotTaken, TooManyRequests.
    """
    moment = now()
    checks.check(hub, setup, place, start, end, moment)
    status = _admit(member, hub, setup, place, moment)
    return _book(member, hub, setup, place, start, end, title, status)


def book_any(
    *, member: Member, hub: Hub, setup: Setup, places: list[Place], start: datetime, end: datetime, title: str = ""
) -> Booking:
    """Book one of these places (all of one kind), the one that the member had last if it is free.

    Only those whose own rules allow the time count; when none does, the first one's error is raised. When somebody
    takes one in between, the next is tried; SlotTaken when none is left.
    """
    if not places:
        raise SlotTaken
    moment = now()
    allowed = checks.allowed_places(hub, setup, places, start, end, moment)
    status = _admit(member, hub, setup, allowed[0], moment)
    for place in _by_preference(member, hub, setup, allowed, start, end, moment):
        try:
            with db.session.begin_nested():
                return _book(member, hub, setup, place, start, end, title, status)
        except SlotTaken:
            continue
    raise SlotTaken


def move(
    *,
    booking: Booking,
    member: Member,
    hub: Hub,
    setup: Setup,
    place: Place,
    start: datetime,
    end: datetime,
    seen: str | None = None,
) -> Booking:
    """Move a booking to another time or place of its hub, all or nothing. Errors as for `book`; moves are counted by
    themselves.

    One that is already there stays as it is; one that has begun keeps its start and its place (AlreadyBegun).
    StepNotAllowed when it is over or was changed since its stamp was `seen`.
    """
    moment = now()
    old, new = Interval(booking.starts_at, booking.ends_at), Interval(start, end)
    if booking.is_occupying and moment < old.end and new == old and place.id == booking.space_id:
        return booking
    if seen not in (None, booking.stamp):
        raise StepNotAllowed(from_status=booking.status, to_status=booking.status)
    rules.check_movable(booking.status, moment, old, new, same_space=place.id == booking.space_id)
    checks.check(hub, setup, place, start, end, moment, keeps_start=start == booking.starts_at)
    price = setup.price(place.kind, start, end)
    rate_limits.check_moves(member.id, hub.id, moment)
    claim_rooms(hub, place, setup.by_id.get(booking.space_id))
    before, status = booking.status, _status_when_moved(booking, member, setup, place)
    waits = {"status": status, "expires_at": start if status == "requested" else None}
    change_if_unchanged(booking, starts_at=start, ends_at=end, space_id=place.id, price_cents=price, **waits)
    free(booking)
    make_way(place, start, end + place.turnaround)  # two that want each other's place would wait for one another
    occupy(booking, place)
    look_again(hub)
    record(booking, before, status, member, "moved")
    mails.moved(booking, member, hub, place)
    signals.moved.send(booking)
    return booking


def cancel(*, booking: Booking, member: Member, hub: Hub, place: Place, why: str = "") -> Booking:
    """Cancel and free the place; a booking that is already cancelled stays so. TooLateToCancel, StepNotAllowed."""
    if booking.status == "cancelled":
        return booking
    rules.check_cancellable(place.rules, booking.status, booking.starts_at, now())
    claim_rooms(hub, place)
    step(booking, "cancelled", member, why)
    free(booking)
    mails.cancelled(booking, member, hub, place)
    signals.cancelled.send(booking)
    return booking


def cancel_by_host(
    *, booking: Booking, host: Member, owner: Member | None, hub: Hub, place: Place, reason: str
) -> None:
    """Take a booking away, without a deadline; its `owner`, unless it is a guest's, gets a mail with the reason.
    StepNotAllowed."""
    claim_rooms(hub, place)
    step(booking, "cancelled", host, reason[:LONGEST_WHY])
    free(booking)
    if owner is not None:
        mails.cancelled_by_host(booking, owner, hub, place, reason)
    signals.cancelled.send(booking)


def check_in(*, booking: Booking, actor: Member, place: Place) -> Booking:
    """The person is there; a second time changes nothing. NotNow outside the hub's window, StepNotAllowed."""
    if booking.status == "checked_in":
        return booking
    rules.check_step(booking.status, "checked_in")
    rules.check_in_window(place.rules, booking.starts_at, booking.ends_at, now())
    step(booking, "checked_in", actor, checked_in_at=now())
    return booking


def check_out(*, booking: Booking, actor: Member) -> Booking:
    """The person has left: the rest of the time is free for others. A second time changes nothing. StepNotAllowed."""
    if booking.checked_out_at is not None:
        return booking
    moment = now()
    rules.check_out_possible(booking.status, booking.starts_at, booking.ends_at, moment)
    step(booking, "completed", actor, checked_out_at=moment)
    free(booking, since=moment)
    return booking


def expire_holds() -> int:
    """Write down that holds have run out and remove their rows; returns how many. Nothing depends on it."""
    moment = now()
    due = select(Booking).where(Booking.status.in_(["held", "requested"]), Booking.expires_at <= moment).limit(500)
    return expire(db.session.scalars(due).all())


def _admit(member: Member, hub: Hub, setup: Setup, place: Place, moment: datetime) -> str:
    """What a booking of the member begins as. Restricted, MembersOnly, LimitReached, TooManyRequests."""
    status = rules.first_status(place.rules, setup.standing_of(member.id))
    check_limit(member, hub, place, moment)
    return status


def check_limit(member: Member, hub: Hub, place: Place, moment: datetime) -> None:
    """LimitReached, TooManyRequests. The member's other bookings wait meanwhile, so that two tabs cannot both take
    the last one; where nothing is limited, nobody does."""
    if place.rules.max_active is None and not rate_limits.limits():
        return
    rate_limits.take_turn(member.id)
    made = rate_limits.last_but(rate_limits.made(member.id, hub.id, moment))
    limited = place.rules.max_active is not None
    coming = queries.count_of_coming(member.id, hub.id, moment).scalar_subquery() if limited else literal(0)
    active, *last = db.session.execute(select(coming, *made)).one()
    rate_limits.check(last, moment)
    rules.check_limit(place.rules, active)


def _status_when_moved(booking: Booking, member: Member, setup: Setup, place: Place) -> str:
    """Where hosts decide, what was moved has to be asked for anew. Restricted, MembersOnly."""
    if booking.status not in {"requested", "confirmed"}:
        return booking.status
    return rules.first_status(place.rules, setup.standing_of(member.id))


def _by_preference(
    member: Member, hub: Hub, setup: Setup, places: list[Place], start: datetime, end: datetime, moment: datetime
) -> Iterator[Place]:
    there = availability.look(hub, setup, start, end, moment)
    untaken = [place for place in places if there.fits(place, Interval(start, end))]
    last = queries.last_space_id(member.id, hub.id, places[0].kind) if len(untaken) > 1 else None
    yield from sorted(untaken, key=lambda place: (place.id != last, place.room_id is not None))


def _book(
    member: Member, hub: Hub, setup: Setup, place: Place, start: datetime, end: datetime, title: str, status: str
) -> Booking:
    moment = now()
    booking = Booking(
        id=new_id(),
        hub_id=hub.id,
        space_id=place.id,
        member_id=member.id,
        starts_at=start,
        ends_at=end,
        status=status,
        expires_at=start if status == "requested" else None,
        title=title,
        price_cents=setup.price(place.kind, start, end),
        created_at=moment,
        changed_at=moment,
        sequence=0,
    )
    write_booking(booking, hub, place)
    record(booking, None, booking.status, member, "")
    member_actions.seen(member=member)
    mails.booked(booking, member, hub, place)
    signals.booked.send(booking)
    return booking
