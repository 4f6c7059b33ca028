"""The mails that hosts cause, or get, queued in the transaction of the action."""

from bookings import request_mails
from bookings.mails import about, facts
from bookings.models import Booking
from bookings.today import queries
from core import outbox
from hubs.models import Hub
from hubs.setup import Place
from members.models import Member


def approved(booking: Booking, member: Member, hub: Hub, place: Place) -> None:
    about("booking-confirmed", booking, member, hub, place)


def declined(booking: Booking, member: Member, hub: Hub, place: Place, reason: str) -> None:
    about("booking-declined", booking, member, hub, place, reason=reason)


def tell_hosts(booking: Booking) -> None:
    """When somebody has asked for a place, each host of the hub gets a mail, with what else was asked for within
    minutes. Called for every booking that is made."""
    if booking.status != "requested" or booking.member_id is None:
        return
    hub, space = queries.hub_and_space_of(booking)
    about = facts(booking, hub)
    names = ("booking_id", "title", "starts_at", "ends_at", "zone")
    item = {name: about[name] for name in names} | {"id": str(booking.id), "space": space.name}
    item["person"] = queries.member_of(booking.member_id).name
    same = {name: about[name] for name in ("hub", "hub_slug", "reply_to")}
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
        ]
    )


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
