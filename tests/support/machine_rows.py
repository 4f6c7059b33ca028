"""What stands in the database after a step of the machine, read past the code that is compared."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from bookings import rules
from bookings.models import Booking, BookingEvent, Occupancy
from bookings.waiting.models import WaitingEntry
from core.clock import now
from tests.support.machine_hubs import Hubs, minutes


@dataclass(frozen=True)
class Row:
    """A booking as it stands in the database; `status` is what it reads as now, `written` what is written."""

    key: Any
    who: str
    space: str
    start: int
    end: int
    status: str
    written: str
    expires_at: datetime | None
    is_proposal: bool


class Written:
    """All that there is, by ids; spaces and people by name."""

    def __init__(self, connection: Connection, hubs: Hubs) -> None:
        self.connection, self.hubs = connection, hubs

    def bookings(self) -> dict[Any, Row]:
        table = Booking.__table__
        found = {}
        for row in self.connection.execute(select(table)):
            until = row.release_at if row.status == "confirmed" else row.expires_at
            reads = rules.effective_status(row.status, row.ends_at, until, now())
            times = minutes(row.starts_at), minutes(row.ends_at)
            place = self.hubs.people[row.member_id], self.hubs.names[row.space_id]
            is_proposal = row.held_for == "taking"
            found[row.id] = Row(row.id, *place, *times, reads, row.status, row.expires_at, is_proposal)
        return found

    def taken(self) -> list[tuple[str, int, int, Any]]:
        """Whatever counts at this moment, as far as it is not over."""
        at, table = now(), Occupancy.__table__
        rows = self.connection.execute(select(table).where(table.c.ends_at > at))
        counts = [row for row in rows if row.expires_at is None or row.expires_at > at]
        found = [
            (
                self.hubs.names[row.space_id],
                max(minutes(row.starts_at), minutes(at)),
                minutes(row.ends_at),
                row.booking_id or row.blocking_id,
            )
            for row in counts
        ]
        return sorted(found, key=lambda row: row[:3])

    def waiting(self) -> dict[Any, tuple[bool, Any, bool]]:
        """By entry: whether it is booked at once, what is proposed, whether it was let pass."""
        table = WaitingEntry.__table__
        rows = self.connection.execute(select(table))
        return {row.id: (row.choice is not None, row.booking_id, row.passed_at is not None) for row in rows}

    def steps(self, after: int) -> list[tuple[int, Any, str | None, str]]:
        """The audit rows after this one: its number, whose, from, to."""
        table = BookingEvent.__table__
        columns = (table.c.id, table.c.booking_id, table.c.from_status, table.c.to_status)
        return [
            tuple(row)
            for row in self.connection.execute(select(*columns).where(table.c.id > after).order_by(table.c.id))
        ]  # type: ignore[misc]
