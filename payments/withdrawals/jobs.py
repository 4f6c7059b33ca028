"""Telling operators of withdrawals comes round by itself."""

from core.transactions import transact
from payments.withdrawals import telling_actions

EVERY_SECONDS = 300


def tell_operators() -> int:
    """Mails to operators of withdrawals that they have not heard of; how many."""
    return transact(telling_actions.tell_operators)
