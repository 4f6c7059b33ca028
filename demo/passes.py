"""Invented passes of the demo district: what its operators sell, and one that somebody has."""

from sqlalchemy import select

from bookings.cover import Choice
from core.db import db
from hubs.operators.models import Operator
from members.models import Member
from payments import payment_actions, queries
from payments.passes import product_actions, sale_actions
from payments.passes.models import PassProduct
from payments.passes.rules import ProductValues

HOLDER = "anke.beispiel@example.org"
"""Not one of the log-ins: what member@example.org books costs what it costs."""

PRODUCTS = (
    ProductValues(name_de="Tageskarte", name_en="Day pass", kind="day", size=1, price_cents=1200, valid_days=1),
    ProductValues(
        name_de="Zehnerkarte",
        name_en="Ten-visit pass",
        kind="visits",
        size=10,
        price_cents=9000,
        valid_days=365,
        kinds=("desk", "booth"),
    ),
    ProductValues(
        name_de="Monatskarte",
        name_en="Month pass",
        kind="month",
        size=None,
        price_cents=11900,
        valid_days=30,
        kinds=("desk", "booth", "locker"),
    ),
)
SOLD_BY = ("coppenbruegge", "dorfladen-fischbeck")


def add() -> None:
    """Members must be there. Where no money is taken, the passes are listed for the operator alone."""
    operators = {one.slug: one for one in db.session.scalars(select(Operator).where(Operator.slug.in_(SOLD_BY)))}
    made = {
        (slug, values.kind): product_actions.create_product(operator=operators[slug], values=values)
        for slug in SOLD_BY
        for values in PRODUCTS
    }
    _sell(made["coppenbruegge", "visits"])


def _sell(product: PassProduct) -> None:
    holder = db.session.scalars(select(Member).where(Member.email == HOLDER)).one()
    fee = sale_actions.sell(
        product=product,
        member=holder,
        agreed_cents=product.price_cents,
        choice=Choice(way="on_site"),
        at_hub=True,
    )
    assert fee.pass_id is not None
    account = queries.account_of_pass(fee.pass_id)
    assert account is not None
    payment_actions.note(account=account, way="on_site", cents=account.due_cents, by=None)
