"""The mail with the link that confirms an address and with it a booking.

It is the same whether or not the address has an account. It names neither the person nor what the booking is for:
with words of their choice anybody could write to strangers.
"""

from datetime import datetime

from bookings.mails import facts
from bookings.slots import Booked
from bookings.unconfirmed import links
from core import outbox
from core.outbox import Mail
from hubs.models import Hub


def confirm(one: Booked, hub: Hub, *, email: str, locale: str, until: datetime, at: datetime) -> None:
    """The place is held `until` then; the mail is not sent any more afterwards. `at` tells one that is asked for again
    from the first one."""
    outbox.queue_all(
        [
            Mail(
                key=f"{one.booking.id.hex}:confirm-booking:{int(at.timestamp())}",
                to=email,
                locale=locale,
                template="confirm-booking",
                stale_at=until,
                context={
                    **facts(one.booking, hub),
                    "space": one.place_name,
                    "until": until.isoformat(),
                    "token": links.token(one.booking.id),
                },
            )
        ]
    )
