"""Taking a withdrawal down, and saying what became of it."""

import uuid
from collections.abc import Sequence

from sqlalchemy import update

from core.clock import now
from core.db import db
from core.text import one_line
from members.models import Member
from payments.withdrawals import mails
from payments.withdrawals.errors import WithdrawalSettled
from payments.withdrawals.models import Withdrawal
from payments.withdrawals.rules import LONGEST_CODE, LONGEST_NAME, OUTCOMES


def declare(code: str, name: str, email: str, locale: str, office: Sequence[tuple[str, str]]) -> Withdrawal:
    """Take down what was typed, whatever it is, and send the receipt that the law asks for; `office` (addresses with
    their languages) hears that there is something to settle. Looks nothing up, so it takes the same for any code."""
    declared = Withdrawal(code=one_line(code)[:LONGEST_CODE], name=one_line(name)[:LONGEST_NAME], email=email)
    declared.locale, declared.received_at = locale, now()
    db.session.add(declared)
    db.session.flush()
    mails.receipt(declared, locale)
    mails.to_settle(declared, office)
    return declared


def settle(
    withdrawal_id: uuid.UUID,
    outcome: str,
    booking_id: uuid.UUID | None = None,
    *,
    operator_id: int | None = None,
    fee_root_id: uuid.UUID | None = None,
    back_cents: int | None = None,
    reason: str = "",
    by: Member | None = None,
) -> None:
    """Say once what became of it ("accepted", "refused", "unknown"), and of which booking it was. WithdrawalSettled
    when somebody did so before; ValueError for another outcome. Money is given back by who calls this
    (`settling_actions`)."""
    if outcome not in OUTCOMES[1:]:
        raise ValueError(f"no outcome: {outcome}")
    still_open = update(Withdrawal).where(Withdrawal.id == withdrawal_id, Withdrawal.outcome == "open")
    values = {
        "outcome": outcome,
        "booking_id": booking_id,
        "operator_id": operator_id,
        "fee_root_id": fee_root_id,
        "back_cents": back_cents,
        "reason": reason,
        "settled_by": by.id if by else None,
        "settled_at": now(),
    }
    done = db.session.execute(still_open.values(**values).execution_options(synchronize_session="fetch"))
    if not done.rowcount:  # type: ignore[attr-defined]
        raise WithdrawalSettled
