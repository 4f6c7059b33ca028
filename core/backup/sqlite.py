"""Copying a SQLite database while it is in use, and putting a copy in its place.

Plain sqlite3: the files here are not the one that the app's engine is bound to.
"""

import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from core.backup import archive
from core.backup.errors import BackupError
from core.backup.manifest import Table
from core.clock import now

WAIT_SECONDS = 10
IN_USE = "The site or a scheduler still uses the database. Stop them, then restore again. Nothing was changed."


def dump(database: Path, to: Path) -> tuple[str, dict[str, Table]]:
    """A consistent copy by SQLite's online backup, in one step: writers go on meanwhile. Its revision and tables."""
    with _opened(database) as source, closing(sqlite3.connect(to, isolation_level=None)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
        problems = _problems(copy)
        if problems:
            raise BackupError(f"The database is damaged: {'; '.join(problems)[:500]}.")
        return _revision(copy), tables(copy)


def verify(file: Path) -> dict[str, Table]:
    """The tables of a copy that is whole; else a BackupError."""
    with _opened(file) as copy:
        problems = _problems(copy)
        if problems:
            raise BackupError(f"The copy is damaged: {'; '.join(problems)[:500]}. Nothing was changed.")
        return tables(copy)


def has_rows(database: Path) -> bool:
    """Whether there is something to lose: a file that cannot be read as a database counts, too."""
    if not database.exists() or database.stat().st_size == 0:
        return False
    try:
        with _opened(database) as connection:
            names = [name for name in _names(connection) if name != "alembic_version"]
            return any(connection.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() for name in names)  # noqa: S608
    except sqlite3.DatabaseError:
        return True


def put_in_place(fresh: Path, database: Path) -> Path | None:
    """Let `fresh` be the database. The former one is kept beside it, under the path that is returned."""
    kept = None
    if database.exists():
        _let_go(database)
        kept = database.with_name(f"{database.name}.before-restore-{now():%Y%m%d-%H%M%S}")
        os.link(database, kept)
    for suffix in ("-wal", "-shm"):  # of a former one that could not be read
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    fresh.replace(database)
    archive.sync_folder(database.parent)
    return kept


def tables(connection: sqlite3.Connection) -> dict[str, Table]:
    return {name: fingerprint(connection.execute(f'SELECT * FROM "{name}"')) for name in _names(connection)}  # noqa: S608


def fingerprint(rows: Iterable[Any]) -> Table:
    """Rows in any order give the same: their digests are added up."""
    number, total = 0, 0
    for row in rows:
        number += 1
        total += int.from_bytes(hashlib.sha256(repr(row).encode()).digest()[:16], "big")
    return Table(number, f"{total % (1 << 128):032x}")


def _let_go(database: Path) -> None:
    """Leave the WAL mode, which SQLite grants only to the last one that has the file open; BackupError otherwise."""
    try:
        with closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as connection:
            (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError as problem:
        raise BackupError(IN_USE) from problem
    except sqlite3.DatabaseError:  # it is no database any more: that may be why one restores
        return
    if mode != "delete":
        raise BackupError(IN_USE)


@contextmanager
def _opened(database: Path) -> Iterator[sqlite3.Connection]:
    """An existing file, never a new one."""
    address = f"{database.resolve().as_uri()}?mode=rw"
    with closing(sqlite3.connect(address, uri=True, timeout=WAIT_SECONDS, isolation_level=None)) as connection:
        yield connection


def _problems(connection: sqlite3.Connection) -> list[str]:
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
    except sqlite3.DatabaseError as problem:
        return [str(problem)]
    lost = [f"rows of {row[0]} point nowhere" for row in connection.execute("PRAGMA foreign_key_check")]
    return [line for line in found if line != "ok"] + lost


def _revision(connection: sqlite3.Connection) -> str:
    try:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.OperationalError, TypeError):
        raise BackupError("This database was never migrated: there is nothing to back up.") from None
    return str(revision)


def _names(connection: sqlite3.Connection) -> list[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
    return [str(row[0]) for row in connection.execute(query)]
