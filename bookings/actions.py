"""What people do with bookings. Each flushes and never commits; what is not allowed is a named error.

Each may also raise `core.db.Overtaken`, when somebody else was faster: then it must be done anew on what is there now.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError

from bookings import mails, queries, rules, signals
from bookings.errors import SlotTaken, StepNotAllowed
from bookings.guard import NAME as NO_OVERLAP
from bookings.models import Booking, BookingEvent, Occupancy
from core.clock import now
from core.db import Overtaken, constraint_of, db, insert_row
from core.errors import DomainError
from core.identifiers import new_id
from core.timespans import Interval
from hubs.models import Hub, Space
from hubs.rules import Rules
from hubs.setup import Place, Setup, open_intervals
from members.models import Member


def book(
    *, member: Member, hub: Hub, setup: Setup, place: Place, start: datetime, end: datetime, title: str = ""
) -> Booking:
    """Book a place for [start, end); confirmed at once. Raises what `rules.check_times` raises, LimitReached,
    SlotTaken."""
    moment = now()
    check(hub, setup, place, start, end, moment)
    _check_limit(member, hub, place, moment)
    return _book(member, hub, setup, place, start, end, title)


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
    allowed = _allowed(hub, setup, places, start, end, moment)
    _check_limit(member, hub, allowed[0], moment)
    for place in _by_preference(member, hub, allowed, start, end, moment):
        try:
            with db.session.begin_nested():
                return _book(member, hub, setup, place, start, end, title)
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
    """Move a booking to another time or place of its hub, all or nothing. Errors as for `book`.

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
    check(hub, setup, place, start, end, moment, keeps_start=start == booking.starts_at)
    price = setup.price(place.kind, start, end)
    claim_rooms(hub, place, setup.by_id.get(booking.space_id))
    _change_if_unchanged(booking, starts_at=start, ends_at=end, space_id=place.id, price_cents=price)
    db.session.execute(delete(Occupancy).where(Occupancy.booking_id == booking.id))
    make_way(place, start, end + place.turnaround)
    _occupy(booking, place)
    _record(booking, booking.status, booking.status, member, "moved")
    mails.booking_moved(booking, member, hub, place)
    signals.moved.send(booking)
    return booking


def cancel(*, booking: Booking, member: Member, hub: Hub, place: Place, why: str = "") -> Booking:
    """Cancel and free the place; a booking that is already cancelled stays so. TooLateToCancel, StepNotAllowed."""
    if booking.status == "cancelled":
        return booking
    rules.check_cancellable(place.rules, booking.status, booking.starts_at, now())
    claim_rooms(hub, place)
    _step(booking, "cancelled", member, why)
    db.session.execute(delete(Occupancy).where(Occupancy.booking_id == booking.id))
    mails.booking_cancelled(booking, member, hub, place)
    signals.cancelled.send(booking)
    return booking


def check_in(*, booking: Booking, member: Member) -> Booking:
    """The member is there; a second time changes nothing. NotNow outside the window, StepNotAllowed."""
    if booking.status == "checked_in":
        return booking
    rules.check_step(booking.status, "checked_in")
    rules.check_in_window(booking.starts_at, booking.ends_at, now())
    _step(booking, "checked_in", member, "")
    return booking


def expire_holds() -> int:
    """Write down that holds have run out and remove their rows; returns how many. Nothing depends on it."""
    moment = now()
    due = select(Booking).where(Booking.status.in_(["held", "requested"]), Booking.expires_at <= moment).limit(500)
    return _expire(db.session.scalars(due).all())


def check(
    hub: Hub, setup: Setup, place: Place, start: datetime, end: datetime, moment: datetime, *, keeps_start: bool = False
) -> None:
    """Raise what `rules.check_times` raises for this place and its hub's hours; writes nothing.

    The hours are looked at only for what is not too long anyway: somebody might ask for a thousand years.
    """
    longest = timedelta(minutes=place.rules.max_minutes)
    opened = open_intervals(hub, setup, start, end) if start < end <= start + longest else []
    rules.check_times(place.rules, hub.time_zone, opened, moment, start, end, keeps_start=keeps_start)


def _allowed(
    hub: Hub, setup: Setup, places: list[Place], start: datetime, end: datetime, moment: datetime
) -> list[Place]:
    """The places whose rules allow the time; each set of rules is looked at once."""
    refusals: dict[Rules, DomainError | None] = {}
    for place in places:
        if place.rules not in refusals:
            try:
                check(hub, setup, place, start, end, moment)
                refusals[place.rules] = None
            except DomainError as error:
                refusals[place.rules] = error
    allowed = [place for place in places if refusals[place.rules] is None]
    refusal = refusals[places[0].rules]
    if not allowed and refusal is not None:
        raise refusal
    return allowed


def _check_limit(member: Member, hub: Hub, place: Place, moment: datetime) -> None:
    """The member's row is locked meanwhile, so that two tabs cannot both take the last allowed booking."""
    if place.rules.max_active is None:
        return
    db.session.execute(select(Member.id).where(Member.id == member.id).with_for_update())
    rules.check_limit(place.rules, queries.coming_count(member.id, hub.id, moment))


def _by_preference(
    member: Member, hub: Hub, places: list[Place], start: datetime, end: datetime, moment: datetime
) -> Iterator[Place]:
    longest = max(place.turnaround for place in places)
    taken = queries.taken_by_space([hub.id], start, end + longest, moment)
    free = [place for place in places if queries.is_free(place, taken, start, end)]
    last = queries.last_space_id(member.id, hub.id, places[0].kind) if len(free) > 1 else None
    yield from sorted(free, key=lambda place: (place.id != last, place.room_id is not None))


