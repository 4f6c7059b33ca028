"""SQLite made safe for several writers: pragmas, `BEGIN IMMEDIATE`, and a fair queue in front of the write lock.

SQLite's own busy handler is unfair: under load one writer may wait for seconds while others pass. Inside one
process the writers therefore queue here, first come, first served; across processes `busy_timeout` remains.
"""

import threading
from collections import deque
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, event

from core.db import WriteRefused, read_only

PRAGMAS = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000"}
"""What the app insists on; synchronous 2 = FULL: an acknowledged booking survives a power cut."""

READS = ("BEGIN", "SELECT", "WITH", "PRAGMA", "EXPLAIN", "SHOW", "SAVEPOINT", "RELEASE", "ROLLBACK")


HOLDS_LOCK = "holds_write_lock"


class FairLock:
    """A lock that is handed on in the order of asking."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._owner: int | None = None

    def acquire(self) -> None:
        me = threading.get_ident()
        with self._guard:
            if self._owner == me:
                raise RuntimeError("a second write transaction inside one: it would wait for itself")
            if self._owner is None:
                self._owner = me
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()
        self._owner = me

    def release(self) -> None:
        with self._guard:
            self._owner = None
            if self._waiting:
                self._owner = -1  # taken, by the one who is just waking up
                self._waiting.popleft().release()


def install(engine: Engine) -> None:
    """Listen on the engine: every connection gets the pragmas, every transaction its proper start."""
    event.listen(engine, "before_cursor_execute", _refuse_writes_while_reading)
    if engine.dialect.name != "sqlite":
        return
    lock = FairLock()

    def begin(connection: Connection) -> None:
        if read_only.get():
            connection.exec_driver_sql("BEGIN")
            return
        if not connection.info.get(HOLDS_LOCK):
            lock.acquire()
            connection.info[HOLDS_LOCK] = True
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def give_back(_dbapi_connection: Any, record: Any) -> None:
        # After commit or rollback are done, not at SQLAlchemy's "commit" event, which comes before the commit.
        if record.info.pop(HOLDS_LOCK, False):
            lock.release()

    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", give_back)


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}")


def _refuse_writes_while_reading(_connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
    if read_only.get() and not statement.lstrip().upper().startswith(READS):
        raise WriteRefused(statement)


def whats_wrong(connection: Connection) -> list[str]:
    """Each pragma that is not what the app insists on, as a line for the operator; empty when all is well."""
    if connection.dialect.name != "sqlite":
        return []
    found = {name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar()) for name in PRAGMAS}
    return [f"PRAGMA {n} is {found[n]}, must be {v}" for n, v in PRAGMAS.items() if found[n] != v]


def change_table(connection: Connection, table: str, changes: Mapping[str, str]) -> None:
    """Change a table's text in place, as SQLite's manual advises for what does not touch the rows. For migrations.

    A rebuilt table would lose its triggers, and take along the rows that refer to it. Each text that is replaced must
    be there once; RuntimeError otherwise.
    """
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = ON")
    of_table = "FROM sqlite_schema WHERE type = 'table' AND name = ?"
    definition = str(connection.exec_driver_sql(f"SELECT sql {of_table}", (table,)).scalar_one())
    for old, new in changes.items():
        if definition.count(old) != 1:
            raise RuntimeError(f"the table {table} is not as earlier migrations made it: {old!r}")
        definition = definition.replace(old, new)
    write = "UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?"
    connection.exec_driver_sql(write, (definition, table))
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = OFF")
