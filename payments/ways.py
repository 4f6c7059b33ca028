"""By which ways one can pay an operator at this moment."""

from hubs.operators.rules import OperatorFacts
from payments import rules
from payments.stripe.possible import is_online_possible


def ways_to_pay(facts: OperatorFacts, gross_cents: int) -> list[str]:
    """The ways to pay so much to the operator, the default first; none where it takes no money here."""
    if not facts.takes_money:
        return []
    offered: list[str] = [way for way in ("on_site", "transfer", "online") if way in facts.ways]
    if "online" in offered and (not is_online_possible() or gross_cents < rules.SMALLEST_ONLINE_CENTS):
        offered.remove("online")
    return offered
