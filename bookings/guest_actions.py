"""Guests for whom members have booked are told what becomes of it. Flushes and never commits."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import insert, select

from bookings import booked_for, guest_mails, queries, rules
from bookings.booked_for import BookedFor
from bookings.guest_errors import NotForAnother
from bookings.models import Booking, GuestContact
from bookings.slots import Booked
from core import outbox
from core.clock import now
from core.db import db
from hubs.models import Hub, Space
from hubs.setup import Place, place_of, setup_of
from members.models import Member

Guests = Sequence[tuple[Booked, BookedFor, Member | None]]


def keep(guests: Guests, hub: Hub) -> None:
    """How the guests of bookings that were just made are reached; those with an address are told of what stands.
    NoGuestHere, GuestNameMissing."""
    rows, told = list[dict[str, object]](), list[outbox.Mail]()
    for one, guest, member in guests:
        booked_for.check(one.place, guest)
        knows = bool(member and guest.email) and one.booking.status in rules.OPEN_ENDED
        if guest.can_be_reached:
            contact = {"email": guest.email, "telephone": guest.telephone, "is_told": knows}
            rows.append({"booking_id": one.booking.id, **contact})
        if knows and member:
            told.append(guest_mails.mail(guest_mails.BOOKED, one, guest.email, guest.name, member, hub))
    if rows:
        db.session.connection().execute(insert(GuestContact), rows)
    outbox.queue_all(told)


def tell(_sender: object, bookings: Sequence[Booking], **_more: object) -> None:
    """A receiver of what becomes of bookings: their guests hear of what stands now, is elsewhere, or is off. No query
    where none is for a guest."""
    keys = [booking.id for booking in bookings if booking.guest_name and booking.member_id is not None]
    if not keys:
        return
    query = select(GuestContact).where(GuestContact.booking_id.in_(keys), GuestContact.email != "")
    contacts = {one.booking_id: one for one in db.session.scalars(query)}
    concerned = [booking for booking in bookings if booking.id in contacts]
    if not concerned:
        return
    members, told = queries.members_of(concerned), list[outbox.Mail]()
    for booking in concerned:
        contact = contacts[booking.id]
        template = _template(booking.status, contact.is_told)
        if template:
            hub = db.session.get_one(Hub, booking.hub_id)
            place = place_of(setup_of(hub), db.session.get_one(Space, booking.space_id))
            whose = members[booking.member_id]
            one = Booked(booking, place)
            told.append(guest_mails.mail(template, one, contact.email, booking.guest_name, whose, hub))
            contact.is_told = template != guest_mails.CANCELLED
    db.session.flush()
    outbox.queue_all(told)


def _template(status: str, is_told: bool) -> str | None:
    """What a guest has to hear; of what was only asked for, nothing."""
    if status in rules.CALLED_OFF:
        return guest_mails.CANCELLED if is_told else None
    if is_told:
        return guest_mails.MOVED
    return guest_mails.BOOKED if status in rules.OPEN_ENDED else None


def name(*, booking: Booking, member: Member, hub: Hub, place: Place, guest: BookedFor | None) -> None:
    """From now on the member's booking is for this guest, or (None) for the member. Who was told that it is for them
    hears that it is no longer, and the new one that it is. The same once more changes nothing.

    NotForAnother once it has begun, or holds no longer; NoGuestHere, GuestNameMissing.
    """
    if not can_be_named(booking, booking.status):
        raise NotForAnother
    if guest is not None:
        booked_for.check(place, guest)
    old = db.session.get(GuestContact, booking.id)
    before = BookedFor(booking.guest_name, old.email if old else "")
    if before == (guest or BookedFor("")):
        return
    one, wanted = Booked(booking, place), guest or BookedFor("")
    if old is not None and old.is_told and old.email != wanted.email:
        gone = guest_mails.mail(guest_mails.CANCELLED, one, old.email, booking.guest_name, member, hub)
        outbox.queue_all([gone])
    booking.guest_name = wanted.name
    if old is not None and old.email != wanted.email:
        db.session.delete(old)
    db.session.flush()
    if guest is not None and before.email != guest.email:
        keep([(one, guest, member)], hub)


def can_be_named(booking: Booking, status: str) -> bool:
    """Whether its member may still say whom it is for. `status`: as it reads now."""
    is_coming = status in rules.EXPECTED | rules.WAITING and booking.starts_at > now()
    return is_coming and not booking.is_confidential and not booking.is_proposal


def emails_of(booking_ids: Collection[UUID]) -> dict[UUID, str]:
    """The addresses of the guests for whom these are."""
    query = select(GuestContact.booking_id, GuestContact.email).where(GuestContact.booking_id.in_(booking_ids))
    return {row.booking_id: row.email for row in db.session.execute(query)} if booking_ids else {}
