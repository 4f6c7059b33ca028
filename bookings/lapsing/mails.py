"""What people read whose place will be, or was, released, and whose request nobody has answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bookings import confiding, rules
from bookings.invitations.facts import invitation
from bookings.mails import facts, occasion
from bookings.models import Booking
from bookings.queries import BookingView
from bookings.reminders import links
from bookings.reminders.rules import release_key_of
from bookings.suggesting import Proposal
from core.outbox import Mail
from hubs.models import Hub
from hubs.rules import Rules
from hubs.setup import Place
from members.models import Member

Told = Mapping[str, str]


def check_in_due(booking: Booking, member: Member, hub: Hub, place: Place, told: Told) -> Mail:
    """Check in, or the place is free for others. Not sent any more once it is. `told`: how it is paid."""
    return Mail(
        key=release_key_of(booking.id, booking.starts_at),
        to=member.email,
        locale=member.locale,
        template="check-in-due",
        stale_at=booking.release_at,
        context={
            "name": member.name,
            "space": confiding.place_name(booking, place),
            "phone": hub.phone or "",
            "check_in_token": links.token(links.CHECK_IN, booking.id),
            **facts(booking, hub),
            **told,
        },
    )


def not_used(view: BookingView, member: Member, house: Rules, number: int, moment: datetime) -> Mail:
    """It was released, or is over: nobody had checked in. `number`: how often that was so of late, where it counts."""
    booking, hub = view.booking, view.hub
    counted: dict[str, Any] = {"number": number, "most": house.most_no_shows, "days": house.no_show_days}
    must_ask = rules.stayed_away(house, number)
    return Mail(
        key=occasion("booking-not-used", booking),
        to=member.email,
        locale=member.locale,
        template="booking-not-used",
        context={
            "name": member.name,
            "space": view.place_name,
            "phone": hub.phone or "",
            **facts(booking, hub),
            "released_at": booking.release_at.isoformat() if booking.release_at else "",
            "check_in_token": links.token(links.CHECK_IN, booking.id) if moment < booking.ends_at else "",
            **(counted | {"must_ask": "yes" if must_ask else ""} if house.most_no_shows is not None else {}),
        },
    )


def unanswered(view: BookingView, member: Member, instead: Sequence[Proposal]) -> Mail:
    """Nobody has answered the request in time; what can be had `instead`."""
    booking, hub = view.booking, view.hub
    return Mail(
        key=occasion("request-unanswered", booking),
        to=member.email,
        locale=member.locale,
        template="request-unanswered",
        context={
            "name": member.name,
            "space": view.place_name,
            "phone": hub.phone or "",
            **facts(booking, hub),
            "instead": [_proposal(one) for one in instead],
        },
        calendar=invitation(booking, member),
    )


def _proposal(one: Proposal) -> dict[str, Any]:
    subject = one.subject
    return {
        "space": subject.place.told_name if subject.place else "",
        "kind": subject.kind,
        "hub": subject.hub.name,
        "starts_at": one.start.isoformat(),
        "ends_at": one.end.isoformat(),
        "zone": subject.hub.time_zone,
        "query": {name: value for name, value in subject.query(one.start, one.end).items() if value is not None},
    }
