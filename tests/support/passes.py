"""Passes that an operator sells, and some that people have bought and paid."""

import uuid
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import select

from bookings.cover import Choice
from core.db import db
from core.transactions import transaction
from hubs.operators import actions as operator_actions
from hubs.operators import queries as operator_queries
from payments import payment_actions, queries
from payments.passes import product_actions, sale_actions
from payments.passes.models import Pass, PassProduct, PassUse
from payments.passes.rules import ProductValues
from tests.support.house import House
from tests.support.money import operator_of, paid_house

TEN: dict[str, Any] = {
    "name_de": "Zehnerkarte",
    "name_en": "Ten-visit pass",
    "kind": "visits",
    "size": 10,
    "price_cents": 10000,
    "valid_days": 365,
}


def product(home: House, **values: Any) -> int:
    """A pass sold by the hub's operator; a ten-visit pass at 100 € unless `values` say otherwise. Its id."""
    with home.here() as (_member, hub, _setup), transaction():
        operator = operator_queries.operator_of(hub)
        return product_actions.create_product(operator=operator, values=ProductValues(**{**TEN, **values})).id


def buy(
    home: House,
    product_id: int,
    *,
    who: str = "anna@example.org",
    way: str = "on_site",
    begins_on: date | None = None,
    is_paid: bool = True,
) -> uuid.UUID:
    """The id of a pass that is bought now, and paid for."""
    with home.here(who) as (member, _hub, _setup), transaction():
        sold = db.session.get_one(PassProduct, product_id)
        choice = Choice(way=way)
        fee = sale_actions.sell(
            product=sold, member=member, agreed_cents=sold.price_cents, choice=choice, begins_on=begins_on
        )
        assert fee.pass_id is not None
        if is_paid:
            pay(fee.pass_id)
        return fee.pass_id


def pay(pass_id: uuid.UUID) -> None:
    """A host notes the money. Inside a transaction."""
    account = queries.account_of_pass(pass_id)
    assert account is not None
    payment_actions.note(account=account, way="on_site", cents=account.due_cents, by=None)


def the_pass(home: House, pass_id: uuid.UUID) -> Pass:
    with home.app.app_context():
        return db.session.get_one(Pass, pass_id)


def uses(home: House, pass_id: uuid.UUID) -> list[PassUse]:
    """The visits that are used and not given back, by number."""
    with home.app.app_context():
        query = select(PassUse).where(PassUse.pass_id == pass_id, PassUse.given_back_at.is_(None))
        return list(db.session.scalars(query.order_by(PassUse.slot)))


def elsewhere(app: Flask, slug: str = "fischbeck", prefix: str = "DV") -> House:
    """A hub of another operator, which takes money by transfer."""
    there = paid_house(app, slug=slug)
    with there.here() as (_member, hub, _setup), transaction():
        other = operator_actions.create_operator(
            values=operator_actions.OperatorValues(
                legal_name=f"Dorfverein {slug.title()}", address="Dorf 1\n31840 Ort", tax_number="1/2/3", prefix=prefix
            )
        )
        db.session.flush()
        hub.operator_id = other.id
        other.takes_money, other.ways = True, ["transfer"]
    return there


def operator_id(home: House) -> int:
    with home.app.app_context():
        return operator_of(home).id
