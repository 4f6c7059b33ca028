"""Operators hear of withdrawals that concern them, minutes after these have come: declaring one looks nothing up."""

from datetime import timedelta

from core.clock import now
from hubs.operators import queries as operator_queries
from payments.withdrawals import mails, queries

TOLD_WITHIN = timedelta(days=5)
"""Shorter than the outbox keeps the key of a mail that was sent (nobody is told twice), and longer than jobs rest."""


def tell_operators() -> int:
    """Queue a mail for each of an operator's people, once for each withdrawal that waits for its answer; how many."""
    listed = queries.open_since(now() - TOLD_WITHIN)
    operators = operator_queries.by_ids({key for one in listed for key in one.operator_ids})
    people = {key: operator_queries.active_people_of(operator) for key, operator in operators.items()}
    told = [(one.withdrawal, operators[key], people[key]) for one in listed for key in one.operator_ids]
    return mails.to_operators(told)
