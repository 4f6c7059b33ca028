"""Reads for a hub's day. Names of people, never their addresses; a fixed number of queries each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, Select, select

from bookings import admitting, confiding, rules
from bookings.models import Booking, BookingEvent, GuestContact, Occupancy
from bookings.queries import LONGEST_BOOKING, LONGEST_ROW
from core.arguments import read_uuid
from core.db import db
from hubs.inductions.rules import MissingInduction
from hubs.models import Hub, Space
from hubs.setup import Place, Setup
from members.models import Member, MemberRole


@dataclass(frozen=True, slots=True)
class DayBooking:
    """A booking with its space, who comes (a member's name; a guest's; "" for nobody known; the pick-up code where it
    is confidential), its status now. `booked_by`: the member who has booked it for that guest."""

    booking: Booking
    space: Space
    person: str
    status: str
    booked_by: str = ""

    @property
    def place_name(self) -> str:
        """What its place is called wherever the booking is told."""
        return confiding.place_name(self.booking, self.space)


def of_days(
    hub_id: int, start: datetime, end: datetime, moment: datetime, viewer_id: int | None = None
) -> list[DayBooking]:
    """The bookings that reach into [start, end) and take a place or have taken one, in the order of time. `viewer_id`:
    the host who looks."""
    query = (
        _with_people(hub_id)
        .where(Booking.starts_at > start - LONGEST_BOOKING, Booking.starts_at < end, Booking.ends_at > start)
        .where(Booking.status.in_(rules.SHOWN))
        .order_by(Booking.starts_at, Space.position, Space.id)
    )
    found = [_day_booking(row, moment, viewer_id) for row in db.session.execute(query)]
    return [entry for entry in found if entry.status != "expired"]


def waiting(hub_id: int, moment: datetime) -> list[DayBooking]:
    """The requests of any day that hosts have not answered yet, the next one first."""
    query = (
        _with_people(hub_id)
        .where(Booking.status == "requested", Booking.is_coming(moment))
        .order_by(Booking.starts_at, Booking.id)
    )
    return [_day_booking(row, moment) for row in db.session.execute(query)]


def uncovered(hub: Hub, setup: Setup, moment: datetime) -> list[tuple[DayBooking, list[MissingInduction]]]:
    """The running and coming bookings whose members lack an induction for them, the next one first, with what they
    lack. No query where no space needs one, else at most three."""
    if not setup.needs:
        return []
    query = _with_people(hub.id).where(Booking.space_id.in_(list(setup.needs)), Booking.is_coming(moment))
    rows = db.session.execute(query.order_by(Booking.starts_at, Booking.id))
    entries = [_day_booking(row, moment) for row in rows]
    lacks = admitting.lacking(hub, setup, [entry.booking for entry in entries], moment)
    return [(entry, lacks[entry.booking.id]) for entry in entries if lacks[entry.booking.id]]


def one(hub_id: int, booking_id: str, moment: datetime, viewer_id: int | None = None) -> DayBooking | None:
    """A booking of this hub; None for another hub's, an unknown or an impossible id. `viewer_id` as in `of_days`."""
    key = read_uuid(booking_id)
    if key is None:
        return None
    row = db.session.execute(_with_people(hub_id).where(Booking.id == key)).one_or_none()
    return _day_booking(row, moment, viewer_id) if row else None


def broken_hits(hub_id: int, place: Place, start: datetime, end: datetime, moment: datetime) -> list[DayBooking]:
    """The bookings that still take the place, or a part of it, in [start, end), in the order of time."""
    taking = select(Occupancy.booking_id).where(
        Occupancy.space_id.in_(place.takes),
        Occupancy.starts_at > start - LONGEST_ROW,
        Occupancy.starts_at < end,
        Occupancy.ends_at > start,
        Occupancy.holds(moment),
    )
    query = _with_people(hub_id).where(Booking.id.in_(taking), Booking.ends_at > moment)
    still = query.where(Booking.status.in_(rules.OCCUPYING)).order_by(Booking.starts_at, Booking.id)
    return [_day_booking(row, moment) for row in db.session.execute(still)]


