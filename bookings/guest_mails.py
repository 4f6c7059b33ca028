"""What guests read of the bookings that members make for them: when, where, by whom; never what they cost or what for.

They have no account, so these mails lead to the hub's public page, and whoever has booked changes things for them.
"""

from typing import Any

from bookings import mails, rules
from bookings.invitations.facts import as_it_stands
from bookings.slots import Booked
from core.clock import now
from core.outbox import Mail
from hubs.models import Hub
from members.models import Member

BOOKED, MOVED, CANCELLED = "guest-booked", "guest-moved", "guest-cancelled"


def mail(template: str, one: Booked, email: str, guest_name: str, member: Member, hub: Hub) -> Mail:
    """One of these three, in the language of the member who has booked."""
    booking, _place = one
    facts = {**mails.facts(booking, hub), "title": ""}
    context: dict[str, Any] = {
        **{name: facts[name] for name in facts if name not in {"price_cents", "vat", "release_at"}},
        "name": guest_name,
        "space": one.place_name,
        "booked_by": member.name,
        "waits": booking.status == "requested",
        "phone": hub.phone or "",
    }
    return Mail(
        f"{mails.occasion(template, booking)}:{now().timestamp()}",
        to=email,
        locale=member.locale,
        template=template,
        stale_at=None if template == CANCELLED else booking.ends_at,
        context=context,
        calendar=_calendar(template, one),
    )


def _calendar(template: str, one: Booked) -> dict[str, Any]:
    """Who is no longer the one for whom it is has it taken out of their calendar, though it stands."""
    stands = as_it_stands(one.booking)
    if template == CANCELLED and one.booking.status not in rules.CALLED_OFF:
        return {**stands, "status": "cancelled", "sequence": one.booking.sequence + 1}
    return stands
