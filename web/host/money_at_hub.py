"""What hosts see of money: whether a booking is paid, what is to be received at the hub, and the sum of the day.

The operator's own till, or card terminal, is the record; here is noted that an item is settled.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from bookings.models import Booking
from bookings.words import HELD_FOR
from core.clock import day_bounds
from core.errors import is_allowed
from core.formats import money
from hubs.models import Hub
from hubs.setup import Setup
from payments import queries
from payments.open_items import queries as item_queries
from payments.open_items.rules import check_note_on_site
from payments.queries import Account
from web.host.today_board import DayBoard


@dataclass(frozen=True, slots=True)
class MoneyAtHub:
    """The accounts of what is on a page. `received_cents`: noted at the hub on that day; None where hosts note none."""

    accounts: Mapping[UUID, Account]
    ways: tuple[str, ...]
    received_cents: int | None = None

    def words(self, booking: Booking) -> Any:
        """What hosts read of money beside a booking: paid, to be paid here or otherwise; "" for what is free. Of what
        is held for something else than money, for what."""
        if booking.held_for:
            return HELD_FOR[booking.held_for][1]
        found = self.accounts.get(booking.id)
        if not booking.price_cents:
            return ""
        if found is None or found.fee.covered_by == "none":
            return _("paid") if found and found.kept_cents else _price_to_pay(booking.price_cents)
        if found.due_cents == 0:
            return _("paid") if found.is_paid else COVERED.get(found.fee.covered_by, lambda: "")()
        return DUE[found.fee.covered_by](money(found.due_cents))

    def can_note(self, booking: Booking) -> bool:
        """Whether the money can be received here now."""
        found = self.accounts.get(booking.id)
        if found is None or found.live is not None:
            return False
        state = {"is_held": booking.expires_at is not None, "is_confidential": found.fee.is_confidential}
        return is_allowed(check_note_on_site, self.ways, found.fee.covered_by, found.due_cents, **state)

    def can_take_back(self, booking: Booking) -> bool:
        """Whether money was noted here, which may have been a mistake."""
        found = self.accounts.get(booking.id)
        noted = found.live if found else None
        return noted is not None and noted.way == "on_site" and noted.status == "paid" and found_owes(found)


def found_owes(account: Account | None) -> bool:
    """What was ticked before money was taken here cannot be noted again, so it is not taken back either."""
    return account is not None and account.fee.covered_by != "none"


COVERED = {
    "pass": lambda: _("covered by a pass"),
    "contingent": lambda: _("paid by the employer"),
    "trial": lambda: _("free trial day"),
}
DUE = {
    "on_site": lambda price: _("%(price)s to pay", price=price),
    "transfer": lambda price: _("%(price)s by bank transfer, open", price=price),
    "online": lambda price: _("%(price)s online, open", price=price),
}


def _price_to_pay(cents: int) -> str:
    return str(_("%(price)s to pay", price=money(cents)))


def money_at_hub(setup: Setup, bookings: Iterable[Booking], received_cents: int | None = None) -> MoneyAtHub:
    """Two queries where something costs something, none where all is free."""
    charged = [one.id for one in bookings if one.price_cents]
    ways = setup.operator.ways if setup.operator.takes_money else ()
    return MoneyAtHub(queries.accounts_of_bookings(charged), ways, received_cents)


def money_of_day(hub: Hub, setup: Setup, board: DayBoard) -> MoneyAtHub:
    """And the sum of the day, two queries more where hosts receive money."""
    takes = setup.operator.takes_money and "on_site" in setup.operator.ways
    received = item_queries.received_on_site(hub.id, day_bounds(board.day, hub.time_zone)) if takes else None
    return money_at_hub(setup, [entry.booking for entry in board.entries], received)
