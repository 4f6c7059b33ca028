"""What stands in the database after a race, read by plain SQL and past the code under test."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Engine, NullPool, Row, create_engine, text

OVERLAPS = """
    SELECT a.booking_id, b.booking_id FROM occupancy a JOIN occupancy b ON a.space_id = b.space_id AND a.id < b.id
    WHERE a.starts_at < b.ends_at AND b.starts_at < a.ends_at
"""
OCCUPYING = "b.status IN ('requested', 'held', 'confirmed', 'checked_in')"
BOOKED = "b.held_for = '' AND b.group_id IS NULL"
"""What was held for somebody (from the waiting list, until an address is confirmed) and nobody took has other mails; a
group has one for all of it."""
HEX = "replace(cast(b.id AS varchar(36)), '-', '')"
EVENTS = "SELECT count(*) FROM booking_event e WHERE e.booking_id = b.id"
BOOKINGS = f"""
    WITH mails AS (
        SELECT substr(key, 1, 32) AS booking,
            sum(CASE WHEN template = 'booking-confirmed' THEN 1 ELSE 0 END) AS confirmed,
            sum(CASE WHEN template = 'booking-moved' THEN 1 ELSE 0 END) AS moved,
            sum(CASE WHEN template = 'booking-cancelled' THEN 1 ELSE 0 END) AS cancelled
        FROM outbox_mail GROUP BY substr(key, 1, 32)
    ) SELECT b.id, b.status FROM booking b LEFT JOIN mails m ON m.booking = {HEX} WHERE """
"""Each booking with how many mails it has; to be ended by a condition."""
HALVES = {
    "it occupies without the row of its space and time": f"""{OCCUPYING} AND NOT EXISTS (
        SELECT 1 FROM occupancy o WHERE o.booking_id = b.id AND o.space_id = b.space_id
        AND o.starts_at = b.starts_at AND o.ends_at = b.ends_at)""",
    "it has too many or too few rows of occupancy": f"""
        (SELECT count(*) FROM occupancy o WHERE o.booking_id = b.id) <>
        CASE WHEN {OCCUPYING} THEN 1 + (SELECT count(*) FROM space s WHERE s.room_id = b.space_id) ELSE 0 END""",
    "its history does not begin once": f"({EVENTS} AND e.from_status IS NULL) <> 1",
    "its history does not end in its status": """b.status <> (SELECT e.to_status FROM booking_event e
        WHERE e.booking_id = b.id ORDER BY e.id DESC LIMIT 1)""",
    "its history has a gap": """EXISTS (SELECT 1 FROM booking_event e JOIN booking_event f ON f.id = (
        SELECT min(g.id) FROM booking_event g WHERE g.booking_id = b.id AND g.id > e.id)
        WHERE e.booking_id = b.id AND e.to_status <> f.from_status)""",
    "not every confirmation has its mail, or a mail no confirmation": f"""{BOOKED} AND
        coalesce(m.confirmed, 0) <> ({EVENTS} AND e.to_status = 'confirmed'
            AND (e.from_status IS NULL OR e.from_status IN ('requested', 'held')))""",
    "not every move has its mail": f"coalesce(m.moved, 0) <> ({EVENTS} AND e.why = 'moved')",
    "its cancellation has no mail, or the mail no cancellation": f"""{BOOKED} AND
        coalesce(m.cancelled, 0) <> ({EVENTS} AND e.to_status = 'cancelled')""",
    "its group has not one mail": f"""b.group_id IS NOT NULL AND 1 <> (SELECT count(*) FROM outbox_mail o JOIN booking c
        ON substr(o.key, 1, 32) = {HEX.replace("b.id", "c.id")}
        WHERE o.template = 'group-booked' AND c.group_id = b.group_id)""",
}
STRANGERS = {
    "a row of occupancy without a booking": "SELECT id FROM occupancy WHERE booking_id IS NULL AND blocking_id IS NULL",
    "a mail without a booking": f"""SELECT key FROM outbox_mail WHERE template LIKE 'booking-%'
        AND substr(key, 1, 32) NOT IN (SELECT {HEX} FROM booking b)""",
}


@cache
def _engine(url: str) -> Engine:
    return create_engine(url, poolclass=NullPool)


@dataclass(frozen=True)
class Table:
    """The database at `url`."""

    url: str

    def rows(self, query: str, **values: Any) -> Sequence[Row[*tuple[Any, ...]]]:
        with _engine(self.url).connect() as connection:
            return connection.execute(text(query), values).all()

    def count(self, table: str, where: str = "1 = 1", **values: Any) -> int:
        return int(self.rows(f"SELECT count(*) FROM {table} WHERE {where}", **values)[0][0])

    def change(self, *statements: str) -> None:
        with _engine(self.url).begin() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def overlaps(self) -> int:
        """How many pairs of rows take a space at the same time."""
        return len(self.rows(OVERLAPS))

    def faults(self) -> list[str]:
        """Each booking that is not whole (rows of occupancy, history, mails), and what belongs to none."""
        found = []
        for fault, condition in HALVES.items():
            rows = self.rows(f"{BOOKINGS} {condition}")
            found += [f"{fault}: {tuple(row)}" for row in rows]
        for fault, query in STRANGERS.items():
            found += [f"{fault}: {tuple(row)}" for row in self.rows(query)]
        return found + ["a space is taken twice"] * self.overlaps()

    def deadlocks(self) -> int:
        """How many transactions PostgreSQL has ended because they waited for each other; 0 on SQLite."""
        if self.url.startswith("sqlite"):
            return 0
        counted = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        return int(self.rows(counted)[0][0])
