"""From now on the big hub takes money: its desks are paid online, or those who book have a month pass."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from tests.bench.data import CLIENTS, HUB

PRICE, MONTH, DAYS = 300, 9000, 365
ONLINE, PASSES = "/money/online", "/money/passes"


def routes(site: Flask) -> Flask:
    """An application beside the site, with a route for each step; each is taken once, and in this order."""
    bare = Flask("money")

    def take(step: Callable[[], None]) -> tuple[str, int]:
        with site.app_context():
            step()
        return "", 204

    bare.post(ONLINE.removeprefix("/money"), endpoint="online")(lambda: take(_take_money_online))
    bare.post(PASSES.removeprefix("/money"), endpoint="passes")(lambda: take(_give_passes))
    return bare


def _take_money_online() -> None:
    from sqlalchemy import select

    from core.clock import now
    from core.db import db
    from core.transactions import transaction
    from hubs.models import Tariff
    from hubs.operators.queries import operator_of
    from hubs.queries import hub_by_slug

    with transaction():
        hub = hub_by_slug(HUB)
        assert hub is not None
        operator = operator_of(hub)
        operator.tax_number, operator.address, operator.ways = "26/123/45678", "Dorf 1", ["online", "on_site"]
        operator.takes_money, operator.till_hint_accepted_at = True, now()
        if db.session.scalars(select(Tariff).where(Tariff.hub_id == hub.id, Tariff.kind == "desk")).first() is None:
            db.session.add(Tariff(hub_id=hub.id, kind="desk", hour_cents=PRICE))


def _give_passes() -> None:
    from bookings.cover import Choice
    from core.transactions import transaction
    from hubs.operators.queries import operator_of
    from hubs.queries import hub_by_slug
    from members import queries as member_queries
    from payments import payment_actions, queries
    from payments.passes import product_actions, sale_actions
    from payments.passes.rules import ProductValues

    with transaction():
        hub = hub_by_slug(HUB)
        assert hub is not None
        values: dict[str, Any] = {"name_de": "Monatskarte", "kind": "month", "size": None, "price_cents": MONTH}
        product = product_actions.create_product(
            operator=operator_of(hub), values=ProductValues(**values, valid_days=DAYS)
        )
        for number in range(1, CLIENTS + 1):
            member = member_queries.member_by_email(f"bulk-{number}@example.org")
            assert member is not None
            fee = sale_actions.sell(
                product=product, member=member, agreed_cents=MONTH, choice=Choice(way="on_site"), at_hub=True
            )
            assert fee.pass_id is not None
            account = queries.account_of_pass(fee.pass_id)
            assert account is not None
            payment_actions.note(account=account, way="on_site", cents=MONTH, by=None)
