"""How operators, their VAT and groups are called."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from hubs.operators.rules import Vat
from hubs.setup import Setup

TREATMENTS = {
    "standard": _l("Full rate: 19 percent"),
    "reduced": _l("Reduced rate: 7 percent"),
    "small": _l("Small business: no VAT (§ 19 UStG)"),
    "exempt": _l("Exempt from VAT (for example § 4 UStG)"),
    "outside": _l("Not subject to VAT (for example § 2b UStG)"),
}
PRODUCTS = {"space": _l("Desks and rooms"), "pass": _l("Passes"), "offer": _l("Events and courses")}
WAYS = {
    "on_site": _l("At the hub, in cash or by card"),
    "transfer": _l("By bank transfer"),
    "online": _l("Online"),
}


def vat_note(vat: Sequence[Any] | None) -> str:
    """What stands behind a gross price: incl. 19% VAT · no VAT (§ 19 UStG) · the law's sentence.

    `vat` is a Vat, also as a mail carries it; None says nothing.
    """
    if vat is None:
        return ""
    treatment, rate, reason = Vat(*vat)
    if rate:
        return str(_("incl. %(rate)s%% VAT", rate=rate))
    if treatment == "small":
        return str(_("no VAT (§ 19 UStG)"))
    return str(reason or _("no VAT"))


def vat_told(setup: Setup, day: date, product: str = "space") -> Vat | None:
    """The VAT to be named beside a price for that day; None where nobody has said how the operator is taxed."""
    return setup.vat(product, day) if setup.tells_vat else None