def guests_of(hub_id: int, start: datetime, end: datetime) -> int:
    """How many bookings of people without an account reach into [start, end): no mail reaches them."""
    return len(db.session.scalars(_coming(Booking.id, hub_id, start, end).where(Booking.member_id.is_(None))).all())


def of_group(hub_id: int, group_id: UUID, moment: datetime) -> list[DayBooking]:
    """What was booked together at this hub, but for what was called off."""
    query = _with_people(hub_id).where(Booking.group_id == group_id, Booking.status.not_in(rules.CALLED_OFF))
    rows = db.session.execute(query.order_by(Booking.starts_at, Space.position, Space.id))
    return [_day_booking(row, moment) for row in rows]


def who_made(booking: Booking) -> str:
    """The name of the host who has booked it for a guest; "" where nobody did, or it is not known any more."""
    made = select(BookingEvent.actor_id).where(
        BookingEvent.booking_id == booking.id, BookingEvent.from_status.is_(None)
    )
    query = select(Member.name).where(Member.id.in_(made))
    return db.session.scalars(query).first() or "" if booking.origin == "host" else ""


def telephone_of(booking: Booking, moment: datetime) -> str:
    """Of the guest who is to come, until the visit is over."""
    if booking.origin != "host" or booking.ends_at <= moment or booking.checked_out_at is not None:
        return ""
    contact = db.session.get(GuestContact, booking.id)
    return contact.telephone if contact else ""


def members_of(hub_id: int, start: datetime, end: datetime) -> Sequence[Member]:
    """The members whose bookings reach into [start, end), each once."""
    ids = _coming(Booking.member_id, hub_id, start, end)
    return db.session.scalars(select(Member).where(Member.id.in_(ids), Member.is_active).order_by(Member.id)).all()


def hosts_of(hub_slug: str) -> Sequence[Member]:
    hosting = select(MemberRole.member_id).where(MemberRole.role == "host", MemberRole.hub_slug == hub_slug)
    return db.session.scalars(select(Member).where(Member.id.in_(hosting), Member.is_active).order_by(Member.id)).all()


def member_of(member_id: int) -> Member:
    return db.session.get_one(Member, member_id)


def hub_and_spaces_of(bookings: Iterable[Booking]) -> tuple[Hub, dict[int, Space]]:
    """Where these bookings of one hub are; the spaces by id."""
    ids = {booking.space_id for booking in bookings}
    rows = db.session.execute(select(Hub, Space).join(Space, Space.hub_id == Hub.id).where(Space.id.in_(ids))).all()
    return rows[0][0], {space.id: space for _hub, space in rows}


def _coming(column: object, hub_id: int, start: datetime, end: datetime) -> Select[tuple[int]]:
    query: Select[tuple[int]] = select(column).where(Booking.hub_id == hub_id)  # type: ignore[call-overload]
    inside = (Booking.starts_at > start - LONGEST_BOOKING, Booking.starts_at < end, Booking.ends_at > start)
    return query.where(*inside, Booking.status.in_(rules.EXPECTED))


def _with_people(hub_id: int) -> Select[Booking, Space, str, int | None]:
    columns = select(Booking, Space, Member.name, confiding.booked_by_column()).join(
        Space, Space.id == Booking.space_id
    )
    return columns.outerjoin(Member, Member.id == Booking.member_id).where(Booking.hub_id == hub_id)


def _day_booking(
    row: Row[Booking, Space, str, int | None], moment: datetime, viewer_id: int | None = None
) -> DayBooking:
    booking, space, name, booked_by = row
    is_own_guest = viewer_id is not None and booked_by == viewer_id
    person = confiding.person(booking, booking.guest_name or name or "", is_own_guest=is_own_guest)
    status = rules.effective_status(booking.status, booking.ends_at, booking.runs_out_at, moment)
    booked_for = booking.guest_name and booking.member_id is not None and not booking.is_confidential
    return DayBooking(booking, space, person, status, (name or "") if booked_for else "")
