"""The mail about a pass that was bought: the contract on something that lasts (§ 312f BGB)."""

from core import outbox
from hubs.operators.models import Operator
from members.models import Member
from payments.models import Fee
from payments.passes.models import Pass, PassProduct
from payments.terms.queries import language_of_consent


def bought(
    sold: Pass, product: PassProduct, fee: Fee, operator: Operator, member: Member, *, can_withdraw: bool
) -> None:
    """To whoever has bought it: what it is, how long it holds, and how it is paid (`fee.covered_by`)."""
    outbox.queue(
        f"pass-bought:{sold.id.hex}",
        to=member.email,
        locale=member.locale,
        template="pass-bought",
        name=member.name,
        pass_name=name_in(product, member.locale),
        cents=fee.gross_cents,
        valid_from=sold.valid_from.isoformat(),
        valid_until=sold.valid_until.isoformat(),
        operator=operator.legal_name,
        address=", ".join(operator.address.splitlines()),
        way=fee.covered_by,
        pass_id=str(sold.id),
        can_withdraw=can_withdraw,
        starts_early=fee.consent_at is not None,
        consent=fee.consent_text or "",
        consent_lang=language_of_consent(fee.operator_id, fee.consent_text or ""),
    )


def name_in(product: PassProduct, locale: str | None) -> str:
    """The pass's name in a language; German where it has no English one."""
    return product.name_en if locale == "en" and product.name_en else product.name_de
