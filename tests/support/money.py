"""A hub whose operator takes money, and what was owed and paid there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from bookings import actions
from bookings.cover import Choice
from bookings.models import Booking
from bookings.slots import Slot
from core.clock import now
from core.db import db
from core.timespans import Interval
from core.transactions import transaction
from hubs.models import Hub
from hubs.operators.models import Operator
from members.models import Member
from payments import queries
from payments.models import Fee, Payment, Refund
from payments.queries import Account
from tests.support.booking import ELEVEN, NINE
from tests.support.house import House, house

IBAN = "DE02120300000000202051"
"""An account that the German banks use in examples."""
ALL_WAYS = ("on_site", "transfer", "online")


def paid_house(
    app: Flask, *, ways: Sequence[str] = ALL_WAYS, prices: dict[str, int] | None = None, **values: Any
) -> House:
    """A hub of desks at 3 € an hour, whose operator takes money by these ways."""
    home = house(app, prices={"desk": 300} if prices is None else prices, **values)
    with app.app_context(), transaction():
        takes_money(operator_of(home), ways)
    return home


def takes_money(operator: Operator, ways: Sequence[str] = ALL_WAYS) -> None:
    operator.address, operator.tax_number, operator.iban = "Schloßstraße 2\n31863 Coppenbrügge", "26/123/45678", IBAN
    operator.takes_money, operator.ways, operator.till_hint_accepted_at = True, list(ways), now()


def operator_of(home: House) -> Operator:
    return db.session.scalars(
        select(Operator).join(Hub, Hub.operator_id == Operator.id).where(Hub.slug == home.slug)
    ).one()


def book_for_money(
    home: House,
    name: str = "Platz 1",
    start: datetime = NINE,
    end: datetime = ELEVEN,
    who: str = "anna@example.org",
    choice: Choice = Choice(),  # noqa: B008  # a frozen value
) -> Booking:
    with home.here(who) as (member, hub, setup), transaction():
        slot = Slot(hub, setup, home.place(setup, name), Interval(start, end))
        return actions.book(member=member, slot=slot, choice=choice)


def account(home: House, booking: Booking) -> Account | None:
    with home.app.app_context():
        return queries.account_of_booking(booking.id)


def fees(home: House) -> list[Fee]:
    with home.app.app_context():
        return list(db.session.scalars(select(Fee).order_by(Fee.created_at, Fee.id)))


def payments(home: House) -> list[Payment]:
    with home.app.app_context():
        return list(db.session.scalars(select(Payment).order_by(Payment.created_at, Payment.id)))


def refunds(home: House) -> list[Refund]:
    with home.app.app_context():
        return list(db.session.scalars(select(Refund).order_by(Refund.created_at, Refund.id)))


def member(email: str = "anna@example.org") -> Member:
    return db.session.scalars(select(Member).where(Member.email == email)).one()
