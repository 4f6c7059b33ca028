"""The mails that hosts cause, or get, queued in the transaction of the action."""

from collections.abc import Mapping, Sequence
from typing import Any

from bookings import confiding, request_mails
from bookings.mails import about, facts
from bookings.models import Booking
from bookings.queries import members_of
from bookings.slots import Booked
from bookings.today import queries
from core import outbox
from hubs.models import Hub, Space
from members.models import Member


def approved(one: Booked, member: Member, hub: Hub, told: Mapping[str, str]) -> None:
    """`told` as `bookings.cover.Cover` has it."""
    outbox.queue_all([about("booking-confirmed", one, member, hub, told)])


def declined(one: Booked, member: Member, hub: Hub, reason: str) -> None:
    outbox.queue_all([about("booking-declined", one, member, hub, {"reason": reason})])


def tell_hosts(_sender: object, bookings: Sequence[Booking], **_more: object) -> None:
    """When somebody has asked for places, each host of the hub gets a mail, with what else was asked for within
    minutes. Called for all bookings of a hub that are made or moved."""
    asked = [booking for booking in bookings if booking.status == "requested" and booking.member_id is not None]
    if not asked:
        return
    hub, spaces = queries.hub_and_spaces_of(asked)
    people = members_of(asked)
    items = [_item(booking, hub, spaces[booking.space_id], people[booking.member_id]) for booking in asked]
    same = {"hub": hub.name, "hub_slug": hub.slug, "reply_to": hub.email or ""}
    outbox.gather(
        [
            outbox.Piece(
                bundle=request_mails.bundle(hub.id, host.id),
                item=item,
                to=host.email,
                locale=host.locale,
                template="request-for-hosts",
                context={"name": host.name, **same},
            )
            for host in queries.hosts_of(hub.slug)
            for item in items
        ]
    )


def _item(booking: Booking, hub: Hub, space: Space, person: Member) -> dict[str, Any]:
    about = facts(booking, hub)
    names = ("booking_id", "title", "starts_at", "ends_at", "zone")
    told = {name: about[name] for name in names}
    who = {"space": confiding.place_name(booking, space), "person": confiding.person(booking, person.name)}
    return told | {"id": str(booking.id), **who}


def message(member: Member, hub: Hub, key: str, subject: str, text: str) -> None:
    """A host's own words to one of the people of the day; `key` is the message's, so that each gets it once."""
    outbox.queue(
        f"hub-message:{key}:{member.id}",
        to=member.email,
        locale=member.locale,
        template="hub-message",
        name=member.name,
        hub=hub.name,
        hub_slug=hub.slug,
        reply_to=hub.email or "",
        subject=subject,
        text=text,
    )
