"""The mail to all who may change an operator when its money is to go elsewhere."""

from collections.abc import Sequence

from core import outbox
from core.clock import now
from hubs.operators import queries
from hubs.operators.models import Operator
from members.models import Member

SHOWN = 4
"""So many last characters of a bank account or a Stripe account are in the mail."""


def money_goes_elsewhere(operator: Operator, changed: Sequence[str], actor: Member) -> None:
    moment = now().isoformat()
    ends = {name: (getattr(operator, name) or "")[-SHOWN:] for name in changed}
    for member in queries.people_and_admins(operator):
        outbox.queue(
            f"operator-account-changed:{operator.id}:{member.id}:{moment}",
            to=member.email,
            locale=member.locale,
            template="operator-account-changed",
            name=member.name,
            operator=operator.legal_name,
            operator_slug=operator.slug,
            by=actor.name,
            is_own=member.id == actor.id,
            has_iban="iban" in ends,
            iban_end=ends.get("iban", ""),
            has_stripe="stripe_account" in ends,
            stripe_end=ends.get("stripe_account", ""),
        )
