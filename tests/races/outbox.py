"""What waits in the outbox, and what the dead have left there."""

from core.clock import now
from core.outbox import CLAIM
from tests.races.schedulers import until
from tests.races.table import Table


def waiting(table: Table, condition: str = "1 = 1") -> int:
    moment = f"{now():%Y-%m-%d %H:%M:%S.%f}" if table.url.startswith("sqlite") else now()
    return table.count("outbox_mail", f"sent_at IS NULL AND failed_at IS NULL AND {condition}", now=moment)


def time_passes(table: Table) -> int:
    """The claims of those that were killed run out, as they would a minute later; returns how many there were."""
    until(lambda: waiting(table) == 0, 3)  # who lives has sent by then what it has claimed
    count = waiting(table)
    early = now() - CLAIM
    moment = f"{early:%Y-%m-%d %H:%M:%S.%f}" if table.url.startswith("sqlite") else early.isoformat()
    table.change(f"UPDATE outbox_mail SET due_at = '{moment}' WHERE sent_at IS NULL AND failed_at IS NULL")
    return count
