"""A bank's file as an operator uploads it: read in a process of its own, or refused with what to do."""

from collections.abc import Container

from core import sandbox
from payments.transfers import camt
from payments.transfers.camt import BankEntry, Statement, StatementRefused
from payments.transfers.errors import StatementUnreadable

__all__ = ["BankEntry", "Statement", "read", "unseen"]


def read(content: bytes, iban: str) -> Statement:
    """What came in on the account with this IBAN, by a CAMT file or a ZIP file of such, of at most `camt.LARGEST`
    bytes. Never inside a database transaction. Raises StatementUnreadable, or sandbox.Full."""
    try:
        camt.check_shape(content)
        answer = sandbox.run("payments.transfers.camt:sandboxed", {"iban": iban}, content).head
    except StatementRefused as refusal:
        raise StatementUnreadable(refusal.reason) from None
    except sandbox.Died as died:
        raise StatementUnreadable("too-complex" if died.reason == "limits" else "broken") from None
    if "refused" in answer:
        raise StatementUnreadable(answer["refused"])
    return camt.statement_of(answer)


def unseen(statement: Statement, seen: Container[str]) -> list[BankEntry]:
    """The entries whose keys are not among those of earlier files."""
    return [entry for entry in statement.entries if entry.key not in seen]
