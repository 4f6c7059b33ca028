"""SQLite made safe for several writers: pragmas, `BEGIN IMMEDIATE`, and a fair queue in front of the write lock.

SQLite's own busy handler is unfair: under load one writer may wait for seconds while others pass. Inside one
process the writers therefore queue here, first come, first served; across processes `busy_timeout` remains.
"""

import sqlite3
import threading
from collections import deque
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

from core import deadline
from core.db import WriteRefused, read_only

PRAGMAS = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000"}
"""What the app insists on; synchronous 2 = FULL: an acknowledged booking survives a power cut."""

READS = ("BEGIN", "SELECT", "WITH", "PRAGMA", "EXPLAIN", "SHOW", "SAVEPOINT", "RELEASE", "ROLLBACK")


HOLDS_LOCK, BUSY_TIMEOUT = "holds_write_lock", "busy_timeout"


class FairLock:
    """A lock that is handed on in the order of asking."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._owner: int | None = None

    def acquire(self, seconds: float = -1) -> bool:
        """False when it was not to be had within so many seconds (-1: for ever)."""
        me = threading.get_ident()
        with self._guard:
            if self._owner == me:
                raise RuntimeError("a second write transaction inside one: it would wait for itself")
            if self._owner is None:
                self._owner = me
                return True
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        if not turn.acquire(timeout=seconds):
            with self._guard:
                if turn in self._waiting:  # else it was handed on at this very moment
                    self._waiting.remove(turn)
                    return False
        self._owner = me
        return True

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
        if not (read_only.get() or connection.info.get(HOLDS_LOCK)):
            _queue(lock)
            connection.info[HOLDS_LOCK] = True
        _set_busy_timeout(connection)
        connection.exec_driver_sql("BEGIN" if read_only.get() else "BEGIN IMMEDIATE")

    def give_back(_dbapi_connection: Any, record: Any) -> None:
        # After commit or rollback are done, not at SQLAlchemy's "commit" event, which comes before the commit.
        if record.info.pop(HOLDS_LOCK, False):
            lock.release()

    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", give_back)


def _queue(lock: FairLock) -> None:
    """Wait for one's turn, a page no longer than it may."""
    mine = deadline.current()
    try:
        if mine is None:
            lock.acquire()
            return
        with mine.used() as left:
            is_had = lock.acquire(left)
    except deadline.DeadlinePassed:
        is_had = False
    if not is_had:
        raise OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))


def _set_busy_timeout(connection: Connection) -> None:
    """How long SQLite itself waits for other processes: a page as long as it still may."""
    mine = deadline.current()
    wanted = PRAGMAS["busy_timeout"] if mine is None else str(int(max(0.1, round(mine.left, 1)) * 1000))
    if connection.info.get(BUSY_TIMEOUT, PRAGMAS["busy_timeout"]) != wanted:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={wanted}")
        connection.info[BUSY_TIMEOUT] = wanted


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