def _book(member: Member, hub: Hub, setup: Setup, place: Place, start: datetime, end: datetime, title: str) -> Booking:
    claim_rooms(hub, place)
    make_way(place, start, end + place.turnaround)
    booking = Booking(
        id=new_id(),
        hub_id=hub.id,
        space_id=place.id,
        member_id=member.id,
        starts_at=start,
        ends_at=end,
        status="confirmed",
        title=title,
        price_cents=setup.price(place.kind, start, end),
        created_at=now(),
    )
    insert_row(booking)
    _occupy(booking, place)
    _record(booking, None, booking.status, member, "")
    mails.booking_confirmed(booking, member, hub, place)
    signals.booked.send(booking)
    return booking


def _occupy(booking: Booking, place: Place) -> None:
    """Take the place; the database's guard refuses what overlaps."""
    rows: list[dict[str, object]] = [
        {
            "hub_id": booking.hub_id,
            "space_id": space_id,
            "starts_at": start,
            "ends_at": until,
            "booking_id": booking.id,
            "expires_at": booking.expires_at,
        }
        for start, until in day_long_pieces(booking.starts_at, booking.ends_at + place.turnaround)
        for space_id in place.takes
    ]
    insert_occupancy(rows)


def insert_occupancy(rows: list[dict[str, object]]) -> None:
    """SlotTaken when the guard refuses one of the rows.

    PostgreSQL skips such a row instead of raising. That is more than politeness: it then waits for another booking
    under way before it inserts, where a plain INSERT waits afterwards, so that two may wait for each other.
    """
    connection = db.session.connection()
    try:
        if connection.dialect.name == "postgresql":
            taking = postgresql.insert(Occupancy).on_conflict_do_nothing().returning(Occupancy.id)
            if len(connection.execute(taking, rows).all()) < len(rows):
                raise SlotTaken
        else:
            connection.execute(insert(Occupancy), rows)
    except DBAPIError as error:
        if constraint_of(error) == NO_OVERLAP:
            raise SlotTaken from error
        raise


def claim_rooms(hub: Hub, *places: Place | None) -> None:
    """No desk comes into these rooms until the commit; desks themselves need no such turn.

    Overtaken when the hub was changed since it was read: a desk may have come into a room just now
    (`blocking_actions.take_with_room`, which waits here too).
    """
    rooms = {place.id for place in places if place and place.kind != "desk"}
    if not rooms:
        return
    turn = select(Space.id).where(Space.id.in_(rooms)).order_by(Space.id).with_for_update(key_share=True)
    db.session.execute(turn)
    if db.session.execute(select(Hub.setup_stamp).where(Hub.id == hub.id)).scalar_one() != hub.setup_stamp:
        raise Overtaken


def make_way(place: Place, start: datetime, end: datetime) -> None:
    """SlotTaken when [start, end) is taken; holds in it that have run out are expired and give way.

    Courtesy, but for the holds: it spares the database a refusal, and does not replace it.
    """
    moment = now()
    in_the_way = queries.in_the_way(place.takes, start, end)
    if any(row.expires_at is None or row.expires_at > moment for row in in_the_way):
        raise SlotTaken
    if in_the_way:
        run_out = {row.booking_id for row in in_the_way}
        _expire(db.session.scalars(select(Booking).where(Booking.id.in_(run_out))).all())


def day_long_pieces(start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """[start, end) in pieces of at most a day: the longest that a row of occupancy may be."""
    while start < end:
        until = min(end, start + queries.LONGEST_ROW)
        yield start, until
        start = until


def _expire(bookings: Iterable[Booking]) -> int:
    done = 0
    for booking in bookings:
        try:
            _step(booking, "expired", None, "")
        except (StepNotAllowed, Overtaken):  # paid or approved at the last moment, elsewhere
            continue
        db.session.execute(delete(Occupancy).where(Occupancy.booking_id == booking.id))
        done += 1
    return done


def _step(booking: Booking, to_status: str, member: Member | None, why: str) -> None:
    """One step of the booking's life: one conditional UPDATE and one audit row."""
    from_status = booking.status
    rules.check_step(from_status, to_status)
    _change_if_unchanged(booking, status=to_status)
    _record(booking, from_status, to_status, member, why)


def _change_if_unchanged(booking: Booking, **values: object) -> None:
    """Write only if the row is still as it was read; otherwise somebody else was first: Overtaken."""
    as_read = (Booking.status == booking.status, Booking.starts_at == booking.starts_at)
    unchanged = (*as_read, Booking.ends_at == booking.ends_at, Booking.space_id == booking.space_id)
    change = update(Booking).where(Booking.id == booking.id, *unchanged).values(**values)
    changed = db.session.execute(change, execution_options={"synchronize_session": False}).rowcount  # type: ignore[attr-defined]
    if changed != 1:
        raise Overtaken
    db.session.refresh(booking)


def _record(booking: Booking, from_status: str | None, to_status: str, member: Member | None, why: str) -> None:
    actor_id = member.id if member else None
    row = {"booking_id": booking.id, "actor_id": actor_id, "happened_at": now(), "why": why}
    steps = {"from_status": from_status, "to_status": to_status}
    db.session.connection().execute(insert(BookingEvent), row | steps)
