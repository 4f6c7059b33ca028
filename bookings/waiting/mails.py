"""What people read who were waiting: a place is proposed to them, or was booked for them. Not to be done without: they
have to know."""

from collections.abc import Mapping
from datetime import datetime

from bookings.mails import about, facts, occasion
from bookings.slots import Booked
from bookings.waiting import links
from bookings.waiting.models import WaitingEntry
from core import outbox
from core.outbox import Mail
from hubs.models import Hub
from members.models import Member

Told = Mapping[str, str]


def proposed(one: Booked, entry: WaitingEntry, member: Member, hub: Hub, until: datetime, *, not_at_once: bool) -> None:
    """It is held for them `until` then; not sent any more afterwards. `not_at_once`: they wanted it to be booked for
    them, but have to agree first to what it costs now, or to pay."""
    booking = one.booking
    outbox.queue_all(
        [
            Mail(
                key=occasion("place-proposed", booking),
                to=member.email,
                locale=member.locale,
                template="place-proposed",
                stale_at=until,
                context={
                    "name": member.name,
                    **facts(booking, hub),
                    "space": one.place_name,
                    "until": until.isoformat(),
                    "not_at_once": "yes" if not_at_once else "",
                    "leave_token": links.token(entry.id),
                },
            )
        ]
    )


def booked(one: Booked, member: Member, hub: Hub, told: Told) -> None:
    """It was booked, or asked for, in their name: also to who does without receipts for what they did themselves."""
    asked = one.booking.status == "requested"
    template = "booking-requested" if asked else "booking-confirmed"
    outbox.queue_all([about(template, one, member, hub, {**told, "waited": "yes"})])
