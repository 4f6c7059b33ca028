"""What an operator sells: made, changed, no longer sold. What was bought before stays as it was bought. Flushes and
never commits."""

from core.db import db
from core.text import one_line
from hubs.operators import queries as operator_queries
from hubs.operators.models import Operator
from payments.passes import rules
from payments.passes.models import PassProduct
from payments.passes.rules import ProductValues


def create_product(*, operator: Operator, values: ProductValues) -> PassProduct:
    """A new pass, sold from now on. InvalidSetup; for the whole district only where that was switched on."""
    _check(operator, values)
    product = PassProduct(operator_id=operator.id)
    _assign(product, values)
    db.session.add(product)
    db.session.flush()
    return product


def change_product(*, operator: Operator, product: PassProduct, values: ProductValues) -> None:
    """All that it is, anew, for whoever buys it from now on. InvalidSetup."""
    _check(operator, values)
    _assign(product, values)
    db.session.flush()


def set_sold(*, product: PassProduct, is_sold: bool) -> None:
    """Sell it, or stop selling it. Passes that people have stay good."""
    product.is_sold = is_sold
    db.session.flush()


def _check(operator: Operator, values: ProductValues) -> None:
    hubs = operator_queries.hubs_of(operator.id)
    rules.check_product(values, [hub.id for hub in hubs], may_be_district=operator.sells_passes_district_wide)


def _assign(product: PassProduct, values: ProductValues) -> None:
    product.name_de, product.name_en = one_line(values.name_de), one_line(values.name_en)
    product.kind, product.size = values.kind, values.size
    product.price_cents, product.valid_days = values.price_cents, values.valid_days
    product.scope, product.hub_id = values.scope, values.hub_id if values.scope == "hub" else None
    product.kinds, product.group = list(values.kinds), values.group
