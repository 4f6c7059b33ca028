"""How passes are called: what they hold, where, for how long, and what has become of them."""

from datetime import date
from typing import Any

from flask_babel import format_date, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core import formats
from hubs import words as hub_words
from hubs.models import Hub
from hubs.operators.models import Operator
from hubs.operators.rules import VatRuleFacts
from hubs.operators.words import vat_note
from payments.passes import rules
from payments.passes.mails import name_in
from payments.passes.models import Pass, PassProduct

KINDS = {
    "day": _l("Day pass: for single days"),
    "visits": _l("Pass for several visits, such as ten"),
    "month": _l("Month pass: as many visits as one likes"),
}
SCOPES = {
    "hub": _l("One hub"),
    "operator": _l("All hubs of the operator"),
    "district": _l("All hubs of the district"),
}
STATES: dict[str, tuple[str, Any]] = {
    "held": ("warning", _l("Not paid yet")),
    "active": ("success", _l("Valid")),
    "coming": ("info", _l("Begins later")),
    "used_up": ("plain", _l("Used up")),
    "over": ("plain", _l("Over")),
    "cancelled": ("plain", _l("Cancelled")),
}
"""Kind of badge and its text, by `queries.OwnPass.state`."""


def name(product: PassProduct) -> str:
    """In the language of the page."""
    return name_in(product, formats.locale_code())


def month(first: date) -> str:
    """November 2026."""
    return str(format_date(first, "LLLL yyyy"))


def size(of: Pass | PassProduct) -> str:
    """10 visits · as many visits as you like."""
    if of.size is None:
        return str(_("as many visits as you like"))
    return str(ngettext("%(num)s visit", "%(num)s visits", of.size))


def left(count: int | None) -> str:
    """What is left of a pass."""
    if count is None:
        return str(_("as many visits as you like"))
    return str(ngettext("%(num)s visit left", "%(num)s visits left", count))


def lasts(product: PassProduct) -> str:
    """How long it holds from its first day on."""
    return str(ngettext("valid for %(num)s day", "valid for %(num)s days", product.valid_days))


def holds(of: Pass) -> str:
    """On which days."""
    if of.valid_from == of.valid_until:
        return str(_("valid on %(day)s", day=formats.day(of.valid_from)))
    first, last = formats.day(of.valid_from), formats.day(of.valid_until)
    return str(_("valid from %(first)s to %(last)s", first=first, last=last))


def where(of: Pass | PassProduct, operator: Operator, hub: Hub | None) -> str:
    """At which hubs."""
    if of.scope == "hub" and hub is not None:
        return str(_("at %(hub)s", hub=hub.name))
    if of.scope == "district":
        return str(_("at all hubs of the district"))
    return str(_("at all hubs of: %(operator)s", operator=operator.legal_name))


def kinds(of: Pass | PassProduct) -> str:
    """For which places."""
    return ", ".join(str(hub_words.KINDS[kind]) for kind in of.kinds)


def tax(operator_rules: list[VatRuleFacts], product: PassProduct, sold_on: date, until: date) -> str:
    """What stands behind the price of a pass that is sold on that day."""
    voucher = rules.voucher(operator_rules, product.scope, sold_on, until)
    if voucher == "multi":
        return str(_("VAT included where it is due at the visit"))
    return vat_note(rules.vat_of_sale(operator_rules, voucher, sold_on))
