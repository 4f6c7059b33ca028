"""Which bookings are hit, and what an operation has done. A fixed number of queries each."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, select

from bookings import admitting, confiding
from bookings.availability import Availability, taken_in
from bookings.grid import MINUTE
from bookings.impact import placing, rules
from bookings.impact.rules import Hit
from bookings.models import Blocking, Booking, BookingEvent, Impact, Occupancy
from bookings.queries import LONGEST_ROW, of_place, taken_by_space
from core.clock import now
from core.db import db
from core.timespans import Interval, covers, subtract
from hubs import hours, lunch, setup
from hubs.models import Closure, Hub, Space
from hubs.rules import held_of
from hubs.setup import Place, Setup
from members.models import Member

Found = Row[Booking, Space, Member | None]


class Done(NamedTuple):
    """A booking that gave way: what became of it, from which space to which, and whose it is."""

    impact: Impact
    booking: Booking
    space: Space
    member: Member | None

    @property
    def person(self) -> str:
        name = self.member.name if self.member else self.booking.guest_name
        return confiding.person(self.booking, name)

    @property
    def place_name(self) -> str:
        """What its place is called wherever the booking is told."""
        return confiding.place_name(self.booking, self.space)

    def told(self, space: Space) -> str:
        """What another space, where it was, is called."""
        return confiding.place_name(self.booking, space)

    @property
    def was_moved(self) -> bool:
        return self.impact.outcome == "moved"

    @property
    def has_ended(self) -> bool:
        """Somebody was there and had to leave, so that it is over and not cancelled."""
        return not self.was_moved and self.booking.status == "completed"


def hits(hub: Hub, house: Setup, bookings: Iterable[Found], cause: str, avoid: Collection[int] = ()) -> list[Hit]:
    """The bookings as hits of this cause, in the order of time; `avoid` are spaces to which none may move."""
    found = sorted(bookings, key=lambda row: (row[0].starts_at, row[1].position, row[1].id))
    moves = _targets(hub, house, found, avoid) if found and cause not in {rules.CLOSED, rules.HOURS} else {}
    return [_hit(row, cause, moves.get(row[0].id)) for row in found]


def of_closing(hub: Hub, start: datetime, end: datetime) -> list[Found]:
    """All bookings of the hub that reach into [start, end) and still hold. Of a locker those that begin or end in it:
    what lies there stays meanwhile; and none of a locker outside."""
    query = _coming(hub.id).where(Booking.starts_at < end, Booking.ends_at > start)
    return [row for row in db.session.execute(query) if _is_closed_for(row[0], row[1], Interval(start, end))]


def _is_closed_for(booking: Booking, space: Space, closed: Interval) -> bool:
    match held_of(space.kind, is_outside=space.is_outside):
        case "any":
            return False
        case "ends":
            begins = closed.start <= booking.starts_at < closed.end and booking.starts_at > now()
            return begins or closed.start < booking.ends_at <= closed.end
    return True


def of_places(hub: Hub, space_ids: Collection[int], times: Sequence[Interval]) -> list[Found]:
    """Bookings that take one of these spaces (its turnaround too) at one of these times."""
    if not times:
        return []
    start, end = min(time.start for time in times), max(time.end for time in times)
    rows = select(Occupancy.booking_id, Occupancy.starts_at, Occupancy.ends_at).where(
        Occupancy.space_id.in_(list(space_ids)), Occupancy.booking_id.is_not(None), *_overlaps(start, end)
    )
    ids = {row[0] for row in db.session.execute(rows) if any(row[1] < t.end and row[2] > t.start for t in times)}
    return list(db.session.execute(_coming(hub.id).where(Booking.id.in_(ids)))) if ids else []


def of_space(hub: Hub, space_id: int) -> list[Found]:
    """All coming bookings of a space itself."""
    return list(db.session.execute(_coming(hub.id).where(Booking.space_id == space_id)))


def of_hours(hub: Hub, house: Setup, text: str) -> list[Found]:
    """Coming bookings that lie within the hours as they are, and not within those of `text`.

    Over lunch breaks where the rules of their places allow it, and where they go over one as it is: whoever has such a
    booking keeps it when the rule has changed.
    """
    return [row for row in db.session.execute(_coming(hub.id)) if _is_hit(hub, house, text, row[0], row[1])]


def _is_hit(hub: Hub, house: Setup, text: str, booking: Booking, space: Space) -> bool:
    held = held_of(space.kind, is_outside=space.is_outside)
    if held != "whole":
        return held == "ends" and _is_shut(hub, text, booking)
    where = (hub.opening_hours, hub.time_zone, hub.holiday_state)
    crossed = lunch.crossed(*where, Interval(booking.starts_at, booking.ends_at))
    span = Interval(lunch.resumed(crossed, max(booking.starts_at, now())), booking.ends_at)
    before, after = _opened(hub, hub.opening_hours, span), _opened(hub, text, span)
    over_lunch = house.rules_of(booking.space_id).over_lunch or not covers(before, span)
    return _holds(hub, before, span, over_lunch=True) and not _holds(hub, after, span, over_lunch=over_lunch)


def _is_shut(hub: Hub, text: str, booking: Booking) -> bool:
    """Whether what lies in a locker could be put in, or taken out, and no longer can."""
    put_in = Interval(booking.starts_at, booking.starts_at + MINUTE)
    ends = [Interval(booking.ends_at - MINUTE, booking.ends_at), *([put_in] if put_in.start > now() else [])]
    return any(_opened(hub, hub.opening_hours, end) and not _opened(hub, text, end) for end in ends)


def blockings_in(space_ids: Collection[int], times: Sequence[Interval]) -> list[Interval]:
    """What is blocked already of these spaces, as far as it reaches into the times."""
    if not times:
        return []
    start, end = min(time.start for time in times), max(time.end for time in times)
    query = select(Occupancy.starts_at, Occupancy.ends_at).where(
        Occupancy.space_id.in_(list(space_ids)), Occupancy.blocking_id.is_not(None), *_overlaps(start, end)
    )
    return [Interval(row[0], row[1]) for row in db.session.execute(query)]


def closures_of(hub: Hub) -> list[Closure]:
    """Closures that are coming or last, the next one first."""
    query = select(Closure).where(Closure.hub_id == hub.id, Closure.ends_at > now())
    return list(db.session.scalars(query.order_by(Closure.starts_at, Closure.id)))


def closure_of(hub: Hub, closure_id: int) -> Closure | None:
    return db.session.scalars(select(Closure).where(Closure.hub_id == hub.id, Closure.id == closure_id)).one_or_none()


def blockings_of(hub: Hub) -> list[Row[Blocking, Space]]:
    """Blockings that are coming or last with their spaces, the next one first; not those of outside calendars."""
    query = select(Blocking, Space).join(Space, Space.id == Blocking.space_id)
    query = query.where(Blocking.hub_id == hub.id, Blocking.ends_at > now(), Blocking.calendar_id.is_(None))
    return list(db.session.execute(query.order_by(Blocking.starts_at, Space.position, Blocking.id)))


def blocked_by_calendars(hub: Hub) -> list[Row[int | None, str, Space, int]]:
    """The outside calendars that block spaces of the hub from now on: the id, the name, which its blockings bear, the
    space, and how many blockings are coming."""
    query = (
        select(Blocking.calendar_id, Blocking.reason, Space, func.count())
        .join(Space, Space.id == Blocking.space_id)
        .where(Blocking.hub_id == hub.id, Blocking.ends_at > now(), Blocking.calendar_id.is_not(None))
        .group_by(Blocking.calendar_id, Blocking.reason, Space.id)
        .order_by(Space.position, Blocking.calendar_id)
    )
    return list(db.session.execute(query))


def blockings_by(hub: Hub, *, blocking_id: int | None = None, series: str | None = None) -> list[Blocking]:
    """The one blocking of the hub, or those of a series that are not over. Outside calendars keep theirs."""
    query = select(Blocking).where(Blocking.hub_id == hub.id, Blocking.calendar_id.is_(None))
    one = Blocking.id == blocking_id if series is None else Blocking.series == series
    return list(db.session.scalars(query.where(one, Blocking.ends_at > now()).order_by(Blocking.id)))


def faults(hub_id: int, moment: datetime) -> Sequence[Blocking]:
    """The blockings of places that are out of order and not over, those of one place side by side."""
    query = select(Blocking).where(Blocking.hub_id == hub_id, Blocking.kind == "fault", Blocking.ends_at > moment)
    return db.session.scalars(query.order_by(Blocking.space_id, Blocking.starts_at)).all()


def faults_of(hub: Hub, space_id: int) -> list[Blocking]:
    """Those of one place itself, not those of the room around it."""
    return [fault for fault in faults(hub.id, now()) if fault.space_id == space_id]


def not_taken(hub: Hub, place: Place, times: Sequence[Interval]) -> list[Interval]:
    """What is left of these times when all is cut out that takes the place or a part of it."""
    if not times:
        return []
    start, end = min(time.start for time in times), max(time.end for time in times)
    return subtract(times, of_place(place, taken_by_space([hub.id], start, end, now())))


def space_of(hub: Hub, space_id: int) -> Space | None:
    return db.session.scalars(select(Space).where(Space.hub_id == hub.id, Space.id == space_id)).one_or_none()


def bookings_in_closures(hub: Hub, closures: Sequence[Closure]) -> dict[int, int]:
    """How many bookings still stand within each closure, by its id: those that were kept, and at worst one that
    was made at the very same moment."""
    if not closures:
        return {}
    start, end = min(c.starts_at for c in closures), max(c.ends_at for c in closures)
    found = list(db.session.execute(_coming(hub.id).where(Booking.starts_at < end, Booking.ends_at > start)))
    return {
        c.id: sum(_is_closed_for(row[0], row[1], c.interval) for row in found if _meets(row[0], c)) for c in closures
    }


def _meets(booking: Booking, closure: Closure) -> bool:
    return booking.starts_at < closure.ends_at and booking.ends_at > closure.starts_at


def done_by(hub: Hub, operation: str) -> list[Done]:
    """What an operation of this hub has done, in the order of time; empty when it is unknown here or was undone."""
    query = (
        select(Impact, Booking, Space, Member)
        .join(Booking, Booking.id == Impact.booking_id)
        .join(Space, Space.id == Booking.space_id)
        .outerjoin(Member, Member.id == Booking.member_id)
        .where(Impact.hub_id == hub.id, Impact.operation == operation)
        .order_by(Booking.starts_at, Space.position, Booking.id)
    )
    return [Done(*row) for row in db.session.execute(query)]


def changed_since(hub: Hub, operation: str, host_id: int) -> set[UUID]:
    """The bookings of an operation that anybody but this host has changed after it."""
    later = and_(BookingEvent.booking_id == Impact.booking_id, BookingEvent.happened_at >= Impact.created_at)
    query = select(Impact.booking_id).join(BookingEvent, later)
    query = query.where(Impact.hub_id == hub.id, Impact.operation == operation)
    return set(db.session.scalars(query.where(BookingEvent.actor_id.is_distinct_from(host_id))))


def spaces_by_id(hub: Hub, ids: Collection[int]) -> dict[int, Space]:
    """Spaces of the hub, those that were put away too."""
    query = select(Space).where(Space.hub_id == hub.id, Space.id.in_(list(ids)))
    return {space.id: space for space in db.session.scalars(query)}


def targets_of(hub: Hub, house: Setup, bookings: Sequence[Booking], avoid: Collection[int]) -> dict[UUID, Place]:
    """A free place for each booking that can have one; never where they are now, nor where its member lacks an
    induction. A guest gets none that needs more than their own place does."""
    if not bookings:
        return {}
    spaces = spaces_by_id(hub, {booking.space_id for booking in bookings})
    known = {space.id: setup.place_of(house, space) for space in spaces.values()}
    moment, start, end = now(), min(b.starts_at for b in bookings), max(b.ends_at for b in bookings)
    taken = taken_in({hub.id: house}, max(start, moment), end, moment)
    there = Availability(hub, house, [], taken, moment)  # whatever the hours: the bookings have their times
    people = {booking.member_id for booking in bookings if booking.member_id is not None}
    inducted = admitting.inducted(hub, house, people, house.needs.values(), moment)

    def may_have(booking: Booking, place: Place) -> bool:
        if booking.member_id is None:
            return set(place.needs) <= set(house.needs_of(booking.space_id))
        return not inducted.missing(booking.member_id, place.needs, Interval(booking.starts_at, booking.ends_at))

    return placing.targets(bookings, known, house.places, there, avoid or known.keys(), may_have)


def _targets(hub: Hub, house: Setup, found: Sequence[Found], avoid: Collection[int]) -> dict[UUID, Place]:
    return targets_of(hub, house, [row[0] for row in found], avoid)


def _hit(row: Found, cause: str, target: Place | None) -> Hit:
    booking, space, member = row
    person = confiding.person(booking, member.name if member else booking.guest_name)
    return Hit(
        booking,
        confiding.place_name(booking, space),
        person,
        member is None,
        target,
        rules.ways(cause, booking, target),
    )


def _coming(hub_id: int) -> Select[Booking, Space, Member | None]:
    return (
        select(Booking, Space, Member)
        .join(Space, Space.id == Booking.space_id)
        .outerjoin(Member, Member.id == Booking.member_id)
        .where(Booking.hub_id == hub_id, Booking.is_coming(now()))
    )


def _overlaps(start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    since = Occupancy.starts_at > start - LONGEST_ROW
    return since, Occupancy.starts_at < end, Occupancy.ends_at > start


def _opened(hub: Hub, text: str, span: Interval) -> list[Interval]:
    return hours.open_intervals(text, hub.time_zone, hub.holiday_state, *span)


def _holds(hub: Hub, opened: list[Interval], span: Interval, *, over_lunch: bool) -> bool:
    """Closures aside: they hit bookings by themselves."""
    return lunch.is_open(opened, lunch.breaks(opened, hub.time_zone) if over_lunch else (), span)
