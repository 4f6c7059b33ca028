"""The mails about a withdrawal: the receipt with content, day and time (§ 356a BGB), and a note to the office."""

from collections.abc import Sequence
from typing import Any

from core import outbox
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


def _content(declared: Withdrawal) -> dict[str, Any]:
    return {
        "code": declared.code,
        "name": declared.name,
        "email": declared.email,
        "received_at": declared.received_at.isoformat(),
    }
