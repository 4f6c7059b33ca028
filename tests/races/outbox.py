"""What waits in the outbox, and what the dead have left there."""

from datetime import datetime

from core.clock import now
from core.outbox import CLAIM
from tests.races.schedulers import until
from tests.races.table import Table


def waiting(table: Table, condition: str = "1 = 1") -> int:
    moment = f"{now():%Y-%m-%d %H:%M:%S.%f}" if table.url.startswith("sqlite") else now()
    return table.count("outbox_mail", f"sent_at IS NULL AND failed_at IS NULL AND {condition}", now=moment)


def leases_run_out(table: Table) -> None:
    """Jobs that the dead were running are due again, as they would be some minutes later. One that somebody still runs
    begins beside it, which must do no harm."""
    table.change(
        f"UPDATE job_lease SET due_at = '{_written(table, now())}' "
        "WHERE started_at IS NOT NULL AND (finished_at IS NULL OR finished_at < started_at)"
    )


def time_passes(table: Table) -> int:
    """The claims of those that were killed run out, as they would a minute later; returns how many there were."""
    until(lambda: waiting(table) == 0, 3)  # who lives has sent by then what it has claimed
    count = waiting(table)
    moment = _written(table, now() - CLAIM)
    table.change(f"UPDATE outbox_mail SET due_at = '{moment}' WHERE sent_at IS NULL AND failed_at IS NULL")
    return count


def _written(table: Table, moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S.%f}" if table.url.startswith("sqlite") else moment.isoformat()
