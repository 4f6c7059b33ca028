"""The mails about a withdrawal: the receipt with content, day and time (§ 356a BGB), notes to the office and to the
operator whom it concerns, and the answer."""

from collections.abc import Iterable, Sequence
from typing import Any

from core import outbox
from core.outbox import Mail
from hubs.operators.models import Operator
from members.models import Member
from payments.withdrawals.models import Withdrawal


def receipt(declared: Withdrawal, locale: str) -> None:
    """To the address that was declared, whoever it belongs to: it repeats what was typed, and nothing else."""
    outbox.queue(
        f"withdrawal-received:{declared.id}",
        to=declared.email,
        locale=locale,
        template="withdrawal-received",
        **_content(declared),
    )


def to_settle(declared: Withdrawal, office: Sequence[tuple[str, str]]) -> None:
    """To each of these addresses with its language."""
    for address, locale in office:
        outbox.queue(
            f"withdrawal-to-settle:{declared.id}:{address}",
            to=address,
            locale=locale,
            template="withdrawal-to-settle",
            **_content(declared),
        )


def to_operators(told: Iterable[tuple[Withdrawal, Operator, Sequence[Member]]]) -> int:
    """To each of an operator's people, once for each withdrawal: that there is one, and where. What was declared, and
    by whom, stays on the operator's pages. How many were new."""
    return outbox.queue_each_once(
        [_for_operator(declared, operator, member) for declared, operator, people in told for member in people]
    )


def _for_operator(declared: Withdrawal, operator: Operator, member: Member) -> Mail:
    return Mail(
        f"withdrawal-for-operator:{declared.id}:{operator.id}:{member.id}",
        to=member.email,
        locale=member.locale,
        template="withdrawal-for-operator",
        context={
            "name": member.name,
            "operator": operator.legal_name,
            "operator_slug": operator.slug,
            "received_at": declared.received_at.isoformat(),
        },
    )


def accepted(declared: Withdrawal, operator: Operator, back_cents: int) -> None:
    """The contract is over, and so much goes back. To the address that was typed: it learns no more of the contract."""
    _tell(declared, "accepted", operator=operator.legal_name, cents=back_cents)


def refused(declared: Withdrawal, operator: Operator, reason: str) -> None:
    _tell(declared, "refused", operator=operator.legal_name, reason=reason, reply_to=operator.email or "")


def unknown(declared: Withdrawal) -> None:
    """Nothing was found: what the person can do."""
    _tell(declared, "unknown")


def _tell(declared: Withdrawal, what: str, **facts: Any) -> None:
    template = f"withdrawal-{what}"
    content = {**_content(declared), **facts}
    outbox.queue(f"{template}:{declared.id}", to=declared.email, locale=declared.locale, template=template, **content)


def _content(declared: Withdrawal) -> dict[str, Any]:
    return {
        "code": declared.code,
        "name": declared.name,
        "email": declared.email,
        "received_at": declared.received_at.isoformat(),
    }
