"""What the pages about withdrawals say of the law, in plain words."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from core.formats import day, money
from payments.withdrawals.contracts import ContractFound

OUTCOMES: dict[str, tuple[str, Any]] = {
    "accepted": ("success", _l("accepted")),
    "refused": ("warning", _l("refused")),
    "unknown": ("plain", _l("nothing was found")),
}
VERDICTS: dict[str, Any] = {
    "full": _l("All that was paid goes back"),
    "partial": _l("A part goes back"),
    "ended": _l("The right to withdraw has ended"),
}


def because(contract: ContractFound) -> Any:
    """Why the law says so, in a sentence."""
    found = contract.verdict
    match found.why or found.kind:
        case "business":
            return _("It was bought for a business or an organisation; only consumers can withdraw.")
        case "too_late":
            return _("The last day to withdraw was %(day)s.", day=day(found.last_day))
        case "used":
            return _("All of it was used, and the person had agreed that the right ends then.")
        case "partial":
            used = money(found.most_cents - found.back_cents)
            return _("The person had agreed to begin early and has used a part of it, worth %(used)s.", used=used)
    if contract.facts.used_cents and not contract.facts.consented:
        return _("A part of it was used, but the person had not agreed to pay for that.")
    return _("It came in time, and nothing of it was used before.")


def reason(contract: ContractFound) -> Any:
    """What a refusal begins with; "" where the law gives no reason for one."""
    return because(contract) if contract.verdict.kind == "ended" else ""
