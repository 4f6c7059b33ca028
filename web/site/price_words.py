"""Why something costs what it costs, in a sentence or two."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from core.formats import day, money
from hubs.tariffs import TariffPart
from hubs.words import GROUPS
from payments.passes.queries import Balance
from payments.pricing import Pricing

TEN = 10


def reasons(pricing: Pricing) -> list[Any]:
    """What covers it, or of which prices it is made up; and whose price it is."""
    quote = pricing.quote
    if not quote.gross_cents:
        return []
    if quote.balance is not None:
        return [of_pass(quote.balance)]
    if quote.allowance is not None:
        left, size = quote.allowance.left, quote.allowance.size
        return [_("Your employer pays (%(company)s).", company=quote.allowance.company), days_left(left, size)]
    if quote.covered_by == "trial":
        return [_("Your first day here is free.")]
    group = [_("Price for the group “%(group)s”", group=GROUPS[pricing.group])] if pricing.group else []
    return [" + ".join(str(of_part(part)) for part in pricing.parts), *group]


def of_pass(balance: Balance) -> Any:
    """Your ten-visit pass: 9 of 10 visits left."""
    until = day(balance.valid_until)
    if balance.size is None:
        return _("Your pass covers this. It is valid until %(day)s.", day=until)
    if balance.size == TEN:
        return _("Your ten-visit pass: %(left)s of 10 visits left", left=balance.left)
    if balance.size == 1:
        return _("Your day pass covers this.")
    return _("Your pass: %(left)s of %(size)s visits left", left=balance.left, size=balance.size)


def days_left(left: int, size: int) -> Any:
    return _("%(left)s of %(size)s days left that month", left=left, size=size)


def of_part(part: TariffPart) -> Any:
    """2 hours at €3.00 each."""
    price = money(part.cents)
    match part.unit:
        case "hour":
            return ngettext("%(num)s hour at %(price)s", "%(num)s hours at %(price)s each", part.number, price=price)
        case "half_day":
            return ngettext(
                "%(num)s half day at %(price)s", "%(num)s half days at %(price)s each", part.number, price=price
            )
        case "day":
            return ngettext("%(num)s day at %(price)s", "%(num)s days at %(price)s each", part.number, price=price)
    return ngettext("%(num)s month at %(price)s", "%(num)s months at %(price)s each", part.number, price=price)


def label(pricing: Pricing) -> Any:
    """What stands before the price: where it is payable, when that is not still to be chosen, and it can be paid."""
    quote = pricing.quote
    if quote.is_owed and len(pricing.ways) <= 1 and pricing.refused is None:
        return {
            "transfer": _("Price, payable by bank transfer"),
            "online": _("Price, payable online"),
        }.get(quote.covered_by, _("Price, payable at the hub"))
    return _("Price")
