"""The invented operators of the demo district: their numbers are nobody's, and their names say so."""

from datetime import date

from hubs import actions as hub_actions
from hubs.models import Hub
from hubs.operators import actions, queries
from hubs.operators.rules import OperatorValues
from hubs.tariffs import ALWAYS

INVENTED = "(erfunden)"
TAXED_SINCE = date(2027, 1, 1)
"""From then on § 2b UStG makes what municipalities let taxable."""

STATION = OperatorValues(
    legal_name=f"Förderverein Bahnhof Coppenbrügge e. V. {INVENTED}",
    address="Musterstraße 6\n31863 Coppenbrügge",
    email="foerderverein@example.org",
    phone="030 23125-106",
    tax_number=f"22/222/22222 {INVENTED}",
    register_entry=f"Amtsgericht Musterstadt, VR 0000 {INVENTED}",
    iban="DE02120300000000202051",
    bic="BYLADEM1001",
    prefix="COP",
    takes_money=True,
    ways=("on_site", "transfer", "online"),
    till_hint_accepted=True,
)
SHOP = OperatorValues(
    legal_name=f"Dorfladen Fischbeck, Inhaberin Erika Beispiel {INVENTED}",
    address="Musterstraße 10\n31840 Hessisch Oldendorf",
    email="dorfladen@example.org",
    tax_number=f"22/333/33333 {INVENTED}",
    prefix="FISCH",
)
TOWN = OperatorValues(
    legal_name=f"Gemeinde Emmerthal, Beispiel {INVENTED}",
    address="Musterstraße 8\n31860 Emmerthal",
    email="gemeinde@example.org",
    tax_number=f"22/444/44444 {INVENTED}",
    prefix="EMM",
)


def add() -> None:
    """Before the hubs: those of a municipality belong to the operator that has its slug."""
    station = actions.create_operator(values=STATION, slug="coppenbruegge")
    actions.set_vat(operator=station, product="space", valid_from=ALWAYS, treatment="standard")
    shop = actions.create_operator(values=SHOP, slug="dorfladen-fischbeck")
    for product in ("space", "pass", "offer"):
        actions.set_vat(operator=shop, product=product, valid_from=ALWAYS, treatment="small")
    town = actions.create_operator(values=TOWN, slug="emmerthal")
    reason = "Nicht steuerbar nach § 2b UStG"
    actions.set_vat(operator=town, product="space", valid_from=ALWAYS, treatment="outside", reason=reason)
    actions.set_vat(operator=town, product="space", valid_from=TAXED_SINCE, treatment="standard")


def give_hubs(hubs: dict[str, Hub]) -> None:
    """One hub of a municipality is let by a shop."""
    shop = queries.operator("dorfladen-fischbeck")
    assert shop is not None
    hub_actions.give_to(hub=hubs["fischbeck"], operator=shop)
