"""A withdrawal: the receipt, the notes to the office and to the operator, and what became of it."""

from typing import Any

DECLARED = {
    "code": "RF62 CB20 2600 01",
    "name": "Anna Muster",
    "email": "anna@example.org",
    "received_at": "2026-11-24T06:00:00+00:00",
}
OPERATOR = {"operator": "Flecken Coppenbrügge"}
REASON = {"reason": "Der letzte Tag für den Widerruf war Mo., 23.11.2026.", "reply_to": ""}
MAILS: dict[str, dict[str, Any]] = {
    "withdrawal-received": DECLARED,
    "withdrawal-to-settle": DECLARED,
    "withdrawal-for-operator": OPERATOR
    | {"name": "Olga Ortsamt", "operator_slug": "coppenbruegge", "received_at": DECLARED["received_at"]},
    "withdrawal-accepted": DECLARED | OPERATOR | {"cents": 600},
    "withdrawal-accepted.unpaid": DECLARED | OPERATOR | {"cents": 0},
    "withdrawal-refused": DECLARED | OPERATOR | REASON,
    "withdrawal-unknown": DECLARED,
}
