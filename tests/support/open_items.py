"""Open items of a hub that takes money, and what its people do with them, each in a transaction of its own."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bookings.models import Booking
from core.db import db
from core.transactions import transaction
from members.models import MemberRole
from payments.open_items import actions, queries
from payments.open_items.models import ItemEvent
from payments.open_items.queries import Owed
from tests.support import people
from tests.support.bank_files import Transfer, camt, entry
from tests.support.house import House
from tests.support.money import IBAN, member, operator_of

TREASURER = "kasse@example.org"


def make_treasurer(home: House, email: str = TREASURER) -> int:
    """Somebody who acts for the hub's operator; returns the id."""
    key = people.add(home.app, email, "Karla Kasse")
    with home.app.app_context(), transaction():
        db.session.add(MemberRole(member_id=key, role="operator", operator_slug=operator_of(home).slug))
    return key


def owed(home: House) -> list[Owed]:
    with home.app.app_context():
        return queries.owed_to(operator_of(home).id)


def events(home: House) -> list[ItemEvent]:
    with home.app.app_context():
        return list(db.session.scalars(select(ItemEvent).order_by(ItemEvent.id)))


def at_the_hub(home: House, booking: Booking, what: str = "note_on_site", **more: Any) -> Any:
    """`note_on_site` or `take_back_note`, by whoever is host here."""
    with home.app.app_context(), transaction():
        fresh = db.session.get_one(Booking, booking.id)
        given = {"ways": operator_of(home).ways} if what == "note_on_site" else {}
        return getattr(actions, what)(booking=fresh, by=member(), **given, **more)


def statement(*transfers: Transfer, iban: str = IBAN) -> bytes:
    """The bank's file about the operator's account."""
    return camt(*(entry(one) for one in transfers), iban=iban)


WEEK = timedelta(days=7)
